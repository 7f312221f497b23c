import { thinDecomposition } from '@rachis/learning';
import { ledoitWolf, quantile } from '@rachis/statistics';
import type { Cloud } from '../schema.ts';

/** Rows of numbers with the names of their columns. */
export interface NamedRows {
  readonly names: readonly string[];
  readonly rows: number;
  /** Rows by columns, row by row. */
  readonly data: Float64Array;
}

/** Numbers that the directions may take in a signature. */
const mostNumbers = 40_000;

const digits = (value: number) => Number(value.toPrecision(8));

/** Squared distance of a standardised, centred row. */
function squared({ directions, rest }: Pick<Cloud, 'directions' | 'rest'>, z: Float64Array): number {
  let total = 0;
  let left = 0;
  for (const value of z) left += value * value;
  for (const { variance, vector } of directions) {
    let along = 0;
    for (let j = 0; j < z.length; j++) along += z[j]! * vector[j]!;
    total += (along * along) / variance;
    left -= along * along;
  }
  // Rounding leaves a little where the directions are all that there are.
  return directions.length >= z.length ? total : total + Math.max(0, left) / rest;
}

/**
 * Distances of rows, each to the cloud of all others, where the shrinkage and the standardisation of all rows are held:
 * of covariance A without the row, by the formula of Sherman and Morrison.
 */
export function leftOutDistances(
  {
    directions,
    rest,
    shrinkage,
    scale,
  }: Pick<Cloud, 'directions' | 'rest' | 'shrinkage'> & { readonly scale: number },
  z: Float64Array,
  rows: number,
): Float64Array {
  const columns = z.length / rows;
  // The covariance of n rows divided by n - 1, shrunk: that of the others but for the row's own part.
  const wider = (variance: number) => {
    const own = variance - shrinkage * scale;
    return (own * rows) / (rows - 1) + shrinkage * scale;
  };
  const others = {
    directions: directions.map(({ variance, vector }) => ({ variance: wider(variance), vector })),
    rest,
  };
  const part = ((1 - shrinkage) * rows) / (rows - 1) ** 2;
  return Float64Array.from({ length: rows }, (_, row) => {
    const q = squared(others, z.subarray(row * columns, (row + 1) * columns));
    return (rows / (rows - 1)) * Math.sqrt(q / (1 - part * q));
  });
}

/**
 * The cloud of rows: Mahalanobis distances over standardised columns with the covariance of Ledoit and Wolf. In words
 * why there is none: too few rows or columns that vary, or too much to keep.
 */
export function cloudOf({ names, rows, data }: NamedRows): Cloud | string {
  const width = names.length;
  const columns = names.flatMap((name, j) => {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += data[i * width + j]! / rows;
    let square = 0;
    for (let i = 0; i < rows; i++) square += (data[i * width + j]! - mean) ** 2 / rows;
    const scale = Math.sqrt(square);
    return scale > 1e-12 * Math.abs(mean) && scale > 0
      ? [{ name, mean: digits(mean), scale: digits(scale), j }]
      : [];
  });
  if (rows < 10 || columns.length === 0) {
    return `${rows} training subjects with ${columns.length} columns that vary are too few to tell a distance from`;
  }
  const p = columns.length;
  if (p * Math.min(p, rows - 1) > mostNumbers) {
    return `${p} columns of ${rows} training subjects are too much to keep in a signature`;
  }
  const z = new Float64Array(rows * p);
  for (let i = 0; i < rows; i++) {
    columns.forEach(({ mean, scale, j }, k) => {
      z[i * p + k] = (data[i * width + j]! - mean) / scale;
    });
  }
  const { shrinkage, scale } = ledoitWolf(z, rows, p);
  const { values, vectors } = thinDecomposition(z, rows, p, 1e-10);
  const directions = Array.from(values, (value, k) => ({
    variance: digits(((1 - shrinkage) * value * value) / rows + shrinkage * scale),
    vector: [...vectors.subarray(k * p, (k + 1) * p)].map(digits),
  }));
  if (shrinkage === 0 && directions.length < p) {
    return 'some of its columns are sums of others, and no distance is defined';
  }
  const cloud = { shrinkage, directions, rest: shrinkage * scale };
  return {
    columns: columns.map(({ name, mean, scale: own }) => ({ name, mean, scale: own })),
    ...cloud,
    limit: quantile(leftOutDistances({ ...cloud, scale }, z, rows), 0.975),
  };
}

/** How far a row is from the training rows, and the columns that are furthest from their means. */
export interface Distance {
  readonly distance: number;
  readonly limit: number;
  /** In standard deviations of the training rows, furthest first. */
  readonly columns: readonly { readonly name: string; readonly deviations: number }[];
}

/** The distance of a patient; undefined where one of the columns is not known. */
export function distanceOf(cloud: Cloud, value: (name: string) => number | undefined): Distance | undefined {
  const z = Float64Array.from(
    cloud.columns,
    ({ name, mean, scale }) => ((value(name) ?? NaN) - mean) / scale,
  );
  if (z.some(Number.isNaN)) return undefined;
  return {
    distance: Math.sqrt(squared(cloud, z)),
    limit: cloud.limit,
    columns: cloud.columns
      .map(({ name }, j) => ({ name, deviations: z[j]! }))
      .sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations)),
  };
}
