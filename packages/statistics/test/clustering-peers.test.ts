import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  adjustedRandIndex,
  createRandom,
  hierarchicalClusters,
  kMeans,
  type Linkage,
  silhouette,
} from '../src/index.ts';

/** What scikit-learn and SciPy make of the same rows (conformance/statistics/make_clustering.py). */
const { cases } = JSON.parse(
  readFileSync(new URL('../../../conformance/fixtures/statistics-clustering.json', import.meta.url), 'utf8'),
) as {
  cases: {
    name: string;
    rows: number[][];
    clusters: number;
    inertia: number;
    labels: number[];
    silhouettes: number[];
    randWithWard: number;
    trees: Record<Linkage, { heights: number[]; labels: number[]; silhouette: number | null }>;
  }[];
};

describe.each(cases)('clusters as scikit-learn and SciPy find them: $name', (one) => {
  test('k-means: the least sum of squares, and the same clusters', () => {
    const found = kMeans(one.rows, one.clusters, { random: createRandom(1), restarts: 200 });
    expect(found.inertia).toBeCloseTo(one.inertia, 8);
    expect(adjustedRandIndex(found.labels, one.labels)).toBe(1);
  });

  test('silhouettes of each row', () => {
    const { rows, mean } = silhouette(one.rows, one.labels);
    one.silhouettes.forEach((value, i) => {
      expect(rows[i]).toBeCloseTo(value, 10);
    });
    expect(mean).toBeCloseTo(one.silhouettes.reduce((sum, s) => sum + s, 0) / one.silhouettes.length, 10);
  });

  test.each(['single', 'complete', 'average', 'ward'] as const)(
    '%s linkage: heights and clusters',
    (linkage) => {
      const { tree, labels } = hierarchicalClusters(one.rows, one.clusters, linkage);
      const peer = one.trees[linkage];
      peer.heights.forEach((height, m) => {
        expect(tree.heights[m]).toBeCloseTo(height, 8);
      });
      expect(adjustedRandIndex(labels, peer.labels)).toBe(1);
      if (peer.silhouette !== null)
        expect(silhouette(one.rows, labels).mean).toBeCloseTo(peer.silhouette, 10);
    },
  );

  test('the adjusted Rand index of both', () => {
    expect(adjustedRandIndex(one.labels, one.trees.ward.labels)).toBeCloseTo(one.randWithWard, 10);
  });
});
