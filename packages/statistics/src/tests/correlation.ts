import { completePairs } from '../agreement/ratings.ts';
import { normalCritical, normalTwoSided } from '../distributions/normal.ts';
import { tTwoSided } from '../distributions/student-t.ts';
import { checkLevel, type Estimate } from '../estimate.ts';
import { covariance, isConstant, sumOfSquares } from '../numbers/moments.ts';
import { rank } from '../numbers/ranks.ts';

/** A correlation with interval (Pearson and Spearman) and the p-value that it is 0. */
export interface Correlation extends Estimate {
  readonly p: number;
  readonly pairs: number;
  readonly method: string;
}

/** Pearson's correlation of complete, varying lists. */
export function pearsonCoefficient(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const shared = covariance(x, y, 0) * x.length;
  return Math.max(-1, Math.min(1, shared / Math.sqrt(sumOfSquares(x) * sumOfSquares(y))));
}

const fail = (method: string, pairs: number, reason: string): Correlation => ({
  value: NaN,
  lower: NaN,
  upper: NaN,
  p: NaN,
  pairs,
  method,
  reason,
});

function problemOf(x: Float64Array, y: Float64Array): string | undefined {
  if (x.length < 3) return `${x.length} complete pairs; a correlation needs at least three.`;
  if (isConstant(x) || isConstant(y)) return 'One of the lists is constant.';
  return undefined;
}

const studentP = (r: number, n: number) =>
  Math.abs(r) === 1 ? 0 : tTwoSided(r * Math.sqrt((n - 2) / (1 - r * r)), n - 2);

/** Pearson's correlation; interval by Fisher's z, p by Student's t. Incomplete pairs are left out. */
export function pearson(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { level = 0.95 }: { readonly level?: number } = {},
): Correlation {
  checkLevel(level);
  const { x, y } = completePairs(first, second);
  const n = x.length;
  const problem = problemOf(x, y);
  if (problem) return fail('Pearson', n, problem);
  const value = pearsonCoefficient(x, y);
  const half = n > 3 ? normalCritical(level) / Math.sqrt(n - 3) : NaN;
  return {
    value,
    lower: Math.tanh(Math.atanh(value) - half),
    upper: Math.tanh(Math.atanh(value) + half),
    p: studentP(value, n),
    pairs: n,
    method: 'Pearson',
  };
}

/** Two-sided chance of a rank correlation at least this far from 0 over all orders of n untied values. */
function exactSpearman(squares: number, n: number): number {
  const order = Array.from({ length: n }, (_, i) => i);
  const middle = (n ** 3 - n) / 6;
  let low = 0;
  let total = 0;
  const low2 = Math.min(squares, 2 * middle - squares);
  const visit = (k: number, sum: number): void => {
    if (k === n) {
      total++;
      if (sum <= low2) low++;
      return;
    }
    for (let i = k; i < n; i++) {
      [order[k], order[i]] = [order[i]!, order[k]!];
      visit(k + 1, sum + (order[k]! - k) ** 2);
      [order[k], order[i]] = [order[i]!, order[k]!];
    }
  };
  visit(0, 0);
  return Math.min(1, (2 * low) / total);
}

/**
 * Spearman's rank correlation with mean ranks for ties. p exact up to 9 untied pairs, else by Student's t; interval on
 * Fisher's z scale with variance (1 + r^2 / 2) / (n - 3) (Bonett and Wright 2000). Incomplete pairs are left out.
 */
export function spearman(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { level = 0.95, exact }: { readonly level?: number; readonly exact?: boolean } = {},
): Correlation {
  checkLevel(level);
  const { x, y } = completePairs(first, second);
  const n = x.length;
  const problem = problemOf(x, y);
  if (problem) return fail('Spearman', n, problem);
  const rankX = rank(x);
  const rankY = rank(y);
  const value = pearsonCoefficient(rankX.ranks, rankY.ranks);
  const untied = rankX.ties.length === 0 && rankY.ties.length === 0;
  const counted = exact ?? (n <= 9 && untied);
  if (counted && !(untied && n <= 10))
    throw new RangeError('Counting all orders is for up to 10 untied pairs.');
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (rankX.ranks[i]! - rankY.ranks[i]!) ** 2;
  const half = n > 3 ? normalCritical(level) * Math.sqrt((1 + value ** 2 / 2) / (n - 3)) : NaN;
  return {
    value,
    lower: Math.tanh(Math.atanh(value) - half),
    upper: Math.tanh(Math.atanh(value) + half),
    p: counted ? exactSpearman(squares, n) : studentP(value, n),
    pairs: n,
    method: counted ? 'Spearman, exact' : 'Spearman',
  };
}

/** P(T <= t) for T concordant pairs of n untied values. */
function kendallLower(t: number, n: number): number {
  let ways = Float64Array.of(1);
  let total = 1;
  for (let i = 2; i <= n; i++) {
    const next = new Float64Array(ways.length + i - 1);
    for (let k = 0; k < ways.length; k++) for (let j = 0; j < i; j++) next[k + j]! += ways[k]! / i;
    ways = next;
  }
  total = 0;
  for (let k = 0; k <= Math.min(t, ways.length - 1); k++) total += ways[k]!;
  return total;
}

/**
 * Kendall's tau-b. p exact below 50 untied pairs, else normal with correction for ties (as R). Without an interval.
 * Sources: Kendall 1938, 1945.
 */
export function kendall(first: ArrayLike<number>, second: ArrayLike<number>): Correlation {
  const { x, y } = completePairs(first, second);
  const n = x.length;
  const problem = problemOf(x, y);
  if (problem) return fail('Kendall', n, problem);
  let score = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) score += Math.sign((x[i]! - x[j]!) * (y[i]! - y[j]!));
  }
  const tiesX = rank(x).ties;
  const tiesY = rank(y).ties;
  const pairs = (n * (n - 1)) / 2;
  const tied = (ties: readonly number[]) => ties.reduce((sum, t) => sum + (t * (t - 1)) / 2, 0);
  const value = score / Math.sqrt((pairs - tied(tiesX)) * (pairs - tied(tiesY)));
  const common = { value, lower: NaN, upper: NaN, pairs: n };
  if (n < 50 && tiesX.length === 0 && tiesY.length === 0) {
    const concordant = (score + pairs) / 2;
    const tail = kendallLower(Math.min(concordant, pairs - concordant), n);
    return { ...common, p: Math.min(1, 2 * tail), method: 'Kendall, exact' };
  }
  const third = (ties: readonly number[]) => ties.reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
  const triple = (ties: readonly number[]) => ties.reduce((sum, t) => sum + t * (t - 1) * (t - 2), 0);
  const spread =
    (n * (n - 1) * (2 * n + 5) - third(tiesX) - third(tiesY)) / 18 +
    (2 * tied(tiesX) * tied(tiesY)) / pairs / 2 +
    (triple(tiesX) * triple(tiesY)) / (9 * n * (n - 1) * (n - 2));
  return { ...common, p: normalTwoSided(score / Math.sqrt(spread)), method: 'Kendall, normal approximation' };
}
