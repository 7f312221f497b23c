import {
  assignToCentres,
  clusterStability,
  createRandom,
  hierarchicalClusters,
  kMeans,
  mean,
  quantile,
  type Random,
  selfOrganisingMap,
  silhouette,
  standardDeviation,
} from '@rachis/statistics';
import { RachisError } from '@rachis/volume';

/** How rows are clustered. */
export const clusterMethods = [
  'k-means',
  'ward',
  'average',
  'complete',
  'single',
  'self-organising-map',
] as const;

export type ClusterMethod = (typeof clusterMethods)[number];

/** Columns of numbers with a row a subject; complete. */
export interface ClusterRows {
  readonly subjects: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

/** A number of clusters with how good they are. */
export interface ClusterCount {
  readonly clusters: number;
  /** Mean adjusted Rand index over resamples, with its 2.5th and 97.5th percentile. */
  readonly stability: number;
  readonly lower: number;
  readonly upper: number;
  readonly silhouette: number;
}

/** A clustering that assigns further rows: plain data, kept as JSON. */
export interface LockedClustering {
  readonly format: 'rachis-clustering';
  readonly version: 1;
  readonly method: ClusterMethod;
  readonly columns: readonly { readonly name: string; readonly centre: number; readonly scale: number }[];
  /** In scaled units, cluster 1 first. */
  readonly centres: readonly (readonly number[])[];
  readonly sizes: readonly number[];
  /** Of the rows that it was made of, 95% lie no further from their centre, in scaled units. */
  readonly usualDistance: number;
  readonly subjects: number;
  readonly seed: number;
}

/** What a clustering of rows is. */
export interface Clustering {
  readonly locked: LockedClustering;
  /** Cluster of each row, from 1; the largest is 1. */
  readonly labels: Int32Array;
  readonly distances: Float64Array;
  readonly silhouettes: Float64Array;
  readonly counts: readonly ClusterCount[];
  readonly warnings: readonly string[];
}

/** Clusters whose resamples agree less than this (adjusted Rand index) are none to build on. Hennig 2007 puts it at 0.75. */
export const leastStability = 0.75;

/** A map of so many nodes, as near to a square as whole numbers allow. */
function gridOf(nodes: number): { width: number; height: number } {
  let height = Math.floor(Math.sqrt(nodes));
  while (nodes % height !== 0) height--;
  return { width: nodes / height, height };
}

type Rows = readonly (readonly number[])[];

function fitted(rows: Rows, clusters: number, method: ClusterMethod, random: Random) {
  if (method === 'k-means') return kMeans(rows, clusters, { random });
  if (method !== 'self-organising-map') return hierarchicalClusters(rows, clusters, method);
  return selfOrganisingMap(rows, { ...gridOf(clusters), random });
}

function countOf(
  rows: Rows,
  clusters: number,
  method: ClusterMethod,
  resamples: number,
  random: Random,
): ClusterCount {
  const whole = fitted(rows, clusters, method, random.split('all', clusters));
  const {
    mean: stability,
    lower,
    upper,
  } = clusterStability(
    rows,
    (drawn, source) => {
      // A resample of few distinct rows has no more clusters than these.
      const { centres } = fitted(drawn as Rows, clusters, method, source);
      return (all) => assignToCentres({ centres }, all);
    },
    { random: random.split('stability', clusters), resamples },
  );
  return { clusters, stability, lower, upper, silhouette: silhouette(rows, whole.labels).mean };
}

/** The number of clusters: of those that are stable the one with the widest silhouette; where none is, the most stable one. */
export function chooseCount(counts: readonly ClusterCount[]): ClusterCount {
  const stable = counts.filter(({ stability }) => stability >= leastStability);
  const by = (key: 'silhouette' | 'stability', list: readonly ClusterCount[]) =>
    list.reduce((best, one) => (one[key] > best[key] ? one : best));
  return stable.length > 0 ? by('silhouette', stable) : by('stability', counts);
}

/**
 * Clusters of rows: columns scaled, the number of clusters by stability over resamples (adjusted Rand index) and silhouette unless it
 * is told, clusters numbered by size. `ARGUMENT_INVALID` where there are too few rows.
 */
export function clusterRows(
  { columns, rows, subjects }: ClusterRows,
  options: {
    readonly method: ClusterMethod;
    readonly scale: boolean;
    /** One number, or those that are tried. */
    readonly clusters: readonly number[];
    readonly resamples: number;
    readonly seed: number;
  },
): Clustering {
  const most = Math.max(...options.clusters);
  if (rows.length < 3 * most)
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${rows.length} complete rows are too few for ${most} clusters: three a cluster are the least.`,
      { remedy: 'Ask for fewer clusters, or give more subjects.' },
    );
  const scalings = columns.map((name, j) => {
    const values = rows.map((row) => row[j]!);
    const spread = standardDeviation(values);
    return { name, centre: mean(values), scale: options.scale && spread > 0 ? spread : 1 };
  });
  const scaled = rows.map((row) => row.map((value, j) => (value - scalings[j]!.centre) / scalings[j]!.scale));
  const random = createRandom(options.seed);
  const counts = options.clusters.map((clusters) =>
    countOf(scaled, clusters, options.method, options.resamples, random),
  );
  const chosen = chooseCount(counts);
  const whole = fitted(scaled, chosen.clusters, options.method, random.split('all', chosen.clusters));
  // A new row goes to the nearest centre; those of the table do so too, so that one rule assigns all.
  const first = assignToCentres({ centres: whole.centres }, scaled);
  const sizes = whole.centres.map((_, c) => first.reduce((sum, label) => sum + (label === c ? 1 : 0), 0));
  const order = whole.centres.map((_, c) => c).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  const labels = Int32Array.from(first, (label) => order.indexOf(label) + 1);
  const centres = order.map((c) => Array.from(whole.centres[c]!));
  const distances = Float64Array.from(scaled, (row, i) => distance(row, centres[labels[i]! - 1]!));
  const moved = first.reduce((sum, label, i) => sum + (label === whole.labels[i] ? 0 : 1), 0);
  return {
    locked: {
      ...{ format: 'rachis-clustering', version: 1, method: options.method, columns: scalings, centres },
      sizes: order.map((c) => sizes[c]!),
      usualDistance: quantile(distances, 0.95),
      ...{ subjects: subjects.length, seed: options.seed },
    },
    ...{ labels, distances, counts },
    silhouettes: silhouette(scaled, labels).rows,
    warnings: [
      ...(chosen.stability < leastStability
        ? [
            `No number of clusters is stable: of ${chosen.clusters} the adjusted Rand index over resamples is ${chosen.stability.toFixed(2)}, below ${leastStability}. They describe these subjects; others would be divided elsewhere.`,
          ]
        : []),
      ...(moved > 0
        ? [
            `${moved} of ${rows.length} subjects lie nearer to the mean of another cluster than the tree says; they are given to that, as a new patient would be.`,
          ]
        : []),
    ],
  };
}

function distance(row: readonly number[], centre: readonly number[]): number {
  return Math.sqrt(row.reduce((sum, value, j) => sum + (value - centre[j]!) ** 2, 0));
}

/** Cluster (from 1) and distance of a further row, its values in the order of the locked columns. */
export function assignRow(
  { columns, centres, usualDistance }: LockedClustering,
  row: readonly number[],
): { readonly cluster: number; readonly distance: number; readonly unusual: boolean } {
  const scaled = row.map((value, j) => (value - columns[j]!.centre) / columns[j]!.scale);
  const cluster = assignToCentres({ centres }, [scaled])[0]! + 1;
  const away = distance(scaled, centres[cluster - 1]!);
  return { cluster, distance: away, unusual: away > usualDistance };
}
