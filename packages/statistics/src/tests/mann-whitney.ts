import { normalTwoSided } from '../distributions/normal.ts';
import { rank, tieCorrection } from '../numbers/ranks.ts';
import { noTest, present, type TestResult } from './result.ts';

/** Mann and Whitney's test; `statistic` is U of the first group (R's W). */
export interface MannWhitney extends TestResult {
  /** Chance that a value of the first group is above one of the second, ties counted half: U / (m n). */
  readonly superiority: number;
}

/** How the p-value is reached. */
export interface RankTestOptions {
  /** True, false, or as R decides: exact below 50 values without ties. */
  readonly exact?: boolean;
  /** Continuity correction of the normal approximation; on unless told. */
  readonly correct?: boolean;
}

/** Ways to reach each U or less, of m and n untied values, up to the middle. */
function cumulativeWays(m: number, n: number): Float64Array {
  // ways[i][k]: ways to reach U = k with i of the first group among those placed so far.
  const most = Math.floor((m * n) / 2);
  let ways: Float64Array[] = Array.from({ length: m + 1 }, () => new Float64Array(most + 1));
  ways[0]![0] = 1;
  // A value of the first group, placed as its i-th with j of the second below it, adds j; sum over j of multisets.
  for (let j = 0; j <= n; j++) {
    const next = ways.map((row) => row.slice());
    for (let i = 1; i <= m; i++) {
      const from = next[i - 1]!;
      const to = next[i]!;
      for (let k = j; k <= most; k++) to[k]! += from[k - j]!;
    }
    ways = next;
  }
  const reached = ways[m]!;
  for (let k = 1; k <= most; k++) reached[k]! += reached[k - 1]!;
  return reached;
}

// The columns of a table have the same two groups: counted once for all of them.
let counted: { readonly m: number; readonly n: number; readonly ways: Float64Array } | undefined;

/** P(U <= u), u up to the middle, by counting the arrangements of m and n untied values. */
function exactLower(u: number, m: number, n: number): number {
  if (counted?.m !== m || counted.n !== n) counted = { m, n, ways: cumulativeWays(m, n) };
  let total = 1;
  for (let i = 1; i <= m; i++) total = (total * (n + i)) / i;
  return counted.ways[Math.floor(u)]! / total;
}

/**
 * Mann-Whitney U test (Wilcoxon rank sum), two-sided. Exact below 50 values a group without ties, else normal with
 * correction for ties and continuity. Missing values are left out. Sources: Mann and Whitney 1947; Hollander and Wolfe 1999, 4.1.
 */
export function mannWhitney(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { exact, correct = true }: RankTestOptions = {},
): MannWhitney {
  const x = present(first);
  const y = present(second);
  const m = x.length;
  const n = y.length;
  if (m === 0 || n === 0) {
    return { ...noTest('Mann-Whitney', 'A group has no values.'), superiority: NaN };
  }
  const { ranks, ties } = rank([...x, ...y]);
  let u = (-m * (m + 1)) / 2;
  for (let i = 0; i < m; i++) u += ranks[i]!;
  const superiority = u / (m * n);
  if (exact ?? (m < 50 && n < 50 && ties.length === 0)) {
    if (ties.length > 0) throw new RangeError('The exact distribution is for values without ties.');
    const tail = exactLower(Math.min(u, m * n - u), m, n);
    return { statistic: u, p: Math.min(1, 2 * tail), superiority, method: 'Mann-Whitney, exact' };
  }
  const all = m + n;
  const spread = Math.sqrt(((m * n) / 12) * (all + 1 - tieCorrection(ties) / (all * (all - 1))));
  const method = 'Mann-Whitney, normal approximation';
  if (spread === 0) return { ...noTest(method, 'All values are equal.'), statistic: u, superiority };
  const off = u - (m * n) / 2;
  const z = (off - (correct ? Math.sign(off) * 0.5 : 0)) / spread;
  return { statistic: u, p: normalTwoSided(z), superiority, method };
}
