import type { Vector3 } from '@rachis/volume';

/**
 * Where a mask has voxels in each row along x (row y + ny * z): from `first` up to `end`, both 0 in an empty row.
 * Rows are `solid` where no voxel between is outside, as most rows of most regions are: loops over them need no
 * test for each voxel.
 */
export interface RegionRows {
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly solid: Uint8Array;
  /** Number of voxels of the mask. */
  readonly count: number;
}

/** Finds the rows of a mask of 0 and 1. */
export function regionRows(mask: Uint8Array, [nx, ny, nz]: Vector3): RegionRows {
  const rows = ny * nz;
  const first = new Int32Array(rows);
  const end = new Int32Array(rows);
  const solid = new Uint8Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const base = row * nx;
    let a = 0;
    while (a < nx && mask[base + a] === 0) a++;
    if (a === nx) continue;
    let b = nx;
    while (mask[base + b - 1] === 0) b--;
    let inside = 0;
    for (let x = a; x < b; x++) inside += mask[base + x]!;
    first[row] = a;
    end[row] = b;
    solid[row] = inside === b - a ? 1 : 0;
    count += inside;
  }
  return { first, end, solid, count };
}
