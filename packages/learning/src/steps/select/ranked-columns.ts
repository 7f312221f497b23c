import { mean, rank } from '@rachis/statistics';
import * as z from 'zod';
import { isConstantColumn } from '../columns.ts';

/** Which correlation columns are compared by. */
export const correlation = z
  .enum(['spearman', 'pearson'])
  .default('spearman')
  .describe('Correlation of ranks, or of the values themselves.');

/** Centres values in place and brings them to length 1; zeros where they are constant. */
function toUnit(values: Float64Array): Float64Array {
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    values[i]! -= centre;
    squares += values[i]! ** 2;
  }
  const norm = Math.sqrt(squares);
  if (norm > 0) for (let i = 0; i < values.length; i++) values[i]! /= norm;
  return values;
}

/** Ranks of complete values, centred and of length 1: Spearman's correlation is the product of two. Zeros where constant. */
export function unitRanks(values: ArrayLike<number>): Float64Array {
  return toUnit(rank(values).ranks);
}

/** Complete values or their ranks, such that the product of two is their correlation. */
export function unitColumn(values: Float64Array, kind: z.output<typeof correlation>): Float64Array {
  if (kind === 'spearman') return unitRanks(values);
  // The mean of a constant column is not always its value to the last digit.
  return isConstantColumn(values) ? new Float64Array(values.length) : toUnit(values.slice());
}

/** Inner product of two lists of one length, kept to what a correlation can be. */
export function correlationOfUnits(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += first[i]! * second[i]!;
  return sum > 1 ? 1 : sum < -1 ? -1 : sum;
}
