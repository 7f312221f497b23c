import { squaredDistances } from './distance.ts';
import type { Vector3 } from './grid.ts';
import { type Beyond, type PaddedRegion, padRegion, unpadRegion } from './padded.ts';
import { gridOf, type Mask } from './volume.ts';

/** Distances a rounding error above the radius are the radius. */
const reachOf = (radius: number): number => (radius * (1 + 1e-9)) ** 2;

function checkRadius(radius: number): void {
  if (!(radius >= 0) || !Number.isFinite(radius))
    throw new RangeError(`A radius is a number of mm of at least 0, not ${radius}.`);
}

function room(spacing: Vector3, radius: number): Vector3 {
  return spacing.map((s) => Math.floor((radius * (1 + 1e-9)) / s) + 1) as unknown as Vector3;
}

/** Voxels within the radius of the region. */
function grow(region: PaddedRegion, spacing: Vector3, radius: number): PaddedRegion {
  const squares = squaredDistances(region.data, region.size, spacing, 1);
  const reach = reachOf(radius);
  return { ...region, data: Uint8Array.from(squares, (d) => (d <= reach ? 1 : 0)) };
}

/** Voxels further than the radius from everything outside. */
function shrink(region: PaddedRegion, spacing: Vector3, radius: number): PaddedRegion {
  const squares = squaredDistances(region.data, region.size, spacing, 0);
  const reach = reachOf(radius);
  return { ...region, data: Uint8Array.from(squares, (d) => (d > reach ? 1 : 0)) };
}

/** All voxels whose centres are within `radius` mm of the centre of a voxel of the region: dilation by a ball. */
export function dilateByRadius(mask: Mask, radius: number): Mask {
  checkRadius(radius);
  const region = padRegion(mask, room(mask.spacing, radius));
  if (region === null) return { ...gridOf(mask), data: new Uint8Array(mask.data.length) };
  return unpadRegion(mask, grow(region, mask.spacing, radius));
}

/**
 * The voxels of the region whose centres are further than `radius` mm from the centre of every voxel outside: erosion
 * by a ball. `beyond` says what lies past the edge of the grid: voxels outside the region (default), or voxels that
 * take nothing away from it.
 */
export function erodeByRadius(mask: Mask, radius: number, beyond: Beyond = 'outside'): Mask {
  checkRadius(radius);
  const region = padRegion(mask, room(mask.spacing, radius), beyond);
  if (region === null) return { ...gridOf(mask), data: new Uint8Array(mask.data.length) };
  return unpadRegion(mask, shrink(region, mask.spacing, radius));
}

/** Erosion, then dilation, by a ball of `radius` mm. */
export function openByRadius(mask: Mask, radius: number): Mask {
  return dilateByRadius(erodeByRadius(mask, radius), radius);
}

/** Dilation, then erosion, by a ball of `radius` mm, as if the grid went on past its edge. */
export function closeByRadius(mask: Mask, radius: number): Mask {
  checkRadius(radius);
  const margin = room(mask.spacing, radius).map((n) => 2 * n) as unknown as Vector3;
  const region = padRegion(mask, margin);
  if (region === null) return { ...gridOf(mask), data: new Uint8Array(mask.data.length) };
  return unpadRegion(mask, shrink(grow(region, mask.spacing, radius), mask.spacing, radius));
}
