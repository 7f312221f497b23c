import { RachisError } from './error.ts';
import { type Grid, voxelCount } from './grid.ts';

/** Every array type that voxels may have. */
export type VoxelArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** What a voxel's number means: Hounsfield units, standardised uptake value, absorbed dose in gray, or arbitrary. */
export type IntensityUnit = 'HU' | 'SUV' | 'Gy' | 'arbitrary';

/** An image on a grid. `data` has one value a voxel, x fastest. */
export interface Volume<T extends VoxelArray = VoxelArray> extends Grid {
  readonly data: T;
  readonly unit: IntensityUnit;
}

/** A region on a grid: 1 inside, 0 outside. */
export interface Mask extends Grid {
  readonly data: Uint8Array;
}

/** Throws `GEOMETRY_INVALID` unless the data have one value a voxel. */
export function checkDataLength(grid: Grid, data: VoxelArray, what = 'The image'): void {
  const expected = voxelCount(grid);
  if (data.length !== expected) {
    throw new RachisError(
      'GEOMETRY_INVALID',
      `${what} has ${data.length} voxel values where its size ${grid.size.join(' x ')} asks for ${expected}.`,
    );
  }
}

/** The geometry of a volume or mask without its data. */
export function gridOf(grid: Grid): Grid {
  return { size: grid.size, spacing: grid.spacing, origin: grid.origin, direction: grid.direction };
}

/** Number of voxels inside a mask. */
export function maskCount(mask: Mask): number {
  let count = 0;
  const { data } = mask;
  for (let i = 0; i < data.length; i++) count += data[i]! !== 0 ? 1 : 0;
  return count;
}
