import type { Vector3 } from '@rachis/volume';
import { type ConvexHull, convexHull } from './convex-hull.ts';
import { hullCandidates } from './surface-points.ts';

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
  /** Face normals scaled by twice the face's area, joined where faces are coplanar. */
  readonly normals: Float64Array;
}

/** Joins the triangles of each plane of the hull: scaled normals, one a plane. */
function facetNormals(points: Int32Array, hull: ConvexHull, spacing: Vector3): Float64Array {
  const planes = new Map<string, [number, number, number]>();
  const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));
  const { triangles } = hull;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const u = [0, 1, 2].map((k) => points[b + k]! - points[a + k]!) as [number, number, number];
    const v = [0, 1, 2].map((k) => points[c + k]! - points[a + k]!) as [number, number, number];
    const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
    const divisor = gcd(gcd(n[0], n[1]), n[2]);
    const key = `${n[0] / divisor},${n[1] / divisor},${n[2] / divisor}`;
    const scaled = [
      (n[0] * spacing[1] * spacing[2]) / 4,
      (n[1] * spacing[2] * spacing[0]) / 4,
      (n[2] * spacing[0] * spacing[1]) / 4,
    ] as const;
    const sum = planes.get(key);
    if (sum === undefined) planes.set(key, [...scaled]);
    else scaled.forEach((value, k) => { sum[k]! += value; });
  }
  return Float64Array.from([...planes.values()].flat());
}

/** Measures the convex hull of the marching-cubes surface of a mask (x fastest, not empty). */
export function measureHull(mask: Uint8Array, size: Vector3, spacing: Vector3): HullMeasures {
  const points = hullCandidates(mask, size);
  const hull = convexHull(points);
  const normals = facetNormals(points, hull, spacing);
  let twiceArea = 0;
  for (let f = 0; f < normals.length; f += 3) twiceArea += Math.hypot(normals[f]!, normals[f + 1]!, normals[f + 2]!);
  const { triangles } = hull;
  let sixfold = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    // Whole numbers: exact.
    sixfold +=
      points[a]! * (points[b + 1]! * points[c + 2]! - points[b + 2]! * points[c + 1]!) +
      points[a + 1]! * (points[b + 2]! * points[c]! - points[b]! * points[c + 2]!) +
      points[a + 2]! * (points[b]! * points[c + 1]! - points[b + 1]! * points[c]!);
  }
  const corners = new Float64Array(hull.corners.length * 3);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  hull.corners.forEach((p, i) => {
    for (let k = 0; k < 3; k++) {
      const value = (points[3 * p + k]! / 2) * spacing[k]!;
      corners[3 * i + k] = value;
      low[k] = Math.min(low[k]!, value);
      high[k] = Math.max(high[k]!, value);
    }
  });
  let furthest = 0;
  for (let i = 0; i < corners.length; i += 3) {
    for (let j = i + 3; j < corners.length; j += 3) {
      const dx = corners[i]! - corners[j]!;
      const dy = corners[i + 1]! - corners[j + 1]!;
      const dz = corners[i + 2]! - corners[j + 2]!;
      const square = dx * dx + dy * dy + dz * dz;
      if (square > furthest) furthest = square;
    }
  }
  return {
    volume: (Math.abs(sixfold) / 6 / 8) * spacing[0] * spacing[1] * spacing[2],
    area: twiceArea / 2,
    diameter: Math.sqrt(furthest),
    extent: [high[0]! - low[0]!, high[1]! - low[1]!, high[2]! - low[2]!],
    corners,
    normals,
  };
}
