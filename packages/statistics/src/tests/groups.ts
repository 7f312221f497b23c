import { chiSquareUpper } from '../distributions/chi-square.ts';
import { fUpper } from '../distributions/f.ts';
import { mean, sumOfSquares, variance } from '../numbers/moments.ts';
import { rank, tieCorrection } from '../numbers/ranks.ts';
import { noTest, present, type TestResult } from './result.ts';

/** A test of several groups with its degrees of freedom. */
export interface GroupTest extends TestResult {
  readonly degrees: number;
  /** Of the F tests: degrees of the denominator. */
  readonly degrees2?: number;
}

const fail = (method: string, reason: string): GroupTest => ({ ...noTest(method, reason), degrees: NaN });

function nonEmpty(groups: readonly ArrayLike<number>[]): Float64Array[] {
  return groups.map(present).filter((group) => group.length > 0);
}

/** Kruskal-Wallis test with correction for ties (Kruskal and Wallis 1952). Missing values are left out. */
export function kruskalWallis(groups: readonly ArrayLike<number>[]): GroupTest {
  const kept = nonEmpty(groups);
  const method = 'Kruskal-Wallis';
  if (kept.length < 2) return fail(method, 'Fewer than two groups have values.');
  const all = kept.flatMap((group) => Array.from(group));
  const n = all.length;
  const { ranks, ties } = rank(all);
  if (ties[0] === n) return fail(method, 'All values are equal.');
  let sum = 0;
  let start = 0;
  for (const group of kept) {
    let total = 0;
    for (let i = 0; i < group.length; i++) total += ranks[start + i]!;
    sum += total ** 2 / group.length;
    start += group.length;
  }
  const raw = (12 * sum) / (n * (n + 1)) - 3 * (n + 1);
  const statistic = raw / (1 - tieCorrection(ties) / (n ** 3 - n));
  const degrees = kept.length - 1;
  return { statistic, p: chiSquareUpper(statistic, degrees), degrees, method };
}

/** One-way analysis of variance; Welch's form (1951) with `equalVariances: false`. Missing values are left out. */
export function analysisOfVariance(
  groups: readonly ArrayLike<number>[],
  { equalVariances = true }: { readonly equalVariances?: boolean } = {},
): GroupTest {
  const kept = nonEmpty(groups);
  const method = equalVariances ? 'analysis of variance' : "Welch's analysis of variance";
  if (kept.length < 2) return fail(method, 'Fewer than two groups have values.');
  const k = kept.length;
  const n = kept.reduce((sum, group) => sum + group.length, 0);
  if (equalVariances) {
    if (n <= k) return fail(method, 'No group has two values.');
    const grand = mean(kept.flatMap((group) => Array.from(group)));
    const between = kept.reduce((sum, group) => sum + group.length * (mean(group) - grand) ** 2, 0);
    const within = kept.reduce((sum, group) => sum + sumOfSquares(group), 0);
    if (within === 0) return fail(method, 'Values do not vary within groups.');
    const statistic = between / (k - 1) / (within / (n - k));
    return { statistic, p: fUpper(statistic, k - 1, n - k), degrees: k - 1, degrees2: n - k, method };
  }
  if (kept.some((group) => group.length < 2 || variance(group) === 0)) {
    return fail(method, 'Every group needs two different values.');
  }
  const weights = kept.map((group) => group.length / variance(group));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = kept.reduce((sum, group, i) => sum + weights[i]! * mean(group), 0) / total;
  const lack =
    kept.reduce((sum, group, i) => sum + (1 - weights[i]! / total) ** 2 / (group.length - 1), 0) /
    (k * k - 1);
  const between = kept.reduce((sum, group, i) => sum + weights[i]! * (mean(group) - centre) ** 2, 0);
  const statistic = between / (k - 1) / (1 + 2 * (k - 2) * lack);
  const degrees2 = 1 / (3 * lack);
  return { statistic, p: fUpper(statistic, k - 1, degrees2), degrees: k - 1, degrees2, method };
}
