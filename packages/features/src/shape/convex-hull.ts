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

interface Face {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Faces across the edges ab, bc, ca. */
  readonly neighbours: [number, number, number];
  /** Plane: normal (not unit) and offset, whole numbers. */
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  readonly offset: number;
  /** Points above the plane that this face is in charge of. */
  outside: number[];
  alive: boolean;
}

/**
 * Convex hull of points with whole-number coordinates (Barber et al. 1996, quickhull).
 *
 * Coordinates are small whole numbers, so that every test of a point against a plane is exact and no tolerance is
 * needed; points in the plane of a face are not above it. The points must not all lie in one plane.
 */
export function convexHull(points: HalfVoxelPoints): ConvexHull {
  const count = points.length / 3;
  const faces: Face[] = [];
  const makeFace = (a: number, b: number, c: number): Face => {
    const [ax, ay, az] = [points[3 * a]!, points[3 * a + 1]!, points[3 * a + 2]!];
    const [ux, uy, uz] = [points[3 * b]! - ax, points[3 * b + 1]! - ay, points[3 * b + 2]! - az];
    const [vx, vy, vz] = [points[3 * c]! - ax, points[3 * c + 1]! - ay, points[3 * c + 2]! - az];
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    return { a, b, c, neighbours: [-1, -1, -1], nx, ny, nz, offset: nx * ax + ny * ay + nz * az, outside: [], alive: true };
  };
  const above = (face: Face, p: number) =>
    face.nx * points[3 * p]! + face.ny * points[3 * p + 1]! + face.nz * points[3 * p + 2]! - face.offset;

  const first = firstTetrahedron(points, count);
  const [p0, p1, p2, p3] = first;
  faces.push(makeFace(p0, p1, p2), makeFace(p0, p3, p1), makeFace(p1, p3, p2), makeFace(p2, p3, p0));
  // Across ab, bc, ca of each of the four faces.
  const links = [[1, 2, 3], [3, 2, 0], [1, 3, 0], [2, 1, 0]];
  links.forEach((link, f) => {
    link.forEach((to, edge) => {
      faces[f]!.neighbours[edge] = to;
    });
  });
  assign(Array.from({ length: count }, (_, i) => i), [0, 1, 2, 3]);

  /** Gives each point to the first of the faces that it lies above. */
  function assign(candidates: readonly number[], to: readonly number[]): void {
    for (const p of candidates) {
      for (const f of to) {
        if (above(faces[f]!, p) > 0) {
          faces[f]!.outside.push(p);
          break;
        }
      }
    }
  }

  const queue = [0, 1, 2, 3];
  while (queue.length > 0) {
    const start = queue.pop()!;
    const face = faces[start]!;
    if (!face.alive || face.outside.length === 0) continue;
    let eye = face.outside[0]!;
    let best = 0;
    for (const p of face.outside) {
      const distance = above(face, p);
      if (distance > best) {
        best = distance;
        eye = p;
      }
    }
    // Faces that the eye sees, and the edges around them.
    const visible: number[] = [];
    const horizon: { from: number; to: number; face: number; edge: number }[] = [];
    const stack = [start];
    face.alive = false;
    while (stack.length > 0) {
      const f = stack.pop()!;
      const seen = faces[f]!;
      visible.push(f);
      const corners = [seen.a, seen.b, seen.c] as const;
      for (let edge = 0; edge < 3; edge++) {
        const across = seen.neighbours[edge]!;
        const other = faces[across]!;
        if (!other.alive) continue;
        if (above(other, eye) > 0) {
          other.alive = false;
          stack.push(across);
        } else {
          horizon.push({ from: corners[edge]!, to: corners[(edge + 1) % 3]!, face: across, edge: other.neighbours.indexOf(f) });
        }
      }
    }
    // One new face from each edge to the eye, linked around.
    const byFrom = new Map<number, number>();
    const byTo = new Map<number, number>();
    const made: number[] = [];
    for (const { from, to, face: outer, edge } of horizon) {
      const f = faces.push(makeFace(from, to, eye)) - 1;
      faces[f]!.neighbours[0] = outer;
      faces[outer]!.neighbours[edge] = f;
      byFrom.set(from, f);
      byTo.set(to, f);
      made.push(f);
    }
    for (const f of made) {
      faces[f]!.neighbours[1] = byFrom.get(faces[f]!.b)!;
      faces[f]!.neighbours[2] = byTo.get(faces[f]!.a)!;
    }
    for (const f of visible) {
      assign(faces[f]!.outside, made);
      faces[f]!.outside = [];
    }
    queue.push(...made);
  }
  return collect(faces);
}

/** The faces that are left, renumbered. */
function collect(faces: readonly Face[]): ConvexHull {
  const number = new Int32Array(faces.length).fill(-1);
  let count = 0;
  faces.forEach((face, f) => {
    if (face.alive) number[f] = count++;
  });
  const triangles = new Int32Array(3 * count);
  const neighbours = new Int32Array(3 * count);
  const normals = new Float64Array(3 * count);
  for (let f = 0, to = 0; f < faces.length; f++) {
    const face = faces[f]!;
    if (!face.alive) continue;
    triangles.set([face.a, face.b, face.c], to);
    neighbours.set(face.neighbours.map((other) => number[other]!), to);
    normals.set([face.nx, face.ny, face.nz], to);
    to += 3;
  }
  return { triangles, neighbours, normals, corners: Int32Array.from(new Set(triangles)).sort() };
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
