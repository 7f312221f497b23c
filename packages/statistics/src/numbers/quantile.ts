/** Ascending copy as 64-bit floats. */
export function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/**
 * Quantile of ascending values by linear interpolation between order statistics.
 * Source: Hyndman and Fan 1996, definition 7; the default of R, NumPy and Excel.
 */
export function quantileOfSorted(ascending: ArrayLike<number>, probability: number): number {
  const n = ascending.length;
  if (n === 0) return NaN;
  const position = (n - 1) * probability;
  const below = Math.floor(position);
  const above = Math.min(below + 1, n - 1);
  const low = ascending[below]!;
  return low === ascending[above]! ? low : low + (position - below) * (ascending[above]! - low);
}

/** Quantile (definition 7) of values in any order. */
export function quantile(values: ArrayLike<number>, probability: number): number {
  return quantileOfSorted(sorted(values), probability);
}

/** Median; NaN for no values. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
