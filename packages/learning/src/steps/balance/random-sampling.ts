import * as z from 'zod';
import { takeRows } from '../../frame/frame.ts';
import { balancingStep } from '../step.ts';
import { classRows, oneOf } from './classes.ts';

/** Size of each smaller class as a share of the largest. */
export const ratio = z
  .number()
  .gt(0)
  .max(1)
  .default(1)
  .describe("Rows of the smaller classes after the step, as a share of the largest class's.");

const settings = z.strictObject({ ratio });

/** Repeats rows of the smaller classes, drawn with replacement, up to a share of the largest class. */
export const oversample = balancingStep({
  id: 'oversample',
  name: 'Random oversampling',
  settings,
  training(frame, { ratio }, random) {
    const { rows, most } = classRows(frame, 'oversample');
    const taken = Array.from({ length: frame.rows }, (_, row) => row);
    for (const own of rows) {
      const wanted = Math.floor(most * ratio);
      for (let count = own.length; count > 0 && count < wanted; count++) taken.push(oneOf(own, random));
    }
    return takeRows(frame, taken);
  },
});

/** Keeps a random part of the larger classes, so that the smallest class is a share of each of them. */
export const undersample = balancingStep({
  id: 'undersample',
  name: 'Random undersampling',
  settings,
  training(frame, { ratio }, random) {
    const { rows, least } = classRows(frame, 'undersample');
    const most = Math.floor(least / ratio);
    const taken = rows.flatMap((own) =>
      own.length <= most ? own : Array.from(random.sample(own.length, most), (at) => own[at]!),
    );
    return takeRows(
      frame,
      taken.sort((a, b) => a - b),
    );
  },
});
