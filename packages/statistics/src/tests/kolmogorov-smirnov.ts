import { orderOf } from '../numbers/ranks.ts';
import { noTest, present, type TestResult } from './result.ts';

/** P(D < d) for the tied values at hand, by counting paths of the two samples through the plane. */
function exactBelow(d: number, m: number, n: number, ends: readonly boolean[]): number {
  // A step inside a group of ties is not looked at.
  const bound = (0.5 + Math.floor(d * m * n - 1e-7)) / (m * n);
  const off = (i: number, j: number) => Math.abs(i / m - j / n) >= bound && ends[i + j - 1]!;
  const row = new Float64Array(n + 1);
  row[0] = 1;
  for (let j = 1; j <= n; j++) row[j] = off(0, j) ? 0 : row[j - 1]!;
  for (let i = 1; i <= m; i++) {
    // Scaled at each row so that counts stay in range: probabilities instead of counts.
    const weight = i / (i + n);
    row[0] = off(i, 0) ? 0 : row[0]! * weight;
    for (let j = 1; j <= n; j++) row[j] = off(i, j) ? 0 : row[j]! * weight + row[j - 1]!;
  }
  return row[n]!;
}

/** P(D >= d) for large samples (Kolmogorov 1933). */
function asymptoticUpper(x: number): number {
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * x * x);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-18) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}

/**
 * Two-sample Kolmogorov-Smirnov test, two-sided. Exact (also with ties) where the product of the sizes is below
 * 10,000, else for large samples. Missing values are left out. Sources: Smirnov 1939; Schröer and Trenkler 1995.
 */
export function kolmogorovSmirnov(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { exact }: { readonly exact?: boolean } = {},
): TestResult {
  const x = present(first);
  const y = present(second);
  const m = x.length;
  const n = y.length;
  if (m === 0 || n === 0) return noTest('Kolmogorov-Smirnov', 'A group has no values.');
  const all = [...x, ...y];
  const order = orderOf(all);
  const ends = Array.from(order, (index, i) => i === order.length - 1 || all[index] !== all[order[i + 1]!]);
  let i = 0;
  let j = 0;
  let statistic = 0;
  order.forEach((index, k) => {
    if (index < m) i++;
    else j++;
    if (ends[k]) statistic = Math.max(statistic, Math.abs(i / m - j / n));
  });
  if (exact ?? m * n < 10_000) {
    const p = Math.min(1, Math.max(0, 1 - exactBelow(statistic, m, n, ends)));
    return { statistic, p, method: 'Kolmogorov-Smirnov, exact' };
  }
  const p = asymptoticUpper(statistic * Math.sqrt((m * n) / (m + n)));
  return { statistic, p, method: 'Kolmogorov-Smirnov, large samples' };
}
