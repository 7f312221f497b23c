import type { Vector3 } from '@rachis/volume';
import { solve } from './solve.ts';
import { add, median, norm, scale, subtract } from './vector.ts';

/** A sphere fitted to points. */
export interface Sphere {
  /** LPS, mm. */
  readonly centre: Vector3;
  readonly radius: number;
  /** Root mean square distance of the points that count from the sphere, mm. */
  readonly error: number;
  /** Points that count: those that are no outliers. */
  readonly points: number;
}

/**
 * Least squares sphere: distances from the sphere, Gauss-Newton from a start, points far off weighed down (Tukey's
 * biweight, its scale from the median residual but no less than `least`, mm). Null for fewer than eight points or points
 * that determine no sphere.
 */
export function fitSphere(
  points: readonly Vector3[],
  start: Vector3,
  startRadius: number,
  least: number,
): Sphere | null {
  if (points.length < 8) return null;
  let centre = start;
  let radius = startRadius;
  let weights: number[] = [];
  let residuals: number[] = [];
  for (let pass = 0; pass < 30; pass++) {
    const ways = points.map((p) => subtract(p, centre));
    residuals = ways.map((way) => norm(way) - radius);
    const reach = 4.685 * Math.max(least, 1.4826 * median(residuals.map(Math.abs)));
    weights = residuals.map((r) => (Math.abs(r) < reach ? (1 - (r / reach) ** 2) ** 2 : 0));
    const matrix = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
    const right = [0, 0, 0, 0];
    for (const [i, way] of ways.entries()) {
      const length = norm(way);
      if (weights[i] === 0 || length === 0) continue;
      // Moving the centre along the way shortens it; a larger radius takes from the residual.
      const row = [way[0] / length, way[1] / length, way[2] / length, 1];
      for (let a = 0; a < 4; a++) {
        right[a]! += weights[i]! * row[a]! * residuals[i]!;
        for (let b = 0; b < 4; b++) matrix[a]![b]! += weights[i]! * row[a]! * row[b]!;
      }
    }
    const step = solve(matrix, right);
    if (step === null) return null;
    centre = add(centre, [step[0]!, step[1]!, step[2]!]);
    radius += step[3]!;
    if (Math.hypot(...step) < 1e-6) break;
  }
  const kept = residuals.filter((_, i) => weights[i]! > 0);
  const error = Math.sqrt(kept.reduce((sum, r) => sum + r * r, 0) / Math.max(1, kept.length));
  return Number.isFinite(radius) ? { centre, radius, error, points: kept.length } : null;
}

/** Directions spread evenly over a sphere (Fibonacci's lattice), length 1. */
export function evenDirections(count: number): Vector3[] {
  const golden = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: count }, (_, i): Vector3 => {
    const z = 1 - (2 * (i + 0.5)) / count;
    const r = Math.sqrt(1 - z * z);
    return scale([Math.cos(golden * i) * r, Math.sin(golden * i) * r, z], 1);
  });
}
