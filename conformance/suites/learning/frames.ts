import { type Frame, type Outcome, type StepFit, stepOf, stepSettings } from '@rachis/learning';
import { createRandom } from '@rachis/statistics';

/** A frame of rows of numbers (null is missing), its columns named x0, x1 ... */
export function frameOf(
  rows: readonly (readonly (number | null)[])[],
  outcome?: Outcome,
  more: Partial<Frame> = {},
): Frame {
  return {
    rows: rows.length,
    columns: rows[0]!.map((_, j) => ({
      name: `x${j}`,
      kind: 'numeric',
      values: Float64Array.from(rows, (row) => row[j] ?? NaN),
    })),
    groups: Int32Array.from(rows, (_, row) => row),
    ...(outcome === undefined ? {} : { outcome }),
    ...more,
  };
}

/** The numbers of a frame, row by row. */
export const rowsOf = ({ rows, columns }: Frame): number[][] =>
  Array.from({ length: rows }, (_, row) => columns.map(({ values }) => values[row]!));

/** Which columns of a frame are left, as 0 and 1. */
export function flagsOf(frame: Frame, { training }: StepFit): number[] {
  const left = new Set(training.columns.map(({ name }) => name));
  return frame.columns.map(({ name }) => (left.has(name) ? 1 : 0));
}

/** A step fitted with some settings. */
export function fitStep(id: string, frame: Frame, settings: object = {}, seed: string | number = 1): StepFit {
  const step = stepOf(id);
  return step.fit(frame, stepSettings(step, settings), createRandom(seed));
}
