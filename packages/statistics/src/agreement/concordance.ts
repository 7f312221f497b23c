import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';
import { covariance, isConstant, mean, variance } from '../numbers/moments.ts';
import { completePairs, completeRatings, droppedNote, type Ratings } from './ratings.ts';

/** Lin's concordance correlation, with the two things that lower it: spread about the line and distance of the line. */
export interface Concordance extends Estimate {
  /** Pearson's correlation: precision. */
  readonly precision: number;
  /** How near the best line is to the line of equality: accuracy (C_b). */
  readonly accuracy: number;
  /** Ratio of standard deviations, second over first. */
  readonly scaleShift: number;
  /** Difference of means, second minus first, over the geometric mean of the standard deviations. */
  readonly locationShift: number;
  readonly pairs: number;
  readonly dropped: number;
}

/**
 * Concordance correlation of two measures of the same subjects; interval (0.95 unless told) on Fisher's z scale.
 * Pairs with a missing or infinite value are left out. Source: Lin 1989, with the correction of 2000.
 */
export function concordance(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { level = 0.95 }: { readonly level?: number } = {},
): Concordance {
  checkLevel(level);
  const { x, y, dropped } = completePairs(first, second);
  const n = x.length;
  const none = (reason: string): Concordance => ({
    ...unavailable(reason),
    precision: NaN,
    accuracy: NaN,
    scaleShift: NaN,
    locationShift: NaN,
    pairs: n,
    dropped,
  });
  if (n < 2) return none(`${n} complete pairs; concordance needs at least two.`);
  const constantX = isConstant(x);
  const constantY = isConstant(y);
  if (constantX && constantY) return none('Both measures are constant.');
  const varianceX = variance(x, 0);
  const varianceY = variance(y, 0);
  const shift = mean(y) - mean(x);
  const value = (2 * covariance(x, y, 0)) / (varianceX + varianceY + shift ** 2);
  const common = {
    scaleShift: Math.sqrt(varianceY / varianceX),
    locationShift: shift / (varianceX * varianceY) ** 0.25,
    pairs: n,
    dropped,
  };
  const note = droppedNote(dropped, first.length);
  if (constantX || constantY) {
    const reason = 'One measure is constant: concordance is 0, without an interval.';
    return { value: 0, lower: NaN, upper: NaN, precision: NaN, accuracy: NaN, ...common, reason };
  }
  const r = covariance(x, y, 0) / Math.sqrt(varianceX * varianceY);
  const parts = { precision: r, accuracy: value / r, ...common };
  if (1 - Math.abs(value) < 1e-15) {
    return { value, lower: value, upper: value, ...parts, ...(note ? { reason: note } : {}) };
  }
  if (n < 3) {
    return { value, lower: NaN, upper: NaN, ...parts, reason: 'An interval needs at least three pairs.' };
  }
  if (r === 0) {
    return { value, lower: NaN, upper: NaN, ...parts, reason: 'No interval: the correlation is exactly 0.' };
  }
  const u = common.locationShift;
  const spread =
    ((1 - r ** 2) * value ** 2 * (1 - value ** 2)) / r ** 2 +
    (2 * value ** 3 * (1 - value) * u ** 2) / r -
    (0.5 * value ** 4 * u ** 4) / r ** 2;
  if (!(spread >= 0)) {
    const reason = 'No interval: its variance, by the formula for large samples, is below 0.';
    return { value, lower: NaN, upper: NaN, ...parts, reason };
  }
  const error = Math.sqrt(spread / (n - 2)) / (1 - value ** 2);
  const z = normalCritical(level);
  return {
    value,
    lower: Math.tanh(Math.atanh(value) - z * error),
    upper: Math.tanh(Math.atanh(value) + z * error),
    ...parts,
    ...(note ? { reason: note } : {}),
  };
}

/** Concordance of all measures together. */
export interface OverallConcordance {
  readonly value: number;
  readonly precision: number;
  readonly accuracy: number;
  readonly subjects: number;
  readonly dropped: number;
  readonly reason?: string;
}

/**
 * Overall concordance correlation of k measures: the pairs' concordances, weighted by how far apart each pair could
 * be by chance. Sample moments (divisor n - 1). Source: Barnhart, Haber and Song 2002.
 */
export function overallConcordance(ratings: Ratings): OverallConcordance {
  const { rows, measures, dropped } = completeRatings(ratings);
  const none = (reason: string): OverallConcordance => ({
    value: NaN,
    precision: NaN,
    accuracy: NaN,
    subjects: rows.length,
    dropped,
    reason,
  });
  if (measures < 2) return none(`${measures} measures a subject; concordance needs at least two.`);
  if (rows.length < 2) return none(`${rows.length} complete subjects; concordance needs at least two.`);
  const columns = Array.from({ length: measures }, (_, j) => Float64Array.from(rows, (row) => row[j]!));
  const means = columns.map((column) => mean(column));
  const variances = columns.map((column) => variance(column));
  let shared = 0;
  let apart = 0;
  let accurate = 0;
  for (let j = 0; j < measures; j++) {
    for (let k = j + 1; k < measures; k++) {
      const product = Math.sqrt(variances[j]! * variances[k]!);
      apart += variances[j]! + variances[k]! + (means[j]! - means[k]!) ** 2;
      shared += 2 * covariance(columns[j]!, columns[k]!);
      accurate += 2 * product;
    }
  }
  if (apart === 0) return none('All measures are constant and equal.');
  const note = droppedNote(dropped, ratings.length);
  return {
    value: shared / apart,
    precision: shared / accurate,
    accuracy: accurate / apart,
    subjects: rows.length,
    dropped,
    ...(note ? { reason: note } : {}),
  };
}
