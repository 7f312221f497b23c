import {
  type Grid,
  indexToPatient,
  invertMatrix3,
  type Matrix3,
  patientToIndex,
  type Vector3,
} from './grid.ts';
import { orientationOf } from './orientation.ts';
import { gridOf, type Mask, type Volume } from './volume.ts';

/** How the voxels of one grid are those of another that counts them along other axes, or from the other end. */
export interface VoxelOrder {
  /** For each axis of the new grid, the axis of the old one that runs along it. */
  readonly axes: readonly [number, number, number];
  /** For each axis of the new grid, whether the old one counts against it. */
  readonly reversed: readonly [boolean, boolean, boolean];
}

/** Distance along axis `k` of `from`, in its voxels, of one step along axis `j` of `to`. */
function steps(from: Grid, to: Grid): number[][] {
  const inverse = invertMatrix3(from.direction);
  return [0, 1, 2].map((j) =>
    [0, 1, 2].map((k) => {
      const along = [0, 1, 2].map((row) => inverse[3 * k + row]! * to.direction[3 * row + j]!);
      return ((along[0]! + along[1]! + along[2]!) * to.spacing[j]!) / from.spacing[k]!;
    }),
  );
}

/**
 * The order that turns the voxels of `from` into those of `to`, where the two are one grid of one patient space up to the
 * order and direction of the index axes: every voxel centre within `tolerance` voxels of another's, none left over. Tools that
 * write RAS and tools that write LPS differ by this. Null where the grids are different ones.
 */
export function voxelOrder(from: Grid, to: Grid, tolerance = 0.01): VoxelOrder | null {
  const along = steps(from, to);
  const axes = along.map((step) => step.findIndex((s) => Math.abs(s) > 0.5));
  if (new Set(axes).size !== 3 || axes.includes(-1)) return null;
  if (axes.some((axis, j) => from.size[axis] !== to.size[j])) return null;
  const reversed = axes.map((axis, j) => along[j]![axis]! < 0);
  for (let corner = 0; corner < 8; corner++) {
    const place = [0, 1, 2].map((j) => (corner & (1 << j) ? to.size[j]! - 1 : 0)) as unknown as Vector3;
    const found = patientToIndex(from, indexToPatient(to, place));
    for (const [j, axis] of axes.entries()) {
      const expected = reversed[j] ? to.size[j]! - 1 - place[j]! : place[j]!;
      if (!(Math.abs(found[axis]! - expected) <= tolerance)) return null;
    }
  }
  return { axes, reversed } as unknown as VoxelOrder;
}

/**
 * A mask or volume with its voxels in the order of another grid, on exactly that grid; null where the two are different grids
 * (`voxelOrder`). No value is changed or interpolated.
 */
export function inOrderOf<T extends Mask | Volume>(from: T, to: Grid): T | null {
  const order = voxelOrder(from, to);
  if (order === null) return null;
  const { data, size } = from;
  const strides = [1, size[0], size[0] * size[1]];
  const by = order.axes.map((axis, j) => (order.reversed[j] ? -strides[axis]! : strides[axis]!));
  const start = order.axes.reduce(
    (sum, axis, j) => sum + (order.reversed[j] ? (to.size[j]! - 1) * strides[axis]! : 0),
    0,
  );
  const Voxels = data.constructor as new (length: number) => typeof data;
  const sorted = new Voxels(data.length);
  const [nx, ny, nz] = to.size;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const row = start + y * by[1]! + z * by[2]!;
      for (let x = 0, at = row; x < nx; x++, at += by[0]!) sorted[i++] = data[at]!;
    }
  return { ...from, ...gridOf(to), data: sorted };
}

/** The same voxels with the index axes along left, posterior and superior, as nearly as they can. */
function lpsGrid(grid: Grid): Grid {
  const { patientAxis, sign } = orientationOf(grid);
  const axes = [0, 1, 2].map((patient) => patientAxis.indexOf(patient));
  const pick = (of: Vector3) => axes.map((axis) => of[axis]!) as unknown as Vector3;
  const first = sign.map((s, axis) => (s < 0 ? grid.size[axis]! - 1 : 0)) as unknown as Vector3;
  const direction = [0, 1, 2].flatMap((row) =>
    axes.map((axis) => sign[axis]! * grid.direction[3 * row + axis]!),
  ) as unknown as Matrix3;
  return {
    size: pick(grid.size),
    spacing: pick(grid.spacing),
    direction,
    origin: indexToPatient(grid, first),
  };
}

/**
 * A mask or volume with its voxels in the order left, posterior, superior, as nearly as its axes can: what is measured of it
 * then does not depend on the order in which a file happened to store it.
 */
export function inPatientOrder<T extends Mask | Volume>(image: T): T {
  return orientationOf(image).letters === 'LPS' ? image : inOrderOf(image, lpsGrid(image))!;
}
