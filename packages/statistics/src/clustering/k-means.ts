import type { Random } from '../random/random.ts';
import { checkRows, nearest, type Rows, squaredDistance } from './distances.ts';

/** A clustering by centres; plain numbers, kept as JSON and applied to new rows. */
export interface CentreClustering {
  readonly centres: readonly (readonly number[])[];
  /** Cluster of each row. */
  readonly labels: Int32Array;
  /** Sum of squared distances to the centres. */
  readonly inertia: number;
}

/** First centres, each drawn with chance in proportion to its squared distance from those before (k-means++). */
function firstCentres(rows: Rows, clusters: number, random: Random): number[][] {
  const centres = [Array.from(rows[random.integer(rows.length)]!)];
  const distance = Float64Array.from(rows, (row) => squaredDistance(row, centres[0]!));
  while (centres.length < clusters) {
    const total = distance.reduce((sum, value) => sum + value, 0);
    let aim = random.uniform() * total;
    let chosen = 0;
    // With fewer distinct rows than clusters all distances are 0: any row will do.
    if (total === 0) chosen = random.integer(rows.length);
    else {
      for (; chosen < rows.length - 1; chosen++) {
        aim -= distance[chosen]!;
        if (aim < 0) break;
      }
    }
    const centre = Array.from(rows[chosen]!);
    centres.push(centre);
    rows.forEach((row, i) => {
      distance[i] = Math.min(distance[i]!, squaredDistance(row, centre));
    });
  }
  return centres;
}

function once(rows: Rows, clusters: number, random: Random, steps: number): CentreClustering {
  const centres = firstCentres(rows, clusters, random);
  const width = rows[0]!.length;
  const labels = new Int32Array(rows.length).fill(-1);
  for (let step = 0; step < steps; step++) {
    let moved = false;
    rows.forEach((row, i) => {
      const label = nearest(centres, row);
      if (label !== labels[i]) moved = true;
      labels[i] = label;
    });
    if (!moved) break;
    const sums = centres.map(() => new Float64Array(width));
    const counts = new Float64Array(clusters);
    rows.forEach((row, i) => {
      counts[labels[i]!]!++;
      for (let j = 0; j < width; j++) sums[labels[i]!]![j]! += row[j]!;
    });
    for (let c = 0; c < clusters; c++) {
      if (counts[c]! > 0) {
        centres[c] = Array.from(sums[c]!, (sum) => sum / counts[c]!);
        continue;
      }
      // An empty cluster takes the row that is furthest from its centre.
      let worst = 0;
      let most = -1;
      rows.forEach((row, i) => {
        const distance = squaredDistance(row, centres[labels[i]!]!);
        if (distance > most) [worst, most] = [i, distance];
      });
      centres[c] = Array.from(rows[worst]!);
      labels[worst] = c;
    }
  }
  rows.forEach((row, i) => {
    labels[i] = nearest(centres, row);
  });
  const inertia = rows.reduce((sum, row, i) => sum + squaredDistance(row, centres[labels[i]!]!), 0);
  return { centres, labels, inertia };
}

/**
 * k-means by Lloyd's steps from k-means++ starts; the best of `restarts` (10 unless told) is kept. Scale columns first.
 * Sources: Lloyd 1982; Arthur and Vassilvitskii 2007.
 */
export function kMeans(
  rows: Rows,
  clusters: number,
  {
    random,
    restarts = 10,
    steps = 300,
  }: { readonly random: Random; readonly restarts?: number; readonly steps?: number },
): CentreClustering {
  checkRows(rows, clusters);
  let best = once(rows, clusters, random.split('restart', 0), steps);
  for (let r = 1; r < restarts; r++) {
    const next = once(rows, clusters, random.split('restart', r), steps);
    if (next.inertia < best.inertia) best = next;
  }
  return best;
}

/** Clusters of new rows: the nearest centre of each. */
export function assignToCentres({ centres }: Pick<CentreClustering, 'centres'>, rows: Rows): Int32Array {
  return Int32Array.from(rows, (row) => nearest(centres, row));
}
