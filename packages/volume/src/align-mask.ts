import {
  type Grid,
  invertMatrix3,
  indexToPatient,
  patientToIndex,
  type Vector3,
  voxelCount,
} from './grid.ts';
import type { Mask } from './volume.ts';

/**
 * The mask on another grid of the same patient space: each voxel takes the value of the mask's voxel whose centre
 * is nearest to its own (ties to the higher index); outside the mask's grid it is 0.
 */
export function alignMask(mask: Mask, grid: Grid): Mask {
  const data = new Uint8Array(voxelCount(grid));
  const [nx, ny, nz] = grid.size;
  const [mx, my, mz] = mask.size;
  // From voxel to voxel of the new grid, the position in the mask moves by a constant step.
  const inverse = invertMatrix3(mask.direction);
  const stepOf = (axis: number): Vector3 => {
    const d = [0, 3, 6].map((row) => grid.direction[row + axis]! * grid.spacing[axis]!);
    return [0, 1, 2].map(
      (k) =>
        (inverse[3 * k]! * d[0]! + inverse[3 * k + 1]! * d[1]! + inverse[3 * k + 2]! * d[2]!) /
        mask.spacing[k]!,
    ) as unknown as Vector3;
  };
  const start = patientToIndex(mask, indexToPatient(grid, [0, 0, 0]));
  const [ax, ay, az] = [stepOf(0), stepOf(1), stepOf(2)];
  // A hair above one half, so that grids which differ by rounding alone give the same voxels.
  const half = 0.5 + 1e-7;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        const i = Math.floor(start[0] + x * ax[0] + y * ay[0] + z * az[0] + half);
        const j = Math.floor(start[1] + x * ax[1] + y * ay[1] + z * az[1] + half);
        const k = Math.floor(start[2] + x * ax[2] + y * ay[2] + z * az[2] + half);
        if (i < 0 || j < 0 || k < 0 || i >= mx || j >= my || k >= mz) continue;
        data[x + nx * (y + ny * z)] = mask.data[i + mx * (j + my * k)]!;
      }
    }
  }
  return { size: grid.size, spacing: grid.spacing, origin: grid.origin, direction: grid.direction, data };
}
