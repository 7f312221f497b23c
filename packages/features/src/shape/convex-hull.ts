import type { HalfVoxelPoints } from './surface-points.ts';

/** Triangles of a convex hull: three point numbers each, counter-clockwise seen from outside. */
export interface ConvexHull {
  readonly triangles: Int32Array;
  /** The triangle across each edge of each triangle: from its first corner to its second, second to third, third to first. */
  readonly neighbours: Int32Array;
  /** Whole-number normal of each triangle, twice its area long. */
  readonly normals: Float64Array;
  /** Numbers of the points that are corners, ascending. */
  readonly corners: Int32Array;
}

/** Numbers of one face: corners and neighbours (three each), and its plane (normal and offset). */
interface Faces {
  count: number;
  corners: Int32Array;
  neighbours: Int32Array;
  planes: Float64Array;
  /** First of the points above the plane that the face is in charge of, -1 for none. */
  outside: Int32Array;
  alive: Uint8Array;
}

function emptyFaces(capacity: number): Faces {
  return {
    count: 0,
    corners: new Int32Array(3 * capacity),
    neighbours: new Int32Array(3 * capacity),
    planes: new Float64Array(4 * capacity),
    outside: new Int32Array(capacity).fill(-1),
    alive: new Uint8Array(capacity),
  };
}

/** The same faces with twice the room. */
function grown(faces: Faces): Faces {
  const larger = emptyFaces(2 * faces.alive.length);
  larger.count = faces.count;
  larger.corners.set(faces.corners);
  larger.neighbours.set(faces.neighbours);
  larger.planes.set(faces.planes);
  larger.outside.set(faces.outside);
  larger.alive.set(faces.alive);
  return larger;
}

/**
 * Convex hull of points with whole-number coordinates (Barber et al. 1996, quickhull).
 *
 * Coordinates are small whole numbers, so that every test of a point against a plane is exact and no tolerance is
 * needed; points in the plane of a face are not above it. The points must not all lie in one plane.
 */
export function convexHull(points: HalfVoxelPoints): ConvexHull {
  const count = points.length / 3;
  let faces = emptyFaces(Math.max(64, count));
  /** Points above the same face are a list: the next of each. */
  const next = new Int32Array(count).fill(-1);

  const addFace = (a: number, b: number, c: number): number => {
    if (faces.count === faces.alive.length) faces = grown(faces);
    const f = faces.count++;
    faces.corners[3 * f] = a;
    faces.corners[3 * f + 1] = b;
    faces.corners[3 * f + 2] = c;
    const ax = points[3 * a]!;
    const ay = points[3 * a + 1]!;
    const az = points[3 * a + 2]!;
    const ux = points[3 * b]! - ax;
    const uy = points[3 * b + 1]! - ay;
    const uz = points[3 * b + 2]! - az;
    const vx = points[3 * c]! - ax;
    const vy = points[3 * c + 1]! - ay;
    const vz = points[3 * c + 2]! - az;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    faces.planes[4 * f] = nx;
    faces.planes[4 * f + 1] = ny;
    faces.planes[4 * f + 2] = nz;
    faces.planes[4 * f + 3] = nx * ax + ny * ay + nz * az;
    faces.alive[f] = 1;
    return f;
  };
  const height = (f: number, p: number): number => {
    const { planes } = faces;
    return (
      planes[4 * f]! * points[3 * p]! +
      planes[4 * f + 1]! * points[3 * p + 1]! +
      planes[4 * f + 2]! * points[3 * p + 2]! -
      planes[4 * f + 3]!
    );
  };
  /** Gives a point to the first of the faces from `first` on that it lies above. */
  const assign = (p: number, first: number): void => {
    for (let f = first; f < faces.count; f++) {
      if (height(f, p) <= 0) continue;
      next[p] = faces.outside[f]!;
      faces.outside[f] = p;
      return;
    }
  };

  const [p0, p1, p2, p3] = firstTetrahedron(points, count);
  addFace(p0, p1, p2);
  addFace(p0, p3, p1);
  addFace(p1, p3, p2);
  addFace(p2, p3, p0);
  // Across ab, bc, ca of each of the four faces.
  faces.neighbours.set([1, 2, 3, 3, 2, 0, 1, 3, 0, 2, 1, 0]);
  for (let p = 0; p < count; p++) assign(p, 0);

  const queue = [0, 1, 2, 3];
  const visible: number[] = [];
  const stack: number[] = [];
  /** Edges around the visible faces: from, to, the face beyond and the number of the edge there. */
  const horizon: number[] = [];
  /** The new face at each horizon corner: whose edge starts there, and whose ends there. */
  const startingAt = new Int32Array(count);
  const endingAt = new Int32Array(count);
  while (queue.length > 0) {
    const start = queue.pop()!;
    if (faces.alive[start] === 0 || faces.outside[start]! < 0) continue;
    let eye = -1;
    let furthest = 0;
    for (let p = faces.outside[start]!; p >= 0; p = next[p]!) {
      const h = height(start, p);
      if (h > furthest) {
        furthest = h;
        eye = p;
      }
    }
    visible.length = 0;
    horizon.length = 0;
    stack.push(start);
    faces.alive[start] = 0;
    while (stack.length > 0) {
      const f = stack.pop()!;
      visible.push(f);
      for (let edge = 0; edge < 3; edge++) {
        const across = faces.neighbours[3 * f + edge]!;
        if (faces.alive[across] === 0) continue;
        if (height(across, eye) > 0) {
          faces.alive[across] = 0;
          stack.push(across);
        } else {
          const back = [0, 1, 2].find((k) => faces.neighbours[3 * across + k] === f)!;
          horizon.push(faces.corners[3 * f + edge]!, faces.corners[3 * f + ((edge + 1) % 3)]!, across, back);
        }
      }
    }
    // One new face from each edge to the eye, linked around.
    const first = faces.count;
    for (let h = 0; h < horizon.length; h += 4) {
      const f = addFace(horizon[h]!, horizon[h + 1]!, eye);
      faces.neighbours[3 * f] = horizon[h + 2]!;
      faces.neighbours[3 * horizon[h + 2]! + horizon[h + 3]!] = f;
      startingAt[horizon[h]!] = f;
      endingAt[horizon[h + 1]!] = f;
    }
    for (let f = first; f < faces.count; f++) {
      faces.neighbours[3 * f + 1] = startingAt[faces.corners[3 * f + 1]!]!;
      faces.neighbours[3 * f + 2] = endingAt[faces.corners[3 * f]!]!;
      queue.push(f);
    }
    for (const f of visible) {
      for (let p = faces.outside[f]!; p >= 0; ) {
        const following = next[p]!;
        if (p !== eye) assign(p, first);
        p = following;
      }
      faces.outside[f] = -1;
    }
  }
  return collect(faces);
}

/** The faces that are left, renumbered. */
function collect({ count: all, alive, corners, neighbours, planes }: Faces): ConvexHull {
  const number = new Int32Array(all);
  let count = 0;
  for (let f = 0; f < all; f++) if (alive[f]) number[f] = count++;
  const hull = {
    triangles: new Int32Array(3 * count),
    neighbours: new Int32Array(3 * count),
    normals: new Float64Array(3 * count),
  };
  for (let f = 0, to = 0; f < all; f++) {
    if (alive[f] === 0) continue;
    for (let k = 0; k < 3; k++, to++) {
      hull.triangles[to] = corners[3 * f + k]!;
      hull.neighbours[to] = number[neighbours[3 * f + k]!]!;
      hull.normals[to] = planes[4 * f + k]!;
    }
  }
  return { ...hull, corners: Int32Array.from(new Set(hull.triangles)).sort() };
}

/** Four points that span space, ordered so that the first three are counter-clockwise seen from outside. */
function firstTetrahedron(points: HalfVoxelPoints, count: number): [number, number, number, number] {
  const at = (p: number) => [points[3 * p]!, points[3 * p + 1]!, points[3 * p + 2]!] as const;
  const furthest = (measure: (p: number) => number): number => {
    let best = 0;
    let value = -1;
    for (let p = 0; p < count; p++) {
      const m = measure(p);
      if (m > value) {
        value = m;
        best = p;
      }
    }
    return best;
  };
  const cross = (u: readonly number[], v: readonly number[]) =>
    [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!] as const;
  const minus = (p: number, q: number) => {
    const [a, b] = [at(p), at(q)];
    return [a[0] - b[0], a[1] - b[1], a[2] - b[2]] as const;
  };
  const square = (v: readonly number[]) => v[0]! * v[0]! + v[1]! * v[1]! + v[2]! * v[2]!;
  const p0 = furthest((p) => at(p)[0]);
  const p1 = furthest((p) => square(minus(p, p0)));
  const p2 = furthest((p) => square(cross(minus(p1, p0), minus(p, p0))));
  const normal = cross(minus(p1, p0), minus(p2, p0));
  const height = (p: number) => {
    const d = minus(p, p0);
    return normal[0] * d[0] + normal[1] * d[1] + normal[2] * d[2];
  };
  const p3 = furthest((p) => Math.abs(height(p)));
  if (height(p3) === 0) throw new RangeError('convexHull: all points lie in one plane');
  return height(p3) < 0 ? [p0, p1, p2, p3] : [p0, p2, p1, p3];
}
