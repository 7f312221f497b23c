import * as z from 'zod';
import type { Predictions } from '../contract.ts';
import { fitSigmoid } from '../models/support-vectors/platt.ts';
import { fitIsotonic, isotonicAt } from './isotonic.ts';

const sigmoid = z.object({ kind: z.literal('sigmoid'), slope: z.number(), offset: z.number() });
const isotonic = z.object({
  kind: z.literal('isotonic'),
  places: z.array(z.number()).min(1),
  values: z.array(z.number()).min(1),
});

/** A curve from what a model says of a class to a probability; of two classes one, of more one a class. */
export const calibrationSchema = z.object({ curves: z.array(z.union([sigmoid, isotonic])).min(1) });
export type Calibration = z.output<typeof calibrationSchema>;
type Curve = Calibration['curves'][number];

/** How probabilities are calibrated: Platt's sigmoid, or isotonic regression (wants many rows). */
export type CalibrationKind = 'sigmoid' | 'isotonic';

/** What a curve reads: of two classes the score; of more the probability of its class. */
function readings({ scores, probabilities }: Predictions, curve: number, curves: number): Float64Array {
  if (curves === 1 || probabilities === undefined) return scores;
  const { rows, columns, data } = probabilities;
  return Float64Array.from({ length: rows }, (_, row) => data[row * columns + curve]!);
}

/**
 * Calibration curves from predictions of rows that the models were not fitted on. More than two classes: one against
 * the rest each, brought to sum 1. Sources: Platt 1999; Zadrozny and Elkan 2002.
 */
export function fitCalibration(
  kind: CalibrationKind,
  said: Predictions,
  codes: ArrayLike<number>,
  classes: number,
  weights: Float64Array = new Float64Array(codes.length).fill(1),
): Calibration {
  const count = classes === 2 ? 1 : classes;
  const curves = Array.from({ length: count }, (_, at): Curve => {
    const positive = Uint8Array.from(codes, (code) => (code === (count === 1 ? 1 : at) ? 1 : 0));
    const values = readings(said, at, count);
    if (kind === 'sigmoid') return { kind, ...fitSigmoid(values, positive, weights) };
    const { places, values: means } = fitIsotonic(values, positive, weights);
    return { kind, places: [...places], values: [...means] };
  });
  return { curves };
}

const curveAt = (curve: Curve, value: number): number =>
  curve.kind === 'sigmoid'
    ? 1 / (1 + Math.exp(curve.slope * value + curve.offset))
    : isotonicAt(curve, value);

/** Predictions with calibrated probabilities; scores stay, so that the order of rows does. */
export function applyCalibration({ curves }: Calibration, said: Predictions): Predictions {
  const { rows, columns } = said.probabilities ?? { rows: said.scores.length, columns: 2 };
  const data = new Float64Array(rows * columns);
  if (curves.length === 1) {
    for (let row = 0; row < rows; row++) {
      const event = curveAt(curves[0]!, said.scores[row]!);
      data[2 * row] = 1 - event;
      data[2 * row + 1] = event;
    }
    return { ...said, probabilities: { rows, columns, data } };
  }
  for (const [at, curve] of curves.entries()) {
    const values = readings(said, at, curves.length);
    for (let row = 0; row < rows; row++) data[row * columns + at] = curveAt(curve, values[row]!);
  }
  for (let row = 0; row < rows; row++) {
    const own = data.subarray(row * columns, (row + 1) * columns);
    const total = own.reduce((sum, value) => sum + value, 0);
    // Where every curve says 0 the classes are equally likely, as in scikit-learn.
    for (let at = 0; at < columns; at++) own[at] = total > 0 ? own[at]! / total : 1 / columns;
  }
  return { ...said, probabilities: { rows, columns, data } };
}
