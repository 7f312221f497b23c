import { describe, expect, it } from 'vitest';
import {
  adjustedRandIndex,
  assignToCentres,
  clusterStability,
  createRandom,
  hierarchicalClusters,
  kMeans,
  selfOrganisingMap,
  silhouette,
} from '../src/index.ts';

/** Three clouds, far apart. */
const random = createRandom('clouds');
const truth = Array.from({ length: 60 }, (_, i) => i % 3);
const rows = truth.map((cloud) => [10 * cloud + random.normal(), -10 * cloud + random.normal()]);

describe('k-means', () => {
  it('finds clouds that are far apart, and gives new rows to them', () => {
    const fit = kMeans(rows, 3, { random: createRandom(1) });
    expect(adjustedRandIndex(fit.labels, truth)).toBe(1);
    expect(assignToCentres(fit, [rows[0]!])[0]).toBe(fit.labels[0]);
  });
  it('repeats with its seed', () => {
    const run = (seed: number) => kMeans(rows, 5, { random: createRandom(seed), restarts: 2 });
    expect(run(3)).toEqual(run(3));
  });
  it('copes with fewer distinct rows than clusters', () => {
    expect(kMeans([[1], [1], [1]], 2, { random: createRandom(1) }).inertia).toBe(0);
  });
  it('refuses missing values and more clusters than rows', () => {
    expect(() => kMeans([[NaN], [1]], 1, { random })).toThrow(/row 0 has NaN/);
    expect(() => kMeans([[1]], 2, { random })).toThrow(/cannot make 2 clusters/);
  });
});

describe('hierarchical clustering', () => {
  it.each(['single', 'complete', 'average', 'ward'] as const)('by %s linkage finds the clouds', (linkage) => {
    expect(adjustedRandIndex(hierarchicalClusters(rows, 3, linkage).labels, truth)).toBe(1);
  });
  it('of one row is one cluster', () => {
    expect(Array.from(hierarchicalClusters([[1, 2]], 1).labels)).toEqual([0]);
  });
});

describe('self-organising map', () => {
  it.each(['rectangular', 'hexagonal'] as const)(
    '(%s) separates the clouds and repeats with its seed',
    (grid) => {
      const run = () => selfOrganisingMap(rows, { width: 3, height: 2, grid, random: createRandom(5) });
      const map = run();
      expect(run()).toEqual(map);
      // No node holds rows of two clouds.
      const owners = new Map<number, number>();
      map.labels.forEach((node, i) => {
        expect(owners.get(node) ?? truth[i]).toBe(truth[i]);
        owners.set(node, truth[i]!);
      });
      expect(map.quantisationError).toBeLessThan(3);
      expect(map.topographicError).toBeLessThan(0.2);
    },
  );
  it('keeps neighbours together: along a line the nodes are in order', () => {
    const line = Array.from({ length: 200 }, (_, i) => [i / 200]);
    const { centres } = selfOrganisingMap(line, { width: 6, height: 1, random: createRandom(2) });
    const values = centres.map((centre) => centre[0]!);
    const ascending = [...values].sort((a, b) => a - b);
    expect([ascending, [...ascending].reverse()]).toContainEqual(values);
  });
});

describe('stability', () => {
  const cluster =
    (k: number) => (some: readonly ArrayLike<number>[], source: ReturnType<typeof createRandom>) => {
      const fit = kMeans(some, k, { random: source, restarts: 3 });
      return (all: readonly ArrayLike<number>[]) => assignToCentres(fit, all);
    };
  it('is near 1 for the true number of clouds and lower for too many', () => {
    const right = clusterStability(rows, cluster(3), { random: createRandom(1), resamples: 20 });
    const wrong = clusterStability(rows, cluster(6), { random: createRandom(1), resamples: 20 });
    expect(right.mean).toBeGreaterThan(0.99);
    expect(wrong.mean).toBeLessThan(right.mean);
  });
  it('measures agreement of clusterings up to names', () => {
    expect(adjustedRandIndex([0, 0, 1, 1], [5, 5, 2, 2])).toBe(1);
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 12);
    expect(silhouette([[0], [0], [9]], [0, 0, 1]).rows[2]).toBe(0);
    expect(silhouette([[0], [1]], [0, 0]).mean).toBeNaN();
  });
});
