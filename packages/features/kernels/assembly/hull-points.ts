// The few vertices of the marching-cubes surface of a region that can be corners of its convex hull, in half voxels: voxel i
// has its centre at 2 i + 1. Corners of the hull are corners in each of the three families of planes.

import { getInt, putInt } from './lists';

// Points on a lattice of lines: from where to where each line has points (two i32), `low > high` where it has none. Lines of
// a plane follow one another.
const none: i32 = 0x7fffffff;

function clear(lines: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    store<i32>(lines + (i << 3), none);
    store<i32>(lines + (i << 3), -1, 4);
  }
}

// @ts-ignore: decorator
@inline
function put(lines: usize, line: i32, position: i32): void {
  const at = lines + ((<usize>line) << 3);
  if (position < load<i32>(at)) store<i32>(at, position);
  if (position > load<i32>(at, 4)) store<i32>(at, position, 4);
}

/** Numbers of the lines of the strictly convex chain through the lower (sign 1, end 0) or upper (-1, 4) ends; how many. */
function chain(plane: usize, count: i32, end: usize, sign: i64, kept: usize): i32 {
  let n = 0;
  for (let i = 0; i < count; i++) {
    const line = plane + ((<usize>i) << 3);
    if (load<i32>(line, 4) < 0) continue;
    const value = <i64>load<i32>(line + end);
    while (n > 1) {
      const a = getInt(kept, n - 2);
      const b = getInt(kept, n - 1);
      const valueA = <i64>load<i32>(plane + ((<usize>a) << 3) + end);
      const valueB = <i64>load<i32>(plane + ((<usize>b) << 3) + end);
      const turn = <i64>(b - a) * (value - valueA) - (valueB - valueA) * <i64>(i - a);
      if (turn * sign > 0) break;
      n--;
    }
    putInt(kept, n++, i);
  }
  return n;
}

/**
 * The points that are corners of the convex hull of their plane: plane, line and position (three i32 each); how many.
 * Scratch: two i32 for each line of a plane.
 */
function planeCorners(lines: usize, count: i32, planes: i32, scratch: usize, found: usize): i32 {
  const below = scratch;
  const above = scratch + ((<usize>count) << 2);
  let n = 0;
  for (let plane = 0; plane < planes; plane++) {
    const own = lines + ((<usize>plane * <usize>count) << 3);
    const nBelow = chain(own, count, 0, 1, below);
    const nAbove = chain(own, count, 4, -1, above);
    for (let k = 0; k < nBelow; k++) {
      const line = getInt(below, k);
      const to = found + <usize>n * 12;
      n++;
      store<i32>(to, plane);
      store<i32>(to, line, 4);
      store<i32>(to, load<i32>(own + ((<usize>line) << 3)), 8);
    }
    for (let k = 0, b = 0; k < nAbove; k++) {
      const line = getInt(above, k);
      while (b < nBelow && getInt(below, b) < line) b++;
      const at = own + ((<usize>line) << 3);
      // A line of one point may be a corner above and below; it is listed once.
      if (b < nBelow && getInt(below, b) == line && load<i32>(at) == load<i32>(at, 4)) continue;
      const to = found + <usize>n * 12;
      n++;
      store<i32>(to, plane);
      store<i32>(to, line, 4);
      store<i32>(to, load<i32>(at, 4), 8);
    }
  }
  return n;
}

/**
 * rows:    from where to where the region goes in each row along x (y fastest), two i32; equal in an empty one
 * lines:   scratch, two i32 for each of (2 ny + 1)(2 nz + 1) lines, or (2 nx + 1)(2 nz + 1) where that is more
 * scratch: two i32 for each of 2 max(ny, nz) + 1 lines
 * found:   x, y, z of the points (i32); room for two of each line
 */
export function hullPoints(
  rows: usize, nx: i32, ny: i32, nz: i32, lines: usize, scratch: usize, found: usize,
): i32 {
  const hx = 2 * nx + 1;
  const hy = 2 * ny + 1;
  const hz = 2 * nz + 1;
  // Along every row only its first and last voxel matter: whatever lies between them is in the hull of their surface points.
  clear(lines, <usize>hy * <usize>hz);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = rows + ((<usize>(y + ny * z)) << 3);
      const first = load<i32>(row);
      const last = load<i32>(row, 4) - 1;
      if (last < first) continue;
      const line = (2 * z + 1) * hy + 2 * y + 1;
      put(lines, line, 2 * first);
      put(lines, line, 2 * last + 2);
      for (let side = 0; side < 2; side++) {
        const cx = 2 * (side == 0 ? first : last) + 1;
        put(lines, line - 1, cx);
        put(lines, line + 1, cx);
        put(lines, line - hy, cx);
        put(lines, line + hy, cx);
      }
    }
  }
  let n = planeCorners(lines, hy, hz, scratch, found);
  clear(lines, <usize>hz * <usize>hy);
  for (let i = 0; i < n; i++) {
    const at = found + <usize>i * 12;
    put(lines, load<i32>(at, 4) * hz + load<i32>(at), load<i32>(at, 8));
  }
  n = planeCorners(lines, hz, hy, scratch, found);
  clear(lines, <usize>hz * <usize>hx);
  for (let i = 0; i < n; i++) {
    const at = found + <usize>i * 12;
    put(lines, load<i32>(at, 8) * hz + load<i32>(at, 4), load<i32>(at));
  }
  n = planeCorners(lines, hz, hx, scratch, found);
  // Plane, line and position are x, z and y.
  for (let i = 0; i < n; i++) {
    const at = found + <usize>i * 12;
    const z = load<i32>(at, 4);
    store<i32>(at, load<i32>(at, 8), 4);
    store<i32>(at, z, 8);
  }
  return n;
}
