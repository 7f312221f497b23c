import type { Vector3 } from '@rachis/volume';

/** Whole-number points, three coordinates each, in half voxels: voxel i has its centre at 2 i + 1. */
export type HalfVoxelPoints = Int32Array;

/** Strictly convex chain of points sorted by their first coordinate: lower (sign 1) or upper (sign -1) hull. */
function chain(at: number[], value: number[], sign: number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < at.length; i++) {
    while (kept.length > 1) {
      const a = kept[kept.length - 2]!;
      const b = kept[kept.length - 1]!;
      const turn = (at[b]! - at[a]!) * (value[i]! - value[a]!) - (value[b]! - value[a]!) * (at[i]! - at[a]!);
      if (turn * sign > 0) break;
      kept.pop();
    }
    kept.push(i);
  }
  return kept;
}

/**
 * Keeps the points that are corners of the convex hull of their plane `axis` = constant: no other point can be a
 * corner of the hull of all. `u` is sorted along, `v` is the other axis.
 */
function hullByPlane(points: HalfVoxelPoints, axis: number, u: number, v: number): HalfVoxelPoints {
  const planes = new Map<number, Map<number, [number, number]>>();
  for (let p = 0; p < points.length; p += 3) {
    const plane = points[p + axis]!;
    let lines = planes.get(plane);
    if (lines === undefined) {
      lines = new Map();
      planes.set(plane, lines);
    }
    const extent = lines.get(points[p + u]!);
    const value = points[p + v]!;
    if (extent === undefined) lines.set(points[p + u]!, [value, value]);
    else if (value < extent[0]) extent[0] = value;
    else if (value > extent[1]) extent[1] = value;
  }
  const kept: number[] = [];
  const emit = (plane: number, along: number, value: number) => {
    const point = [0, 0, 0];
    point[axis] = plane;
    point[u] = along;
    point[v] = value;
    kept.push(point[0]!, point[1]!, point[2]!);
  };
  for (const [plane, lines] of planes) {
    const at = [...lines.keys()].sort((a, b) => a - b);
    const low = at.map((key) => lines.get(key)![0]);
    const high = at.map((key) => lines.get(key)![1]);
    const below = new Set(chain(at, low, 1));
    for (const i of below) emit(plane, at[i]!, low[i]!);
    for (const i of chain(at, high, -1)) {
      // A line of one point may be a corner above and below; it is listed once.
      if (high[i] !== low[i] || !below.has(i)) emit(plane, at[i]!, high[i]!);
    }
  }
  return Int32Array.from(kept);
}

/**
 * The few vertices of the marching-cubes surface of a mask that can be corners of its convex hull, in half voxels.
 *
 * Along every row only its first and last voxel matter: whatever lies between them, holes too, is in the hull of
 * their surface points. Corners of the hull are corners in each of the three families of planes, which is tested
 * plane by plane.
 */
export function hullCandidates(mask: Uint8Array, size: Vector3): HalfVoxelPoints {
  const [nx, ny, nz] = size;
  const found: number[] = [];
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = nx * (y + ny * z);
      let first = 0;
      while (first < nx && mask[row + first] === 0) first++;
      if (first === nx) continue;
      let last = nx - 1;
      while (mask[row + last] === 0) last--;
      const [cy, cz] = [2 * y + 1, 2 * z + 1];
      found.push(2 * first, cy, cz, 2 * last + 2, cy, cz);
      for (const x of first === last ? [first] : [first, last]) {
        const cx = 2 * x + 1;
        found.push(cx, cy - 1, cz, cx, cy + 1, cz, cx, cy, cz - 1, cx, cy, cz + 1);
      }
    }
  }
  const byZ = hullByPlane(Int32Array.from(found), 2, 1, 0);
  const byY = hullByPlane(byZ, 1, 2, 0);
  return hullByPlane(byY, 0, 1, 2);
}
