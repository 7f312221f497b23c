import { mean } from '../numbers/moments.ts';
import { quantile } from '../numbers/quantile.ts';
import type { Random } from '../random/random.ts';
import { type Rows, squaredDistance } from './distances.ts';

/**
 * Adjusted Rand index of two clusterings of the same rows: 1 for the same, 0 on average for unrelated ones.
 * Source: Hubert and Arabie 1985.
 */
export function adjustedRandIndex(first: ArrayLike<number>, second: ArrayLike<number>): number {
  if (first.length !== second.length) throw new RangeError('Two clusterings of the same rows are needed.');
  const both = new Map<string, number>();
  const a = new Map<number, number>();
  const b = new Map<number, number>();
  for (let i = 0; i < first.length; i++) {
    const key = `${first[i]} ${second[i]}`;
    both.set(key, (both.get(key) ?? 0) + 1);
    a.set(first[i]!, (a.get(first[i]!) ?? 0) + 1);
    b.set(second[i]!, (b.get(second[i]!) ?? 0) + 1);
  }
  const pairs = (counts: Iterable<number>) => {
    let sum = 0;
    for (const count of counts) sum += (count * (count - 1)) / 2;
    return sum;
  };
  const together = pairs(both.values());
  const inA = pairs(a.values());
  const inB = pairs(b.values());
  const all = (first.length * (first.length - 1)) / 2;
  const expected = (inA * inB) / all;
  const most = (inA + inB) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

/** Mean silhouette and that of each row (0 for a cluster of one). Source: Rousseeuw 1987. */
export function silhouette(rows: Rows, labels: ArrayLike<number>): { mean: number; rows: Float64Array } {
  const clusters = new Set(Array.from(labels));
  const widths = Float64Array.from(rows, (row, i) => {
    const sums = new Map<number, { sum: number; count: number }>();
    rows.forEach((other, j) => {
      if (i === j) return;
      const entry = sums.get(labels[j]!) ?? { sum: 0, count: 0 };
      entry.sum += Math.sqrt(squaredDistance(row, other));
      entry.count++;
      sums.set(labels[j]!, entry);
    });
    const own = sums.get(labels[i]!);
    if (own === undefined || clusters.size < 2) return clusters.size < 2 ? NaN : 0;
    const inside = own.sum / own.count;
    let outside = Infinity;
    for (const [label, { sum, count }] of sums) {
      if (label !== labels[i]) outside = Math.min(outside, sum / count);
    }
    return inside === outside ? 0 : (outside - inside) / Math.max(inside, outside);
  });
  return { mean: mean(widths), rows: widths };
}

/** How alike clusterings of resampled rows are to that of all. */
export interface ClusterStability {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  readonly indices: Float64Array;
}

/**
 * Stability of a clustering: rows are resampled with replacement, clustered again, all rows given to those clusters,
 * and compared with the clustering of all rows by the adjusted Rand index. `cluster` gets rows and a source of random
 * numbers and returns how to label rows. Source: Hennig 2007 (scheme), Hubert and Arabie 1985 (index).
 */
export function clusterStability(
  rows: Rows,
  cluster: (rows: Rows, random: Random) => (rows: Rows) => ArrayLike<number>,
  {
    random,
    resamples = 100,
    level = 0.95,
  }: { readonly random: Random; readonly resamples?: number; readonly level?: number },
): ClusterStability {
  const whole = cluster(rows, random.split('all'))(rows);
  const indices = Float64Array.from({ length: resamples }, (_, b) => {
    const source = random.split('resample', b);
    const drawn = source.resample(rows.length);
    const label = cluster(
      Array.from(drawn, (i) => rows[i]!),
      source.split('cluster'),
    );
    return adjustedRandIndex(whole, label(rows));
  });
  return {
    mean: mean(indices),
    lower: quantile(indices, (1 - level) / 2),
    upper: quantile(indices, (1 + level) / 2),
    indices,
  };
}
