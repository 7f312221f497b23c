import type { Vector3 } from '@rachis/volume';
import type { RegionRows } from '../region-rows.ts';
import { withKernels } from './webassembly.ts';

/** Whole-number points, three coordinates each, in half voxels: voxel i has its centre at 2 i + 1. */
export type HalfVoxelPoints = Int32Array;

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

/**
 * The few vertices of the marching-cubes surface of a region that can be corners of its convex hull, in half voxels.
 *
 * Along every row only its first and last voxel matter: whatever lies between them, holes too, is in the hull of
 * their surface points. Corners of the hull are corners in each of the three families of planes, which is tested
 * plane by plane.
 */
export function hullCandidates({ first, end }: RegionRows, [nx, ny, nz]: Vector3): HalfVoxelPoints {
  return withKernels((kernels) => {
    const lines = (2 * Math.max(nx, ny) + 1) * (2 * nz + 1);
    const rowsAt = kernels.reserve(8 * ny * nz, false);
    const linesAt = kernels.reserve(8 * lines, false);
    const scratchAt = kernels.reserve(8 * (2 * Math.max(ny, nz) + 1), false);
    const foundAt = kernels.reserve(24 * lines, false);
    const rows = kernels.integers(rowsAt, 2 * ny * nz);
    for (let row = 0; row < ny * nz; row++) {
      rows[2 * row] = first[row]!;
      rows[2 * row + 1] = end[row]!;
    }
    const count = kernels.run.hullPoints(rowsAt, nx, ny, nz, linesAt, scratchAt, foundAt);
    return kernels.integers(foundAt, 3 * count).slice();
  });
}

/**
 * Convex hull of points with whole-number coordinates (Barber et al. 1996, quickhull).
 *
 * Coordinates are small whole numbers, so that every test of a point against a plane is exact and no tolerance is
 * needed; points in the plane of a face are not above it. The points must not all lie in one plane (`RangeError`).
 * `facesPerPoint`: room that is made at first; where faces on the way need more, it begins again with twice as much.
 */
export function convexHull(points: HalfVoxelPoints, facesPerPoint = 8): ConvexHull {
  for (let room = Math.max(64, (facesPerPoint * points.length) / 3); ; room *= 2) {
    const hull = hullWithin(points, room);
    if (hull !== null) return hull;
  }
}

/** The hull where it can be found with no more than `room` faces on the way; else null. */
function hullWithin(points: HalfVoxelPoints, room: number): ConvexHull | null {
  return withKernels((kernels) => {
    const count = points.length / 3;
    const pointsAt = kernels.reserve(4 * points.length, false);
    kernels.integers(pointsAt, points.length).set(points);
    const facesAt = kernels.reserve(64 * room, false);
    const scratchAt = kernels.reserve(12 * count + 28 * room, false);
    const made = kernels.run.convexHull(pointsAt, count, facesAt, room, scratchAt);
    if (made === -1) return null;
    if (made < 0) throw new RangeError('convexHull: all points lie in one plane');
    const trianglesAt = kernels.reserve(12 * made, false);
    const neighboursAt = kernels.reserve(12 * made, false);
    const normalsAt = kernels.reserve(24 * made, false);
    const left = kernels.run.hullFaces(facesAt, made, trianglesAt, neighboursAt, normalsAt, scratchAt);
    const triangles = kernels.integers(trianglesAt, 3 * left).slice();
    const isCorner = new Uint8Array(count);
    for (const point of triangles) isCorner[point] = 1;
    const corners: number[] = [];
    for (let point = 0; point < count; point++) if (isCorner[point] !== 0) corners.push(point);
    return {
      triangles,
      neighbours: kernels.integers(neighboursAt, 3 * left).slice(),
      normals: kernels.numbers(normalsAt, 3 * left).slice(),
      corners: Int32Array.from(corners),
    };
  });
}
