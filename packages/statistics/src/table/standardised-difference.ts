import { inverse, zeros } from '../numbers/linear.ts';
import { mean, variance } from '../numbers/moments.ts';

/**
 * Standardised mean difference of numbers: |difference of means| over the root of the mean of both variances.
 * Source: Austin 2009. Above 0.1 groups are often called unbalanced.
 */
export function standardisedDifference(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const known = (values: ArrayLike<number>) =>
    Float64Array.from(values).filter((value) => !Number.isNaN(value));
  const x = known(first);
  const y = known(second);
  const difference = Math.abs(mean(x) - mean(y));
  const spread = (variance(x) + variance(y)) / 2;
  if (spread === 0) return difference === 0 ? 0 : Infinity;
  return difference / Math.sqrt(spread);
}

/**
 * Standardised difference of categories, from counts in the same order: the Mahalanobis distance of the shares.
 * Source: Yang and Dalton 2012.
 */
export function standardisedCategoryDifference(first: readonly number[], second: readonly number[]): number {
  const used = first.map((_, c) => c).filter((c) => first[c]! + second[c]! > 0);
  const share = (counts: readonly number[]) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return used.slice(1).map((c) => counts[c]! / total);
  };
  const p = share(first);
  const q = share(second);
  const k = p.length;
  if (k === 0) return 0;
  const covariance = zeros(k, k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      covariance[i]![j] =
        i === j ? (p[i]! * (1 - p[i]!) + q[i]! * (1 - q[i]!)) / 2 : -(p[i]! * p[j]! + q[i]! * q[j]!) / 2;
    }
  }
  const inverted = inverse(covariance);
  if (inverted === undefined) return p.every((value, i) => value === q[i]) ? 0 : Infinity;
  let sum = 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) sum += (p[i]! - q[i]!) * inverted[i]![j]! * (p[j]! - q[j]!);
  }
  return Math.sqrt(Math.max(0, sum));
}
