import { tCritical, tTwoSided } from '../distributions/student-t.ts';
import type { Estimate } from '../estimate.ts';
import { mean, variance } from '../numbers/moments.ts';
import { noTest, present, type TestResult } from './result.ts';

/** A t test with the difference of means and its interval. */
export interface TTest extends TestResult {
  readonly degrees: number;
  readonly difference: Estimate;
}

function finish(method: string, value: number, error: number, degrees: number, level: number): TTest {
  const reason = 'The values do not vary.';
  if (!(error > 0)) {
    return { ...noTest(method, reason), degrees, difference: { value, lower: NaN, upper: NaN, reason } };
  }
  const half = tCritical(level, degrees) * error;
  const statistic = value / error;
  return {
    statistic,
    p: tTwoSided(statistic, degrees),
    degrees,
    difference: { value, lower: value - half, upper: value + half },
    method,
  };
}

const tooFew = (method: string): TTest => {
  const reason = 'A group has fewer than two values.';
  return {
    ...noTest(method, reason),
    degrees: NaN,
    difference: { value: NaN, lower: NaN, upper: NaN, reason },
  };
};

/**
 * t test of two groups, two-sided: Welch's, or Student's with `equalVariances`. Missing values are left out.
 * Sources: Student 1908; Welch 1947.
 */
export function tTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  {
    equalVariances = false,
    level = 0.95,
  }: { readonly equalVariances?: boolean; readonly level?: number } = {},
): TTest {
  const x = present(first);
  const y = present(second);
  const method = equalVariances ? "Student's t" : "Welch's t";
  if (x.length < 2 || y.length < 2) return tooFew(method);
  const difference = mean(x) - mean(y);
  const partX = variance(x) / x.length;
  const partY = variance(y) / y.length;
  if (!equalVariances) {
    const degrees = (partX + partY) ** 2 / (partX ** 2 / (x.length - 1) + partY ** 2 / (y.length - 1));
    return finish(method, difference, Math.sqrt(partX + partY), degrees, level);
  }
  const degrees = x.length + y.length - 2;
  const pooled = ((x.length - 1) * variance(x) + (y.length - 1) * variance(y)) / degrees;
  return finish(method, difference, Math.sqrt(pooled * (1 / x.length + 1 / y.length)), degrees, level);
}

/** t test of paired values, two-sided; pairs with a missing value are left out. */
export function pairedTTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { level = 0.95 }: { readonly level?: number } = {},
): TTest {
  if (first.length !== second.length) throw new RangeError('Paired values need equal lengths.');
  const differences = present(Array.from(first, (value, i) => value - second[i]!));
  if (differences.length < 2) return tooFew('paired t');
  const error = Math.sqrt(variance(differences) / differences.length);
  return finish('paired t', mean(differences), error, differences.length - 1, level);
}
