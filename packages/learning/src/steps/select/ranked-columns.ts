import { mean, rank } from '@rachis/statistics';

/** Ranks of complete values, centred and of length 1: Spearman's correlation is the product of two. Zeros where constant. */
export function unitRanks(values: ArrayLike<number>): Float64Array {
  const { ranks } = rank(values);
  const centre = mean(ranks);
  let squares = 0;
  for (let i = 0; i < ranks.length; i++) {
    ranks[i]! -= centre;
    squares += ranks[i]! ** 2;
  }
  const norm = Math.sqrt(squares);
  if (norm > 0) for (let i = 0; i < ranks.length; i++) ranks[i]! /= norm;
  return ranks;
}

/** Inner product of two lists of one length, kept to what a correlation can be. */
export function correlationOfUnits(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += first[i]! * second[i]!;
  return sum > 1 ? 1 : sum < -1 ? -1 : sum;
}
