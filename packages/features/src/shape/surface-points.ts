import type { Vector3 } from '@rachis/volume';
import type { RegionRows } from '../region-rows.ts';

/** Whole-number points, three coordinates each, in half voxels: voxel i has its centre at 2 i + 1. */
export type HalfVoxelPoints = Int32Array;

/** Extent along a third axis of points on a lattice of lines: `low > high` where a line has none. */
interface Lines {
  /** Lines along the second axis, for each plane. */
  readonly count: number;
  readonly planes: number;
  readonly low: Int32Array;
  readonly high: Int32Array;
}

function emptyLines(count: number, planes: number): Lines {
  return {
    count,
    planes,
    low: new Int32Array(count * planes).fill(0x7fffffff),
    high: new Int32Array(count * planes).fill(-1),
  };
}

/** Scratch room for a chain: as many as there are lines in a plane. */
interface Chain {
  readonly below: Int32Array;
  readonly above: Int32Array;
}

/** Line numbers of the strictly convex chain through `values` (sign 1: lower hull, -1: upper); returns how many. */
function chain(lines: Lines, plane: number, values: Int32Array, sign: number, kept: Int32Array): number {
  const base = plane * lines.count;
  let n = 0;
  for (let i = 0; i < lines.count; i++) {
    if (lines.high[base + i]! < 0) continue;
    const value = values[base + i]!;
    while (n > 1) {
      const a = kept[n - 2]!;
      const b = kept[n - 1]!;
      const turn = (b - a) * (value - values[base + a]!) - (values[base + b]! - values[base + a]!) * (i - a);
      if (turn * sign > 0) break;
      n--;
    }
    kept[n++] = i;
  }
  return n;
}

/** Visits the points that are corners of the convex hull of their plane: (plane, line, position on the line). */
function visitPlaneCorners(
  lines: Lines,
  visit: (plane: number, line: number, position: number) => void,
): void {
  const { below, above }: Chain = { below: new Int32Array(lines.count), above: new Int32Array(lines.count) };
  for (let plane = 0; plane < lines.planes; plane++) {
    const base = plane * lines.count;
    const nBelow = chain(lines, plane, lines.low, 1, below);
    const nAbove = chain(lines, plane, lines.high, -1, above);
    for (let k = 0; k < nBelow; k++) visit(plane, below[k]!, lines.low[base + below[k]!]!);
    for (let k = 0, b = 0; k < nAbove; k++) {
      const line = above[k]!;
      while (b < nBelow && below[b]! < line) b++;
      // A line of one point may be a corner above and below; it is listed once.
      const listed = b < nBelow && below[b] === line && lines.low[base + line] === lines.high[base + line];
      if (!listed) visit(plane, line, lines.high[base + line]!);
    }
  }
}

function put(lines: Lines, plane: number, line: number, position: number): void {
  const at = plane * lines.count + line;
  if (position < lines.low[at]!) lines.low[at] = position;
  if (position > lines.high[at]!) lines.high[at] = position;
}

/**
 * The few vertices of the marching-cubes surface of a region that can be corners of its convex hull, in half voxels.
 *
 * Along every row only its first and last voxel matter: whatever lies between them, holes too, is in the hull of
 * their surface points. Corners of the hull are corners in each of the three families of planes, which is tested
 * plane by plane.
 */
export function hullCandidates(rows: RegionRows, size: Vector3): HalfVoxelPoints {
  const [nx, ny, nz] = size;
  const [hx, hy, hz] = [2 * nx + 1, 2 * ny + 1, 2 * nz + 1];
  const alongX = emptyLines(hy, hz);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const first = rows.first[y + ny * z]!;
      const last = rows.end[y + ny * z]! - 1;
      if (last < first) continue;
      const [cy, cz] = [2 * y + 1, 2 * z + 1];
      put(alongX, cz, cy, 2 * first);
      put(alongX, cz, cy, 2 * last + 2);
      for (const cx of [2 * first + 1, 2 * last + 1]) {
        put(alongX, cz, cy - 1, cx);
        put(alongX, cz, cy + 1, cx);
        put(alongX, cz - 1, cy, cx);
        put(alongX, cz + 1, cy, cx);
      }
    }
  }
  const inY = emptyLines(hz, hy);
  visitPlaneCorners(alongX, (z, y, x) => put(inY, y, z, x));
  const inX = emptyLines(hz, hx);
  visitPlaneCorners(inY, (y, z, x) => put(inX, x, z, y));
  const found: number[] = [];
  visitPlaneCorners(inX, (x, z, y) => found.push(x, y, z));
  return Int32Array.from(found);
}
