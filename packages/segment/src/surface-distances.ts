import {
  type Box,
  boundingBox,
  cropMask,
  erode,
  growBox,
  type Mask,
  RachisError,
  squaredDistances,
} from '@rachis/volume';
import { checkOneGrid } from './overlap.ts';

/** Distances between the surfaces of two regions, mm. */
export interface SurfaceDistances {
  /** Mean over the surface voxels of both (average symmetric surface distance). */
  readonly mean: number;
  /** 95th percentile: the larger of the two directions. */
  readonly percentile95: number;
  /** Largest (Hausdorff). */
  readonly hausdorff: number;
  /** Share of the surface voxels of both that are within the tolerance (normalised surface Dice). */
  readonly surfaceDice: number;
}

/** Voxels of the region with a neighbour by a face outside it, or at the edge of the grid. */
function surfaceOf(mask: Mask): Mask {
  const inner = erode(mask, 6);
  return { ...mask, data: mask.data.map((v, i) => (v !== 0 && inner.data[i] === 0 ? 1 : 0)) };
}

/** Distance of each surface voxel to the other surface, sorted. */
function distancesTo(from: Mask, to: Mask): Float64Array {
  const squares = squaredDistances(to.data, to.size, to.spacing, 1);
  return squares
    .filter((_, i) => from.data[i] !== 0)
    .sort()
    .map(Math.sqrt);
}

/** Percentile of sorted values, linear between them. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/**
 * Distances between the surfaces of two regions on one grid, from centre to centre of surface voxels, exact on
 * anisotropic grids. `tolerance`, mm, is that of the normalised surface Dice (Nikolov et al. 2021); here it counts surface
 * voxels, where they weigh areas. All are NaN where a region is empty.
 */
export function surfaceDistances(first: Mask, second: Mask, tolerance = 1): SurfaceDistances {
  checkOneGrid([first, second]);
  if (!(tolerance >= 0)) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `The tolerance is a number of mm of at least 0, not ${tolerance}.`,
    );
  }
  const boxes = [boundingBox(first), boundingBox(second)];
  if (boxes[0] === null || boxes[1] === null) {
    return { mean: Number.NaN, percentile95: Number.NaN, hausdorff: Number.NaN, surfaceDice: Number.NaN };
  }
  const [a, b] = boxes as [Box, Box];
  const start = a.start.map((s, k) => Math.min(s, b.start[k]!)) as unknown as Box['start'];
  const size = a.size.map(
    (n, k) => Math.max(a.start[k]! + n, b.start[k]! + b.size[k]!) - start[k]!,
  ) as unknown as Box['size'];
  const box = growBox({ start, size }, [0, 0, 0], first);
  const [one, other] = [surfaceOf(cropMask(first, box)), surfaceOf(cropMask(second, box))];
  const [forth, back] = [distancesTo(one, other), distancesTo(other, one)];
  const count = forth.length + back.length;
  const reach = tolerance * (1 + 1e-9);
  const near = (distances: Float64Array) => distances.filter((d) => d <= reach).length;
  return {
    mean: (sum(forth) + sum(back)) / count,
    percentile95: Math.max(percentile(forth, 0.95), percentile(back, 0.95)),
    hausdorff: Math.max(forth[forth.length - 1]!, back[back.length - 1]!),
    surfaceDice: (near(forth) + near(back)) / count,
  };
}
