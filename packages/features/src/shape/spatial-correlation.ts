import type { Vector3 } from '@rachis/volume';
import { pairSumsFourier } from '../kernels/pair-sums.ts';
import { centralSumsOfValues, sumsOfValues } from '../kernels/value-sums.ts';
import type { PreparedRegion } from '../prepare.ts';

/** Moran's I and Geary's C of a region's intensities. */
export interface SpatialCorrelation {
  readonly moran: number;
  readonly geary: number;
}

/** The sums over all ordered pairs of different voxels, with w the inverse of their distance in mm. */
export interface PairSums {
  /** Sum of w. */
  readonly weights: number;
  /** Sum of w y_i y_j, y being intensity minus mean. */
  readonly products: number;
  /** Sum of w y_i^2. */
  readonly squares: number;
}

/** What the sums are over: `intensities` (less their `mean`) of the voxels of a mask; spacing in mm. */
export interface PairSumsProblem {
  readonly intensities: Float64Array;
  readonly mean: number;
  readonly mask: Uint8Array;
  readonly size: Vector3;
  readonly spacing: Vector3;
}

/** Begins the sums where they do not keep this thread, and gives what waits for them: null where they must be made here. */
export type StartPairSums = (problem: PairSumsProblem) => () => PairSums | null;

/** Up to this many voxels pairs are visited one by one. */
const directLimit = 700;

/** The sums by visiting every pair: O(n^2). */
export function pairSumsDirect(
  intensities: Float64Array,
  mean: number,
  mask: Uint8Array,
  size: Vector3,
  spacing: Vector3,
): PairSums {
  const places: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i]) places.push(i);
  const [nx, ny] = size;
  const x = places.map((i) => (i % nx) * spacing[0]);
  const y = places.map((i) => (Math.floor(i / nx) % ny) * spacing[1]);
  const z = places.map((i) => Math.floor(i / (nx * ny)) * spacing[2]);
  const value = places.map((i) => intensities[i]! - mean);
  let weights = 0;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < places.length; i++) {
    for (let j = 0; j < i; j++) {
      const w = 1 / Math.sqrt((x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2 + (z[i]! - z[j]!) ** 2);
      weights += 2 * w;
      products += 2 * w * value[i]! * value[j]!;
      squares += w * (value[i]! * value[i]! + value[j]! * value[j]!);
    }
  }
  return { weights, products, squares };
}

/** Fewer voxels are not worth the way to another thread. */
const worthStarting = 5000;

/** Voxels of the box up to which another thread may have copies and transforms of its own beside what this one needs. */
export const mostBeside = 2 ** 21;

/** A region as the pairs of its voxels see it: `values` are the intensities of the mask's voxels, in the order of their index. */
export type SpatialRegion = Pick<
  PreparedRegion,
  'intensities' | 'values' | 'intensityMask' | 'size' | 'spacing'
>;

/**
 * Moran's I and Geary's C (IBSI 1 manual, section 3.1), exact for any number of voxels: weights are the inverse
 * distance in mm between voxel centres. NaN where all intensities are equal or there is only one voxel. The function that
 * is given back computes them when it is called, or waits for `start`, which began with them.
 */
export function spatialCorrelation(
  { intensities, values, intensityMask: mask, size, spacing }: SpatialRegion,
  start?: StartPairSums,
): () => SpatialCorrelation {
  const n = values.length;
  const mean = sumsOfValues(values).sum / n;
  const scatter = centralSumsOfValues(values, mean).second;
  if (n < 2 || scatter === 0) return () => ({ moran: Number.NaN, geary: Number.NaN });
  const here = () =>
    (n <= directLimit ? pairSumsDirect : pairSumsFourier)(intensities, mean, mask, size, spacing);
  const fits = n >= worthStarting && mask.length <= mostBeside;
  const started = fits ? start?.({ intensities, mean, mask, size, spacing }) : undefined;
  return () => {
    const sums = started?.() ?? here();
    return {
      moran: ((n / sums.weights) * sums.products) / scatter,
      geary: ((n - 1) / (2 * sums.weights)) * ((2 * sums.squares - 2 * sums.products) / scatter),
    };
  };
}
