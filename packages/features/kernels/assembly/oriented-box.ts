// The smallest box around a convex hull with a side across each of several directions, by rotating calipers.

import { getNumber } from './lists';

/** Cosine between a facet and the line of sight below which it is seen edge-on: above what rounding makes of 0. */
const edgeOn: f64 = 1e-13;

/** Turns of the best box about its axes; a few are enough. */
const mostTurns = 100;

// A box: its volume and its three axes (ten f64).
const boxBytes: usize = 80;

// @ts-ignore: decorator
@inline
function int(base: usize, i: usize): usize {
  return <usize>load<i32>(base + (i << 2));
}

// Where the hull lies; see `orientedBox`.
let corners: usize;
let cornerCount: usize;
let triangles: usize;
let neighbours: usize;
let facets: usize;
let faceCount: usize;
let normals: usize;
let lengths: usize;
let facetCount: usize;
let turned: usize;
let next: usize;
let xs: usize;
let ys: usize;

/**
 * The hull's outline seen along w, into `xs` and `ys`: the edges between facets turned towards w and facets turned away, in
 * order. A facet seen edge-on counts as turned towards it. Facets are judged by their direction, whatever their size, and
 * their triangles together: then those turned towards w are one piece, and the outline is one closed line.
 */
function outline(
  ux: f64, uy: f64, uz: f64, vx: f64, vy: f64, vz: f64, wx: f64, wy: f64, wz: f64,
): usize {
  for (let f: usize = 0; f < facetCount; f++) {
    const along = getNumber(normals, 3 * f) * wx + getNumber(normals, 3 * f + 1) * wy + getNumber(normals, 3 * f + 2) * wz;
    store<u8>(turned + f, along >= -edgeOn * getNumber(lengths, f) ? 1 : 0);
  }
  let length: usize = 0;
  let start: usize = 0;
  for (let f: usize = 0; f < faceCount; f++) {
    if (load<u8>(turned + int(facets, f)) == 0) continue;
    for (let edge: usize = 0; edge < 3; edge++) {
      if (load<u8>(turned + int(facets, int(neighbours, 3 * f + edge))) != 0) continue;
      start = int(triangles, 3 * f + edge);
      store<i32>(next + (start << 2), load<i32>(triangles + ((3 * f + (edge == 2 ? 0 : edge + 1)) << 2)));
      length++;
    }
  }
  let at = start;
  for (let k: usize = 0; k < length; k++) {
    const cx = getNumber(corners, 3 * at);
    const cy = getNumber(corners, 3 * at + 1);
    const cz = getNumber(corners, 3 * at + 2);
    store<f64>(xs + (k << 3), cx * ux + cy * uy + cz * uz);
    store<f64>(ys + (k << 3), cx * vx + cy * vy + cz * vz);
    at = int(next, at);
  }
  return length;
}

// @ts-ignore: decorator
@inline
function along(k: usize, n: usize, cosine: f64, sine: f64): f64 {
  const i = k >= n ? (k >= 2 * n ? k - 2 * n : k - n) : k;
  return getNumber(xs, i) * cosine + getNumber(ys, i) * sine;
}

// @ts-ignore: decorator
@inline
function across(k: usize, n: usize, cosine: f64, sine: f64): f64 {
  const i = k >= n ? (k >= 2 * n ? k - 2 * n : k - n) : k;
  return getNumber(ys, i) * cosine - getNumber(xs, i) * sine;
}

let bestCosine: f64;
let bestSine: f64;

/** Area of the outline's smallest bounding rectangle; its direction in `bestCosine` and `bestSine`. */
function smallestRectangle(n: usize): f64 {
  let best = Infinity;
  bestCosine = 1;
  bestSine = 0;
  // Rounding may make a straight stretch of the outline look a hair concave; going on until clearly past keeps it right.
  let size: f64 = 0;
  for (let i: usize = 0; i < n; i++) {
    size = max(size, max(abs(getNumber(xs, i) - getNumber(xs, 0)), abs(getNumber(ys, i) - getNumber(ys, 0))));
  }
  const hair = 1e-12 * size;
  // Corners furthest along the edge, away from it, and against it, moved on as the edge turns.
  let ahead: usize = 1;
  let away: usize = 1;
  let behind: usize = 1;
  for (let i: usize = 0; i < n; i++) {
    const b = i + 1 == n ? 0 : i + 1;
    const dx = getNumber(xs, b) - getNumber(xs, i);
    const dy = getNumber(ys, b) - getNumber(ys, i);
    const length = sqrt(dx * dx + dy * dy);
    if (length == 0) continue;
    const c = dx / length;
    const s = dy / length;
    ahead = max(ahead, i + 1);
    while (ahead < i + n && along(ahead + 1, n, c, s) > along(ahead, n, c, s) - hair) ahead++;
    away = max(away, i + 1);
    while (away < i + n && across(away + 1, n, c, s) > across(away, n, c, s) - hair) away++;
    behind = max(behind, away);
    while (behind < i + n && along(behind + 1, n, c, s) < along(behind, n, c, s) + hair) behind++;
    const area =
      (along(ahead, n, c, s) - along(behind, n, c, s)) * (across(away, n, c, s) - across(i, n, c, s));
    if (area < best) {
      best = area;
      bestCosine = c;
      bestSine = s;
    }
  }
  return best;
}

/** Extent of the corners along a direction. */
function width(x: f64, y: f64, z: f64): f64 {
  let low = Infinity;
  let high = -Infinity;
  for (let i: usize = 0; i < 3 * cornerCount; i += 3) {
    const value = getNumber(corners, i) * x + getNumber(corners, i + 1) * y + getNumber(corners, i + 2) * z;
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  return high - low;
}

/** Writes the smallest box with one side across w. */
function boxAcross(wx: f64, wy: f64, wz: f64, box: usize): void {
  // u at right angles to w and to the grid's axis that is furthest from it.
  const ax = abs(wx);
  const ay = abs(wy);
  const az = abs(wz);
  let ux: f64, uy: f64, uz: f64;
  if (ax <= ay && ax <= az) {
    ux = 0; uy = -wz; uz = wy;
  } else if (ay <= az) {
    ux = wz; uy = 0; uz = -wx;
  } else {
    ux = -wy; uy = wx; uz = 0;
  }
  const length = sqrt(ux * ux + uy * uy + uz * uz);
  ux /= length;
  uy /= length;
  uz /= length;
  const vx = wy * uz - wz * uy;
  const vy = wz * ux - wx * uz;
  const vz = wx * uy - wy * ux;
  const area = smallestRectangle(outline(ux, uy, uz, vx, vy, vz, wx, wy, wz));
  const tx = ux * bestCosine + vx * bestSine;
  const ty = uy * bestCosine + vy * bestSine;
  const tz = uz * bestCosine + vz * bestSine;
  store<f64>(box, area * width(wx, wy, wz));
  store<f64>(box, tx, 8);
  store<f64>(box, ty, 16);
  store<f64>(box, tz, 24);
  store<f64>(box, wy * tz - wz * ty, 32);
  store<f64>(box, wz * tx - wx * tz, 40);
  store<f64>(box, wx * ty - wy * tx, 48);
  store<f64>(box, wx, 56);
  store<f64>(box, wy, 64);
  store<f64>(box, wz, 72);
}

/**
 * hull:   corners (x, y, z f64), triangles, the triangle across each edge and the facet of each triangle (i32), normals of the
 *         facets (three f64) and their lengths
 * tries:  unit vectors across which a side is tried (three f64)
 * scratch: a byte for each facet and an i32 for each corner, each rounded up to 8 bytes, and six f64 for each triangle
 * extent: lengths of the best box's sides (three f64), after it was turned about each of its axes in turn until that no
 *         longer made it smaller; then four boxes of scratch
 */
export function orientedBox(
  hullCorners: usize, hullCornerCount: usize, hullTriangles: usize, hullNeighbours: usize, hullFacets: usize,
  hullFaceCount: usize, facetNormals: usize, facetLengths: usize, hullFacetCount: usize,
  tries: usize, tryCount: usize, scratch: usize, extent: usize,
): void {
  corners = hullCorners;
  cornerCount = hullCornerCount;
  triangles = hullTriangles;
  neighbours = hullNeighbours;
  facets = hullFacets;
  faceCount = hullFaceCount;
  normals = facetNormals;
  lengths = facetLengths;
  facetCount = hullFacetCount;
  turned = scratch;
  next = turned + ((facetCount + 7) & ~7);
  xs = next + ((4 * cornerCount + 7) & ~7);
  ys = xs + 24 * faceCount;
  const best = extent + 24;
  const box = best + boxBytes;
  const from = box + boxBytes;
  store<f64>(best, Infinity);
  for (let t: usize = 0; t < tryCount; t++) {
    boxAcross(getNumber(tries, 3 * t), getNumber(tries, 3 * t + 1), getNumber(tries, 3 * t + 2), box);
    if (load<f64>(box) < load<f64>(best)) memory.copy(best, box, boxBytes);
  }
  let improved = true;
  for (let turns = 0; improved && turns < mostTurns; turns++) {
    improved = false;
    memory.copy(from, best, boxBytes);
    for (let axis: usize = 0; axis < 3; axis++) {
      const w = from + 8 + 24 * axis;
      boxAcross(load<f64>(w), load<f64>(w, 8), load<f64>(w, 16), box);
      if (load<f64>(box) < load<f64>(best) * (1 - 1e-12)) {
        memory.copy(best, box, boxBytes);
        improved = true;
      }
    }
  }
  for (let axis: usize = 0; axis < 3; axis++) {
    const w = best + 8 + 24 * axis;
    store<f64>(extent + (axis << 3), width(load<f64>(w), load<f64>(w, 8), load<f64>(w, 16)));
  }
}
