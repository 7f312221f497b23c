/** Ranks from 1 with the mean rank for equal values, and how many values each tie has. */
export interface Ranking {
  readonly ranks: Float64Array;
  /** Sizes of the groups of equal values, groups of one left out. */
  readonly ties: readonly number[];
}

/** Indices that put the values in ascending order; equal values keep their order. */
export function orderOf(values: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => values[a]! - values[b]! || a - b);
}

/** Ranks the values; equal values share the mean of their ranks. */
export function rank(values: ArrayLike<number>): Ranking {
  const order = orderOf(values);
  const ranks = new Float64Array(values.length);
  const ties: number[] = [];
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    const shared = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) ranks[order[i]!] = shared;
    if (end - start > 1) ties.push(end - start);
    start = end;
  }
  return { ranks, ties };
}

/** Sum of t^3 - t over groups of t equal values: what ties take off the variance of rank statistics. */
export function tieCorrection(ties: readonly number[]): number {
  return ties.reduce((sum, t) => sum + (t ** 3 - t), 0);
}
