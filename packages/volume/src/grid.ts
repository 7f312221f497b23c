import { RachisError } from './error.ts';

/** Three numbers in the order of the index axes (x, y, z) or of the patient axes (L, P, S). */
export type Vector3 = readonly [number, number, number];

/** Row-major 3 by 3; column j is the patient direction (LPS, unit length) of index axis j. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

/**
 * A regular voxel grid in patient space (LPS, millimetres).
 * The voxel with index (i, j, k) has its centre at `origin + direction * (spacing * (i, j, k))`;
 * data are stored with x fastest: `index = x + nx * (y + ny * z)`.
 */
export interface Grid {
  readonly size: Vector3;
  /** Distance between voxel centres, mm. */
  readonly spacing: Vector3;
  /** Patient position of the centre of voxel (0, 0, 0), mm. */
  readonly origin: Vector3;
  readonly direction: Matrix3;
}

/** Axes of the index space along L, P and S. */
export const identityDirection: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Number of voxels of a grid. */
export function voxelCount(grid: Grid): number {
  return grid.size[0] * grid.size[1] * grid.size[2];
}

/** Volume of one voxel, mm^3. */
export function voxelVolume(grid: Grid): number {
  return grid.spacing[0] * grid.spacing[1] * grid.spacing[2];
}

/** Patient position (LPS, mm) of a (possibly fractional) voxel index. */
export function indexToPatient(grid: Grid, index: Vector3): Vector3 {
  const { spacing, origin, direction: d } = grid;
  const x = index[0] * spacing[0];
  const y = index[1] * spacing[1];
  const z = index[2] * spacing[2];
  return [
    origin[0] + d[0] * x + d[1] * y + d[2] * z,
    origin[1] + d[3] * x + d[4] * y + d[5] * z,
    origin[2] + d[6] * x + d[7] * y + d[8] * z,
  ];
}

/** Fractional voxel index of a patient position (LPS, mm). Directions may be oblique or sheared. */
export function patientToIndex(grid: Grid, position: Vector3): Vector3 {
  const { spacing, origin } = grid;
  const inverse = invertMatrix3(grid.direction);
  const x = position[0] - origin[0];
  const y = position[1] - origin[1];
  const z = position[2] - origin[2];
  return [
    (inverse[0] * x + inverse[1] * y + inverse[2] * z) / spacing[0],
    (inverse[3] * x + inverse[4] * y + inverse[5] * z) / spacing[1],
    (inverse[6] * x + inverse[7] * y + inverse[8] * z) / spacing[2],
  ];
}

/** Determinant of a 3 by 3 matrix. */
export function determinant3(m: Matrix3): number {
  return (
    m[0] * (m[4] * m[8] - m[5] * m[7]) -
    m[1] * (m[3] * m[8] - m[5] * m[6]) +
    m[2] * (m[3] * m[7] - m[4] * m[6])
  );
}

/** Inverse of a 3 by 3 matrix; a singular one is a `GEOMETRY_INVALID` error. */
export function invertMatrix3(m: Matrix3): Matrix3 {
  const determinant = determinant3(m);
  if (!(Math.abs(determinant) > 1e-12)) {
    throw new RachisError('GEOMETRY_INVALID', `The direction matrix [${m.join(', ')}] cannot be inverted.`);
  }
  const s = 1 / determinant;
  return [
    (m[4] * m[8] - m[5] * m[7]) * s,
    (m[2] * m[7] - m[1] * m[8]) * s,
    (m[1] * m[5] - m[2] * m[4]) * s,
    (m[5] * m[6] - m[3] * m[8]) * s,
    (m[0] * m[8] - m[2] * m[6]) * s,
    (m[2] * m[3] - m[0] * m[5]) * s,
    (m[3] * m[7] - m[4] * m[6]) * s,
    (m[1] * m[6] - m[0] * m[7]) * s,
    (m[0] * m[4] - m[1] * m[3]) * s,
  ];
}

/**
 * Throws `GEOMETRY_INVALID` unless the grid has whole positive sizes, positive finite spacing, a finite
 * origin and an invertible direction. `what` names the file or volume in the sentence.
 */
export function checkGrid(grid: Grid, what = 'The image'): void {
  const fail = (message: string): never => {
    throw new RachisError('GEOMETRY_INVALID', `${what} ${message}`);
  };
  for (const n of grid.size) {
    if (!Number.isInteger(n) || n < 1)
      fail(`has size ${grid.size.join(' x ')}; each must be a whole number of at least 1.`);
  }
  for (const s of grid.spacing) {
    if (!(s > 0) || !Number.isFinite(s))
      fail(`has voxel spacing ${grid.spacing.join(' x ')} mm; each must be above zero.`);
  }
  if (!grid.origin.every(Number.isFinite))
    fail(`has origin (${grid.origin.join(', ')}), which is not finite.`);
  if (!grid.direction.every(Number.isFinite) || Math.abs(determinant3(grid.direction)) < 1e-6) {
    fail(`has direction matrix [${grid.direction.join(', ')}], which does not span space.`);
  }
}

/** Corners of the grid's voxel centres, in voxel units of `other`, give how far two grids differ. */
function largestCornerShift(a: Grid, b: Grid): number {
  let largest = 0;
  for (let corner = 0; corner < 8; corner++) {
    const index: Vector3 = [
      corner & 1 ? a.size[0] - 1 : 0,
      corner & 2 ? a.size[1] - 1 : 0,
      corner & 4 ? a.size[2] - 1 : 0,
    ];
    const found = patientToIndex(b, indexToPatient(a, index));
    for (let axis = 0; axis < 3; axis++) largest = Math.max(largest, Math.abs(found[axis]! - index[axis]!));
  }
  return largest;
}

/**
 * Whether two grids are the same: equal sizes, and no voxel centre further apart than `tolerance` voxels.
 * The default of one hundredth of a voxel absorbs the rounding of file headers and nothing that matters.
 */
export function gridsMatch(a: Grid, b: Grid, tolerance = 0.01): boolean {
  return a.size.every((n, axis) => n === b.size[axis]) && largestCornerShift(a, b) <= tolerance;
}

const short = (value: number): string => String(Number(value.toFixed(4)));

/** A grid in words for messages: size, spacing, origin, and direction where it is not the identity. */
export function describeGrid(grid: Grid): string {
  const parts = [
    `${grid.size.join(' x ')} voxels`,
    `spacing ${grid.spacing.map(short).join(' x ')} mm`,
    `origin (${grid.origin.map(short).join(', ')})`,
  ];
  if (grid.direction.some((value, i) => Math.abs(value - identityDirection[i]!) > 1e-6)) {
    parts.push(`direction [${grid.direction.map(short).join(' ')}]`);
  }
  return parts.join(', ');
}
