import { orderOf } from '../numbers/ranks.ts';

/** Ways to correct p-values for their number. */
export type Correction = 'bonferroni' | 'holm' | 'benjamini-hochberg' | 'benjamini-yekutieli';

/**
 * Adjusted p-values, in the order given: family-wise (Bonferroni, Holm 1979) or false discovery rate (Benjamini and
 * Hochberg 1995; Benjamini and Yekutieli 2001, any dependence). NaN stays NaN and does not count.
 */
export function adjustPValues(p: ArrayLike<number>, correction: Correction): Float64Array {
  const adjusted = new Float64Array(p.length).fill(NaN);
  const kept = Array.from(p, (_, i) => i).filter((i) => !Number.isNaN(p[i]!));
  const n = kept.length;
  const ascending = Array.from(orderOf(kept.map((i) => p[i]!)), (i) => kept[i]!);
  if (correction === 'bonferroni') {
    for (const i of kept) adjusted[i] = Math.min(1, n * p[i]!);
    return adjusted;
  }
  if (correction === 'holm') {
    let most = 0;
    ascending.forEach((i, k) => {
      most = Math.max(most, Math.min(1, (n - k) * p[i]!));
      adjusted[i] = most;
    });
    return adjusted;
  }
  let factor = 1;
  if (correction === 'benjamini-yekutieli') for (let k = 2; k <= n; k++) factor += 1 / k;
  let least = 1;
  for (let k = n - 1; k >= 0; k--) {
    const i = ascending[k]!;
    least = Math.min(least, ((factor * n) / (k + 1)) * p[i]!);
    adjusted[i] = least;
  }
  return adjusted;
}
