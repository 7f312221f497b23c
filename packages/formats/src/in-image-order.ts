import {
  type Grid,
  gridOf,
  gridsMatch,
  inOrderOf,
  orientationOf,
  type VoxelArray,
  voxelOrder,
} from '@rachis/volume';

/** Whether two grids have the same voxels, in one order or another. */
export const sameVoxels = (a: Grid, b: Grid): boolean => gridsMatch(a, b) || voxelOrder(a, b) !== null;

/** What is said of a file whose voxels were taken in the image's order. */
export const orderNote = (path: string, own: Grid, image: Grid): string =>
  `${path} has the image's voxels in another order (its axes run to ${orientationOf(own).letters}, the image's to ${orientationOf(image).letters}): they are taken in the image's order, and none is changed.`;

/**
 * Voxels of a file in the order of an image's, on its grid, where the two have one grid up to the order and direction of their
 * axes; as they are where they are on the same grid already, or on a different one. A note is added where they are moved.
 */
export function inImageOrder(
  path: string,
  grid: Grid,
  data: VoxelArray,
  image: Grid | undefined,
  warnings: string[],
): { readonly grid: Grid; readonly data: VoxelArray } {
  if (image === undefined || gridsMatch(grid, image)) return { grid, data };
  const moved = inOrderOf({ ...gridOf(grid), data, unit: 'arbitrary' }, image);
  if (moved === null) return { grid, data };
  warnings.push(orderNote(path, grid, image));
  return { grid: gridOf(moved), data: moved.data };
}
