import { normalTwoSided } from '../distributions/normal.ts';
import { rank, tieCorrection } from '../numbers/ranks.ts';
import type { RankTestOptions } from './mann-whitney.ts';
import { noTest, present, type TestResult } from './result.ts';

/** P(V <= v) of the sum of positive ranks of n untied differences. */
function exactLower(v: number, n: number): number {
  const most = Math.floor(v);
  const ways = new Float64Array(most + 1);
  ways[0] = 1;
  for (let i = 1; i <= n; i++) for (let k = most; k >= i; k--) ways[k]! += ways[k - i]!;
  return ways.reduce((sum, count) => sum + count, 0) / 2 ** n;
}

/**
 * Wilcoxon's signed rank test of paired values, two-sided; pairs without difference are left out. Exact below 50 pairs
 * without ties and zeros, else normal with correction for ties and continuity. `statistic` is the sum of ranks of
 * positive differences (R's V). Sources: Wilcoxon 1945; Hollander and Wolfe 1999, 3.1.
 */
export function signedRank(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { exact, correct = true }: RankTestOptions = {},
): TestResult {
  if (first.length !== second.length) throw new RangeError('Paired values need equal lengths.');
  const all = present(Array.from(first, (value, i) => value - second[i]!));
  const differences = all.filter((value) => value !== 0);
  const n = differences.length;
  if (n === 0) return noTest('Wilcoxon signed rank', 'No pair differs.');
  const { ranks, ties } = rank(differences.map(Math.abs));
  let v = 0;
  for (let i = 0; i < n; i++) if (differences[i]! > 0) v += ranks[i]!;
  if (exact ?? (n < 50 && ties.length === 0 && n === all.length)) {
    if (ties.length > 0) throw new RangeError('The exact distribution is for differences without ties.');
    const tail = exactLower(Math.min(v, (n * (n + 1)) / 2 - v), n);
    return { statistic: v, p: Math.min(1, 2 * tail), method: 'Wilcoxon signed rank, exact' };
  }
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - tieCorrection(ties) / 48);
  const off = v - (n * (n + 1)) / 4;
  const z = (off - (correct ? Math.sign(off) * 0.5 : 0)) / spread;
  return { statistic: v, p: normalTwoSided(z), method: 'Wilcoxon signed rank, normal approximation' };
}
