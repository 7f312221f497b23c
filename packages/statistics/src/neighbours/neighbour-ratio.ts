import { median } from '../numbers/quantile.ts';
import type { NearestRows } from './nearest-rows.ts';

/** Neighbours that a nearest one is held against: the second, and further ones where a row has several copies. */
const against = [2, 4, 8] as const;

/** How many neighbours `closeness` looks at. */
export const neighboursNeeded = 8;

/** A neighbour at less than this part of the distance of the furthest kept one is a copy, not somebody near. */
const evident = 0.05;

/** Place among the neighbours of a row of the first that is no evident copy; -1 where there is none. */
function firstOther({ count, distances }: NearestRows, i: number): number {
  const own = distances.subarray(i * count, (i + 1) * count);
  const furthest = own.findLast(Number.isFinite);
  return furthest === undefined ? -1 : own.findIndex((distance) => distance > evident * furthest);
}

/** Distances of rows to their nearest that is no evident copy; NaN where there is none. */
export const otherDistances = (nearest: NearestRows): Float64Array =>
  Float64Array.from({ length: nearest.distances.length / nearest.count }, (_, i) => {
    const place = firstOther(nearest, i);
    return place < 0 ? NaN : nearest.distances[i * nearest.count + place]!;
  });

/**
 * Logarithms of second over first distance of each row, NaN where there are no two; with `others` without evident copies:
 * what the rows would be without them.
 */
export function logRatios(nearest: NearestRows, which: 'all' | 'others' = 'all'): Float64Array {
  const { count, distances } = nearest;
  return Float64Array.from({ length: distances.length / count }, (_, i) => {
    const place = which === 'all' ? 0 : firstOther(nearest, i);
    if (place < 0 || place > count - 2) return NaN;
    const first = distances[i * count + place]!;
    const second = distances[i * count + place + 1]!;
    if (!Number.isFinite(second)) return NaN;
    // A copy to the last digit: as near as can be told.
    return Math.log(second / Math.max(first, 1e-12 * second));
  });
}

/**
 * Dimension of the space that rows fill, from the ratios of second to first neighbour (Facco et al. 2017): where density does
 * not change between the two, ratio^-dimension is uniform. By the median, less what its own error can be in few rows, so that what follows from it is on the safe side.
 */
export function neighbourDimension(ratios: Float64Array): number {
  const known = ratios.filter((value) => !Number.isNaN(value));
  if (known.length < 10) return NaN;
  // Standard error of the median of an exponential distribution over its value: 1 / (ln 2 sqrt n).
  const surplus = 1 + 2 / (Math.LN2 * Math.sqrt(known.length));
  return Math.LN2 / median(known) / surplus;
}

/**
 * How unlikely it is that a row has its nearest neighbour so much nearer than the next ones, where rows are drawn from one
 * smooth density of this dimension: (first/k-th)^dimension has a beta distribution with 1 and k - 1. The smallest
 * probability over k = 2, 4, 8, times their number.
 */
export function closeness({ count, distances }: NearestRows, i: number, dimension: number): number {
  const first = distances[i * count]!;
  let least = 1;
  for (const k of against) {
    const further = k <= count ? distances[i * count + k - 1]! : Infinity;
    if (!Number.isFinite(further) || further === 0) continue;
    const part = (first / further) ** dimension;
    // 1 - (1 - part)^(k - 1) without loss where part is small.
    least = Math.min(least, -Math.expm1((k - 1) * Math.log1p(-Math.min(part, 1 - 1e-16))));
  }
  return Math.min(1, least * against.length);
}
