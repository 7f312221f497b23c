import type { Vector3 } from '@rachis/volume';
import { type ConvexHull, convexHull, hullCandidates } from '../kernels/convex-hull.ts';
import { largestDistance } from '../kernels/largest-distance.ts';
import type { RegionRows } from '../region-rows.ts';

/** The convex hull of a region's surface in patient units. */
export interface HullMeasures {
  /** mm^3. */
  readonly volume: number;
  /** mm^2. */
  readonly area: number;
  /** Largest distance between two corners, mm. */
  readonly diameter: number;
  /** Edges of the axis-aligned box, mm. */
  readonly extent: Vector3;
  /** Corners, x, y, z in mm from the grid's corner. */
  readonly corners: Float64Array;
  /** Corner numbers of each triangle, counter-clockwise seen from outside, and the triangle across each edge. */
  readonly triangles: Int32Array;
  readonly neighbours: Int32Array;
  /** Outward normal of each triangle, twice its area long, mm^2. */
  readonly triangleNormals: Float64Array;
  /** The same of each facet: triangles in one plane, joined. */
  readonly normals: Float64Array;
  /** Lengths of `normals`. */
  readonly facetLengths: Float64Array;
  /** Facet of each triangle. */
  readonly facets: Int32Array;
}

/** Joins neighbouring triangles in one plane; whole-number normals tell exactly which are. */
function joinFacets(
  { normals: n, neighbours }: ConvexHull,
  scaled: Float64Array,
): Pick<HullMeasures, 'normals' | 'facetLengths' | 'facets'> {
  const facet = new Int32Array(n.length / 3).fill(-1);
  const sums: number[] = [];
  const stack: number[] = [];
  for (let start = 0; start < facet.length; start++) {
    if (facet[start] !== -1) continue;
    const at = sums.length;
    sums.push(0, 0, 0);
    facet[start] = at;
    stack.push(start);
    while (stack.length > 0) {
      const f = 3 * stack.pop()!;
      for (let k = 0; k < 3; k++) sums[at + k]! += scaled[f + k]!;
      for (let edge = 0; edge < 3; edge++) {
        const other = neighbours[f + edge]!;
        if (facet[other] !== -1) continue;
        const g = 3 * other;
        const parallel =
          n[f + 1]! * n[g + 2]! === n[f + 2]! * n[g + 1]! &&
          n[f + 2]! * n[g]! === n[f]! * n[g + 2]! &&
          n[f]! * n[g + 1]! === n[f + 1]! * n[g]!;
        if (!parallel) continue;
        facet[other] = at;
        stack.push(other);
      }
    }
  }
  return {
    normals: Float64Array.from(sums),
    facetLengths: Float64Array.from({ length: sums.length / 3 }, (_, f) =>
      Math.hypot(sums[3 * f]!, sums[3 * f + 1]!, sums[3 * f + 2]!),
    ),
    facets: facet.map((at) => at / 3),
  };
}

/** Measures the convex hull of the marching-cubes surface of a region that is not empty. */
export function measureHull(rows: RegionRows, size: Vector3, spacing: Vector3): HullMeasures {
  const points = hullCandidates(rows, size);
  const hull = convexHull(points);
  const areaScale = [0, 1, 2].map((k) => (spacing[(k + 1) % 3]! * spacing[(k + 2) % 3]!) / 4);
  const triangleNormals = hull.normals.map((value, i) => value * areaScale[i % 3]!);
  let twiceArea = 0;
  let sixfold = 0;
  for (let f = 0; f < triangleNormals.length; f += 3) {
    const length = Math.hypot(triangleNormals[f]!, triangleNormals[f + 1]!, triangleNormals[f + 2]!);
    twiceArea += length;
    // Six times the tetrahedron to the origin: whole numbers, exact.
    const a = 3 * hull.triangles[f]!;
    sixfold +=
      points[a]! * hull.normals[f]! +
      points[a + 1]! * hull.normals[f + 1]! +
      points[a + 2]! * hull.normals[f + 2]!;
  }
  const renumbered = new Int32Array(points.length / 3);
  const corners = new Float64Array(hull.corners.length * 3);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  hull.corners.forEach((p, i) => {
    renumbered[p] = i;
    for (let k = 0; k < 3; k++) {
      const value = (points[3 * p + k]! / 2) * spacing[k]!;
      corners[3 * i + k] = value;
      low[k] = Math.min(low[k]!, value);
      high[k] = Math.max(high[k]!, value);
    }
  });
  return {
    volume: (Math.abs(sixfold) / 6 / 8) * spacing[0] * spacing[1] * spacing[2],
    area: twiceArea / 2,
    diameter: largestDistance(corners),
    extent: [high[0]! - low[0]!, high[1]! - low[1]!, high[2]! - low[2]!],
    corners,
    triangles: hull.triangles.map((p) => renumbered[p]!),
    neighbours: hull.neighbours,
    triangleNormals,
    ...joinFacets(hull, triangleNormals),
  };
}
