import { tCritical, tTwoSided } from '../distributions/student-t.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';
import { covariance, isConstant, mean, sumOfSquares, variance } from '../numbers/moments.ts';
import { completePairs } from './ratings.ts';

/** Limits of agreement between two measures. */
export interface BlandAltman {
  /** Mean difference, first minus second. */
  readonly bias: Estimate;
  /** Standard deviation of the differences. */
  readonly deviation: number;
  readonly lowerLimit: Estimate;
  readonly upperLimit: Estimate;
  /** Regression of the differences on the means: a slope that is not 0 means that bias grows with size. */
  readonly proportionalBias: { readonly slope: Estimate; readonly intercept: number; readonly p: number };
  readonly pairs: number;
  readonly dropped: number;
}

/** How limits are drawn. */
export interface BlandAltmanOptions {
  /** Of the intervals; 0.95 unless told. */
  readonly level?: number;
  /** Limits stand this many standard deviations from the bias; 1.96 as in the paper. */
  readonly multiplier?: number;
}

function slopeOf(x: Float64Array, y: Float64Array, level: number): BlandAltman['proportionalBias'] {
  if (x.length < 3) return { slope: unavailable('Fewer than three pairs.'), intercept: NaN, p: NaN };
  if (isConstant(x)) return { slope: unavailable('All means are equal.'), intercept: NaN, p: NaN };
  const squares = sumOfSquares(x);
  const value = (covariance(x, y) * (x.length - 1)) / squares;
  const intercept = mean(y) - value * mean(x);
  let residual = 0;
  for (let i = 0; i < x.length; i++) residual += (y[i]! - intercept - value * x[i]!) ** 2;
  const error = Math.sqrt(residual / (x.length - 2) / squares);
  const t = tCritical(level, x.length - 2) * error;
  const p = error === 0 ? (value === 0 ? 1 : 0) : tTwoSided(value / error, x.length - 2);
  return { slope: { value, lower: value - t, upper: value + t }, intercept, p };
}

/**
 * Bland and Altman's limits of agreement with intervals of bias and limits (standard error of a limit sqrt(3 / n) sd,
 * t with n - 1 degrees), and the regression of differences on means. Pairs with a missing value are left out.
 * Sources: Bland and Altman 1986, 1999.
 */
export function blandAltman(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { level = 0.95, multiplier = 1.96 }: BlandAltmanOptions = {},
): BlandAltman {
  checkLevel(level);
  const { x, y, dropped } = completePairs(first, second);
  const n = x.length;
  if (n < 2) {
    const none = unavailable(`${n} complete pairs; limits of agreement need at least two.`);
    return {
      bias: none,
      deviation: NaN,
      lowerLimit: none,
      upperLimit: none,
      proportionalBias: { slope: none, intercept: NaN, p: NaN },
      pairs: n,
      dropped,
    };
  }
  const differences = x.map((value, i) => value - y[i]!);
  const means = x.map((value, i) => (value + y[i]!) / 2);
  const bias = mean(differences);
  const deviation = Math.sqrt(variance(differences));
  const t = tCritical(level, n - 1);
  const about = (value: number, error: number): Estimate => ({
    value,
    lower: value - t * error,
    upper: value + t * error,
  });
  const limitError = deviation * Math.sqrt(3 / n);
  return {
    bias: about(bias, deviation / Math.sqrt(n)),
    deviation,
    lowerLimit: about(bias - multiplier * deviation, limitError),
    upperLimit: about(bias + multiplier * deviation, limitError),
    proportionalBias: slopeOf(means, differences, level),
    pairs: n,
    dropped,
  };
}

/** Limits of agreement where subjects were measured several times. */
export interface RepeatedBlandAltman {
  readonly bias: number;
  readonly deviation: number;
  readonly lowerLimit: number;
  readonly upperLimit: number;
  readonly betweenSubjectsVariance: number;
  readonly withinSubjectsVariance: number;
  readonly reason?: string;
}

/**
 * Limits of agreement from several pairs a subject, where the true value may change between pairs: the variance of a
 * single difference is put together from within and between subjects. A negative component between counts as 0.
 * Source: Bland and Altman 2007, section 3.
 */
export function blandAltmanRepeated(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  subjects: ArrayLike<string | number>,
  { multiplier = 1.96 }: Pick<BlandAltmanOptions, 'multiplier'> = {},
): RepeatedBlandAltman {
  const bySubject = new Map<string | number, number[]>();
  const all: number[] = [];
  for (let i = 0; i < subjects.length; i++) {
    const difference = first[i]! - second[i]!;
    if (!Number.isFinite(difference)) continue;
    all.push(difference);
    const list = bySubject.get(subjects[i]!);
    if (list) list.push(difference);
    else bySubject.set(subjects[i]!, [difference]);
  }
  const n = bySubject.size;
  const total = all.length;
  if (n < 2 || total <= n) {
    const none = { bias: NaN, deviation: NaN, lowerLimit: NaN, upperLimit: NaN };
    return {
      ...none,
      betweenSubjectsVariance: NaN,
      withinSubjectsVariance: NaN,
      reason: 'This needs at least two subjects, one of them with more than one pair.',
    };
  }
  const bias = mean(all);
  let between = 0;
  let within = 0;
  let squaredSizes = 0;
  for (const list of bySubject.values()) {
    between += list.length * (mean(list) - bias) ** 2;
    within += sumOfSquares(list);
    squaredSizes += list.length ** 2;
  }
  const betweenSquare = between / (n - 1);
  const withinSquare = within / (total - n);
  const divisor = (total ** 2 - squaredSizes) / ((n - 1) * total);
  const betweenSubjectsVariance = Math.max(0, (betweenSquare - withinSquare) / divisor);
  const deviation = Math.sqrt(betweenSubjectsVariance + withinSquare);
  return {
    bias,
    deviation,
    lowerLimit: bias - multiplier * deviation,
    upperLimit: bias + multiplier * deviation,
    betweenSubjectsVariance,
    withinSubjectsVariance: withinSquare,
  };
}
