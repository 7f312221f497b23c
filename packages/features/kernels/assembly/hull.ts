// Convex hull of points with whole-number coordinates (quickhull, Barber et al. 1996). Coordinates are small, so that every
// test of a point against a plane is exact and no tolerance is needed.

import { getInt, putInt } from './lists';

// A face: its plane (normal and offset, four f64), its corners, the faces across its edges (three i32 each), the first of
// the points above it that it is in charge of (-1 for none), and whether it is still part of the hull.
const faceBytes: usize = 64;
const cornersAt: usize = 32;
const neighboursAt: usize = 44;
const outsideAt: usize = 56;
const aliveAt: usize = 60;

/** Room ran out: to be called again with more. */
const noRoom = -1;
/** All points lie in one plane. */
const flat = -2;

// @ts-ignore: decorator
@inline
function at(points: usize, p: i32): usize {
  return points + <usize>p * 12;
}

// @ts-ignore: decorator
@inline
function coordinate(points: usize, p: i32, axis: usize): f64 {
  return <f64>load<i32>(at(points, p) + (axis << 2));
}

// @ts-ignore: decorator
@inline
function face(faces: usize, f: i32): usize {
  return faces + <usize>f * faceBytes;
}

// @ts-ignore: decorator
@inline
function height(plane: usize, point: usize): f64 {
  return (
    load<f64>(plane) * <f64>load<i32>(point) +
    load<f64>(plane, 8) * <f64>load<i32>(point, 4) +
    load<f64>(plane, 16) * <f64>load<i32>(point, 8) -
    load<f64>(plane, 24)
  );
}

function writeFace(points: usize, faces: usize, f: i32, a: i32, b: i32, c: i32): void {
  const to = face(faces, f);
  const ax = coordinate(points, a, 0);
  const ay = coordinate(points, a, 1);
  const az = coordinate(points, a, 2);
  const ux = coordinate(points, b, 0) - ax;
  const uy = coordinate(points, b, 1) - ay;
  const uz = coordinate(points, b, 2) - az;
  const vx = coordinate(points, c, 0) - ax;
  const vy = coordinate(points, c, 1) - ay;
  const vz = coordinate(points, c, 2) - az;
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  store<f64>(to, nx);
  store<f64>(to, ny, 8);
  store<f64>(to, nz, 16);
  store<f64>(to, nx * ax + ny * ay + nz * az, 24);
  store<i32>(to + cornersAt, a);
  store<i32>(to + cornersAt, b, 4);
  store<i32>(to + cornersAt, c, 8);
  store<i32>(to + outsideAt, -1);
  store<i32>(to + aliveAt, 1);
}

function setNeighbours(faces: usize, f: i32, a: i32, b: i32, c: i32): void {
  const to = face(faces, f) + neighboursAt;
  store<i32>(to, a);
  store<i32>(to, b, 4);
  store<i32>(to, c, 8);
}

/** Gives a point to the first of the faces from `first` on that it lies above. */
function assign(points: usize, faces: usize, next: usize, p: i32, first: i32, made: i32): void {
  const point = at(points, p);
  for (let f = first; f < made; f++) {
    const plane = face(faces, f);
    if (height(plane, point) <= 0) continue;
    putInt(next, p, load<i32>(plane + outsideAt));
    store<i32>(plane + outsideAt, p);
    return;
  }
}

/** Writes four faces around four points that span space; false where there are none. */
function firstTetrahedron(points: usize, count: i32, faces: usize): bool {
  let p0 = 0;
  let most: f64 = -1;
  for (let p = 0; p < count; p++) {
    const x = coordinate(points, p, 0);
    if (x > most) {
      most = x;
      p0 = p;
    }
  }
  const ox = coordinate(points, p0, 0);
  const oy = coordinate(points, p0, 1);
  const oz = coordinate(points, p0, 2);
  let p1 = 0;
  most = -1;
  for (let p = 0; p < count; p++) {
    const x = coordinate(points, p, 0) - ox;
    const y = coordinate(points, p, 1) - oy;
    const z = coordinate(points, p, 2) - oz;
    const square = x * x + y * y + z * z;
    if (square > most) {
      most = square;
      p1 = p;
    }
  }
  const ux = coordinate(points, p1, 0) - ox;
  const uy = coordinate(points, p1, 1) - oy;
  const uz = coordinate(points, p1, 2) - oz;
  let p2 = 0;
  most = -1;
  let nx: f64 = 0;
  let ny: f64 = 0;
  let nz: f64 = 0;
  for (let p = 0; p < count; p++) {
    const x = coordinate(points, p, 0) - ox;
    const y = coordinate(points, p, 1) - oy;
    const z = coordinate(points, p, 2) - oz;
    const cx = uy * z - uz * y;
    const cy = uz * x - ux * z;
    const cz = ux * y - uy * x;
    const square = cx * cx + cy * cy + cz * cz;
    if (square > most) {
      most = square;
      p2 = p;
      nx = cx;
      ny = cy;
      nz = cz;
    }
  }
  let p3 = 0;
  most = -1;
  let above: f64 = 0;
  for (let p = 0; p < count; p++) {
    const h =
      nx * (coordinate(points, p, 0) - ox) +
      ny * (coordinate(points, p, 1) - oy) +
      nz * (coordinate(points, p, 2) - oz);
    if (abs(h) > most) {
      most = abs(h);
      above = h;
      p3 = p;
    }
  }
  if (above == 0) return false;
  // The first three counter-clockwise seen from outside.
  if (above > 0) {
    const other = p1;
    p1 = p2;
    p2 = other;
  }
  writeFace(points, faces, 0, p0, p1, p2);
  writeFace(points, faces, 1, p0, p3, p1);
  writeFace(points, faces, 2, p1, p3, p2);
  writeFace(points, faces, 3, p2, p3, p0);
  setNeighbours(faces, 0, 1, 2, 3);
  setNeighbours(faces, 1, 3, 2, 0);
  setNeighbours(faces, 2, 1, 3, 0);
  setNeighbours(faces, 3, 2, 1, 0);
  return true;
}

/**
 * points:  x, y, z of each (i32)
 * faces:   room for `room` faces of 64 bytes
 * scratch: three i32 for each point, seven for each face
 * Gives how many faces were made, those that are no longer part of the hull too; -1 where `room` is too small, -2 where all
 * points lie in one plane.
 */
export function convexHull(points: usize, count: i32, faces: usize, room: i32, scratch: usize): i32 {
  const next = scratch;
  const startingAt = next + ((<usize>count) << 2);
  const endingAt = startingAt + ((<usize>count) << 2);
  const queue = endingAt + ((<usize>count) << 2);
  const visible = queue + ((<usize>room) << 2);
  const stack = visible + ((<usize>room) << 2);
  // Edges around the visible faces: from, to, the face beyond and the number of the edge there.
  const horizon = stack + ((<usize>room) << 2);
  if (!firstTetrahedron(points, count, faces)) return flat;
  let made = 4;
  memory.fill(next, 0xff, (<usize>count) << 2);
  for (let p = 0; p < count; p++) assign(points, faces, next, p, 0, made);
  let queued = 4;
  for (let f = 0; f < 4; f++) putInt(queue, f, f);
  while (queued > 0) {
    const start = getInt(queue, --queued);
    const startFace = face(faces, start);
    if (load<i32>(startFace + aliveAt) == 0 || load<i32>(startFace + outsideAt) < 0) continue;
    let eye = -1;
    let furthest: f64 = 0;
    for (let p = load<i32>(startFace + outsideAt); p >= 0; p = getInt(next, p)) {
      const h = height(startFace, at(points, p));
      if (h > furthest) {
        furthest = h;
        eye = p;
      }
    }
    const eyePoint = at(points, eye);
    let seen = 0;
    let edges = 0;
    let stacked = 1;
    store<i32>(stack, start);
    store<i32>(startFace + aliveAt, 0);
    while (stacked > 0) {
      const f = getInt(stack, --stacked);
      putInt(visible, seen++, f);
      const own = face(faces, f);
      for (let edge = 0; edge < 3; edge++) {
        const across = getInt(own + neighboursAt, edge);
        const other = face(faces, across);
        if (load<i32>(other + aliveAt) == 0) continue;
        if (height(other, eyePoint) > 0) {
          store<i32>(other + aliveAt, 0);
          putInt(stack, stacked++, across);
          continue;
        }
        if (made + edges >= room) return noRoom;
        let back = 0;
        while (getInt(other + neighboursAt, back) != f) back++;
        const to = horizon + ((<usize>edges) << 4);
        edges++;
        store<i32>(to, getInt(own + cornersAt, edge));
        store<i32>(to, getInt(own + cornersAt, (edge + 1) % 3), 4);
        store<i32>(to, across, 8);
        store<i32>(to, back, 12);
      }
    }
    // One new face from each edge to the eye, linked around.
    const first = made;
    for (let h = 0; h < edges; h++) {
      const edge = horizon + ((<usize>h) << 4);
      const from = load<i32>(edge);
      const to = load<i32>(edge, 4);
      const beyond = load<i32>(edge, 8);
      const f = made++;
      writeFace(points, faces, f, from, to, eye);
      store<i32>(face(faces, f) + neighboursAt, beyond);
      putInt(face(faces, beyond) + neighboursAt, load<i32>(edge, 12), f);
      putInt(startingAt, from, f);
      putInt(endingAt, to, f);
    }
    for (let f = first; f < made; f++) {
      const own = face(faces, f);
      const a = load<i32>(own + cornersAt);
      const b = load<i32>(own + cornersAt, 4);
      store<i32>(own + neighboursAt, getInt(startingAt, b), 4);
      store<i32>(own + neighboursAt, getInt(endingAt, a), 8);
      putInt(queue, queued++, f);
    }
    for (let v = 0; v < seen; v++) {
      const own = face(faces, getInt(visible, v));
      let p = load<i32>(own + outsideAt);
      while (p >= 0) {
        const following = getInt(next, p);
        if (p != eye) assign(points, faces, next, p, first, made);
        p = following;
      }
      store<i32>(own + outsideAt, -1);
    }
  }
  return made;
}

/**
 * The faces that are part of the hull, renumbered: corners and neighbours (three i32 each) and normals (three f64).
 * numbers: scratch, an i32 for each face made
 */
export function hullFaces(
  faces: usize, made: i32, triangles: usize, neighbours: usize, normals: usize, numbers: usize,
): i32 {
  let count = 0;
  for (let f = 0; f < made; f++) {
    if (load<i32>(face(faces, f) + aliveAt) == 0) continue;
    putInt(numbers, f, count++);
  }
  let to: usize = 0;
  for (let f = 0; f < made; f++) {
    const own = face(faces, f);
    if (load<i32>(own + aliveAt) == 0) continue;
    for (let k: usize = 0; k < 3; k++, to++) {
      store<i32>(triangles + (to << 2), load<i32>(own + cornersAt + (k << 2)));
      const across = load<i32>(own + neighboursAt + (k << 2));
      store<i32>(neighbours + (to << 2), getInt(numbers, across));
      store<f64>(normals + (to << 3), load<f64>(own + (k << 3)));
    }
  }
  return count;
}
