import * as z from 'zod';
import { balancingStep } from '../step.ts';
import { classRows } from './classes.ts';

/**
 * Weights rows so that every class weighs the same and all together as before: n / (classes x rows of the class), times
 * the weight that a row has. Probabilities of a model fitted after it are too high for small classes: calibrate it.
 */
export const classWeights = balancingStep({
  id: 'class-weights',
  name: 'Class weights',
  settings: z.strictObject({}),
  training(frame) {
    const { codes, rows } = classRows(frame, 'class-weights');
    const given = frame.weights ?? new Float64Array(frame.rows).fill(1);
    const weighed = rows.map((own) => own.reduce((sum, row) => sum + given[row]!, 0));
    const whole = weighed.reduce((sum, weight) => sum + weight, 0);
    const present = weighed.filter((weight) => weight > 0).length;
    return {
      ...frame,
      weights: given.map((weight, row) =>
        weight === 0 ? 0 : (weight * whole) / (present * weighed[codes[row]!]!),
      ),
    };
  },
});
