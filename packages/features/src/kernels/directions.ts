import type { Vector3 } from '@rachis/volume';

/** Half of the 26 neighbours of a voxel: the other half are their opposites (IBSI 1 manual, section 3.6). */
export const directions3D: readonly Vector3[] = [
  [1, 0, 0],
  [0, 1, 0],
  [1, 1, 0],
  [-1, 1, 0],
  [0, 0, 1],
  [1, 0, 1],
  [-1, 0, 1],
  [0, 1, 1],
  [0, -1, 1],
  [1, 1, 1],
  [-1, 1, 1],
  [1, -1, 1],
  [-1, -1, 1],
];

/** Half of the 8 neighbours of a pixel in its slice. */
export const directions2D: readonly Vector3[] = directions3D.slice(0, 4);

/** Every neighbour within a Chebyshev distance, the voxel itself left out. */
export function neighbourOffsets(distance: number, volumetric: boolean): Vector3[] {
  const offsets: Vector3[] = [];
  const depth = volumetric ? distance : 0;
  for (let dz = -depth; dz <= depth; dz++) {
    for (let dy = -distance; dy <= distance; dy++) {
      for (let dx = -distance; dx <= distance; dx++) {
        if (dx !== 0 || dy !== 0 || dz !== 0) offsets.push([dx, dy, dz]);
      }
    }
  }
  return offsets;
}
