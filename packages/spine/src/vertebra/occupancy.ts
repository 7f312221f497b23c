import { type Grid, invertMatrix3, type Mask, patientToIndex, type Vector3 } from '@rachis/volume';

/** A region as something that rays are cast through. */
export interface Occupancy {
  /** Part of a place (LPS, mm) that is inside: trilinear between voxel centres, 0 beyond the grid. */
  readonly at: (x: number, y: number, z: number) => number;
  /** Smallest spacing, mm: the step along rays. */
  readonly voxel: number;
  /** Edge of the cube of a voxel's volume, mm: curvature below half of it is not told from steps. */
  readonly grain: number;
  /** The region itself; none of landmarks alone. */
  readonly mask?: Mask;
}

/** A mask as occupancy. */
export function occupancyOf(mask: Mask): Occupancy {
  const { data, size, spacing, origin } = mask;
  const [nx, ny, nz] = size;
  const d = invertMatrix3(mask.direction);
  const slice = nx * ny;
  const read = (i: number, j: number, k: number): number =>
    i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz ? 0 : data[i + nx * (j + ny * k)]!;
  const at = (px: number, py: number, pz: number): number => {
    const [rx, ry, rz] = [px - origin[0], py - origin[1], pz - origin[2]];
    const x = (d[0] * rx + d[1] * ry + d[2] * rz) / spacing[0];
    const y = (d[3] * rx + d[4] * ry + d[5] * rz) / spacing[1];
    const z = (d[6] * rx + d[7] * ry + d[8] * rz) / spacing[2];
    const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
    if (i < -1 || j < -1 || k < -1 || i >= nx || j >= ny || k >= nz) return 0;
    const [u, v, w] = [x - i, y - j, z - k];
    if (i >= 0 && j >= 0 && k >= 0 && i < nx - 1 && j < ny - 1 && k < nz - 1) {
      // All eight are there: read without a look at each. Most rays stay where all are alike.
      const a = i + nx * j + slice * k;
      const [b, c] = [a + nx, a + slice];
      const e = c + nx;
      const lower =
        (1 - v) * ((1 - u) * data[a]! + u * data[a + 1]!) + v * ((1 - u) * data[b]! + u * data[b + 1]!);
      const upper =
        (1 - v) * ((1 - u) * data[c]! + u * data[c + 1]!) + v * ((1 - u) * data[e]! + u * data[e + 1]!);
      return (1 - w) * lower + w * upper;
    }
    const low =
      (1 - v) * ((1 - u) * read(i, j, k) + u * read(i + 1, j, k)) +
      v * ((1 - u) * read(i, j + 1, k) + u * read(i + 1, j + 1, k));
    const high =
      (1 - v) * ((1 - u) * read(i, j, k + 1) + u * read(i + 1, j, k + 1)) +
      v * ((1 - u) * read(i, j + 1, k + 1) + u * read(i + 1, j + 1, k + 1));
    return (1 - w) * low + w * high;
  };
  return { at, voxel: Math.min(...spacing), grain: Math.cbrt(spacing[0] * spacing[1] * spacing[2]), mask };
}

/**
 * Distance, mm, along a unit vector from a place inside to where the region is left; null where the place is not
 * inside. `gap` mm outside without a return count as having left, so that small holes do not: Infinity for the last exit
 * within `reach` mm.
 */
export function exitDistance(
  { at, voxel: step }: Occupancy,
  from: Vector3,
  direction: Vector3,
  gap: number,
  reach: number,
): number | null {
  const value = (t: number) =>
    at(from[0] + t * direction[0], from[1] + t * direction[1], from[2] + t * direction[2]);
  if (value(0) < 0.5) return null;
  let inside = 0;
  for (let t = step; t <= reach; t += step) {
    if (value(t) >= 0.5) inside = t;
    else if (t - inside > gap) break;
  }
  let [low, high] = [inside, inside + step];
  for (let pass = 0; pass < 12; pass++) {
    const middle = (low + high) / 2;
    if (value(middle) >= 0.5) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Whether a place lies at the edge of a scan: less than one voxel from where its voxels end. */
export function atEdge(grid: Grid, place: Vector3): boolean {
  return patientToIndex(grid, place).some(
    (i, axis) => grid.size[axis]! > 1 && (i < 0.5 || i > grid.size[axis]! - 1.5),
  );
}
