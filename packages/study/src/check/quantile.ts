/**
 * The value at a place (0 to 1) of a sorted order, with linear interpolation between neighbours (Hyndman and Fan 1996,
 * type 7). The values are put into another order. NaN for none.
 */
export function quantile(values: Float64Array, place: number): number {
  if (values.length === 0) return Number.NaN;
  const at = place * (values.length - 1);
  const low = Math.floor(at);
  const below = select(values, low);
  if (at === low) return below;
  // After the selection, what is above lies to the right.
  let above = Number.POSITIVE_INFINITY;
  for (let i = low + 1; i < values.length; i++) if (values[i]! < above) above = values[i]!;
  return below + (at - low) * (above - below);
}

/** The value that a sorted order would have at `k`; smaller ones end up to its left (Hoare's selection). */
function select(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const value = values[i]!;
        values[i++] = values[j]!;
        values[j--] = value;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k]!;
}

export const median = (values: readonly number[]): number => quantile(Float64Array.from(values), 0.5);

/** Median absolute deviation in units of a normal distribution's standard deviation. */
export const normalMad = (values: readonly number[]): number => {
  const centre = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)));
};
