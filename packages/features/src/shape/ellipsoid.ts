import { symmetricEigenvalues } from './symmetric-eigen.ts';

/** Semi-axes of an ellipsoid, longest first, mm. */
export type SemiAxes = readonly [number, number, number];

export function ellipsoidVolume([a, b, c]: SemiAxes): number {
  return (4 / 3) * Math.PI * a * b * c;
}

/**
 * Surface area of an ellipsoid from a series of Legendre polynomials up to degree 20 (IBSI 1 manual, section
 * 3.1, area density of the approximate enclosing ellipsoid). The powers of the eccentricities are folded into the
 * polynomials' recurrence, so that equal axes need no special case.
 *
 * The manual takes both eccentricities against the longest axis (1 - b^2/a^2 and 1 - c^2/a^2), and the reference
 * values rest on that; for elongated ellipsoids the result is below the true area, which has 1 - c^2/b^2.
 */
export function ellipsoidArea([a, b, c]: SemiAxes): number {
  const alpha2 = 1 - (b * b) / (a * a);
  const beta2 = 1 - (c * c) / (a * a);
  const product = Math.sqrt(alpha2 * beta2);
  const mean = (alpha2 + beta2) / 2;
  let previous = 1;
  let current = mean;
  let sum = 1 + current / (1 - 4);
  for (let n = 1; n < 20; n++) {
    const next = ((2 * n + 1) * mean * current - n * product * product * previous) / (n + 1);
    previous = current;
    current = next;
    sum += current / (1 - 4 * (n + 1) ** 2);
  }
  return 4 * Math.PI * a * b * sum;
}

/** Inverse of a symmetric positive definite 4 by 4 matrix (row-major) by Gauss-Jordan elimination. */
function invert4(matrix: Float64Array): Float64Array {
  const n = 4;
  const a = Array.from({ length: n }, (_, i) => [
    ...matrix.subarray(i * n, i * n + n),
    ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)),
  ]);
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(a[r]![i]!) > Math.abs(a[pivot]![i]!)) pivot = r;
    [a[i], a[pivot]] = [a[pivot]!, a[i]!];
    const scale = 1 / a[i]![i]!;
    for (let j = 0; j < 2 * n; j++) a[i]![j]! *= scale;
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const factor = a[r]![i]!;
      for (let j = 0; j < 2 * n; j++) a[r]![j]! -= factor * a[i]![j]!;
    }
  }
  return Float64Array.from(a.flatMap((row) => row.slice(n)));
}

/** How far, relative to its size, a point may lie outside the ellipsoid. */
const tolerance = 4e-6;
const mostRounds = 500;
const mostSteps = 4000;
/** Points that join the working set in one round. */
const joinAtOnce = 24;
/** Dimension of the lifted problem: x, y, z and 1. */
const lifted = 4;

/** The points furthest along each axis and diagonal, both ways. */
function extremePoints(p: Float64Array): Set<number> {
  const directions = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, 1, 1],
    [1, 1, -1],
    [1, -1, 1],
    [-1, 1, 1],
  ] as const;
  const chosen = new Set<number>();
  for (const [dx, dy, dz] of directions) {
    let [low, high, lowest, highest] = [0, 0, Infinity, -Infinity];
    for (let i = 0; 3 * i < p.length; i++) {
      const value = dx * p[3 * i]! + dy * p[3 * i + 1]! + dz * p[3 * i + 2]!;
      if (value < lowest) [low, lowest] = [i, value];
      if (value > highest) [high, highest] = [i, value];
    }
    chosen.add(low).add(high);
  }
  return chosen;
}

/** Weighted second moments of the lifted points `set` of `p`. */
function momentOf(p: Float64Array, set: readonly number[], weights: readonly number[]): Float64Array {
  const m = new Float64Array(16);
  set.forEach((i, k) => {
    const w = weights[k]!;
    const q = [p[3 * i]!, p[3 * i + 1]!, p[3 * i + 2]!, 1] as const;
    for (let r = 0; r < 4; r++) for (let c = r; c < 4; c++) m[4 * r + c]! += w * q[r]! * q[c]!;
  });
  for (let r = 1; r < 4; r++) for (let c = 0; c < r; c++) m[4 * r + c] = m[4 * c + r]!;
  return m;
}

/** Squared distance of point i in the metric of an inverse moment: `lifted` on the ellipsoid, more outside. */
function distanceOf(p: Float64Array, i: number, m: Float64Array): number {
  const x = p[3 * i]!;
  const y = p[3 * i + 1]!;
  const z = p[3 * i + 2]!;
  return (
    x * (m[0]! * x + 2 * (m[1]! * y + m[2]! * z + m[3]!)) +
    y * (m[5]! * y + 2 * (m[6]! * z + m[7]!)) +
    z * (m[10]! * z + 2 * m[11]!) +
    m[15]!
  );
}

/** Steps after which rounding is cleared away by computing the inverse afresh. */
const stepsBetweenInversions = 64;

/**
 * Weights of a few points for the smallest ellipsoid around them, improved in place: Khachiyan's steps towards the
 * furthest point, and away from points that do not matter (Todd and Yildirim 2007). Points of no weight leave.
 */
function solveWorkingSet(p: Float64Array, set: number[], weights: number[], accuracy: number): void {
  const n = set.length;
  const w = Float64Array.from(weights);
  const distances = new Float64Array(n);
  let inverse: Float64Array = new Float64Array(16);
  const v = new Float64Array(4);
  for (let step = 0; step < mostSteps; step++) {
    if (step % stepsBetweenInversions === 0) {
      inverse = invert4(momentOf(p, set, Array.from(w)));
      for (let k = 0; k < n; k++) distances[k] = distanceOf(p, set[k]!, inverse);
    }
    let [far, furthest, near, nearest] = [0, -1, -1, Infinity];
    for (let k = 0; k < n; k++) {
      const distance = distances[k]!;
      if (distance > furthest) [far, furthest] = [k, distance];
      if (w[k]! > 0 && distance < nearest) [near, nearest] = [k, distance];
    }
    const excess = furthest / lifted - 1;
    const lack = 1 - nearest / lifted;
    if (excess <= accuracy && lack <= accuracy) break;
    const away = lack > excess;
    const chosen = away ? near : far;
    const distance = away ? nearest : furthest;
    let beta = (distance - lifted) / (lifted * (distance - 1));
    // A step away takes at most the whole weight of its point.
    const floor = -w[chosen]! / (1 - w[chosen]!);
    const drops = away && (!(beta > floor) || distance <= 1);
    if (drops) beta = floor;
    const rest = 1 - beta;
    for (let k = 0; k < n; k++) w[k]! *= rest;
    w[chosen] = drops ? 0 : w[chosen]! + beta;
    // The moment changes by one point's product, so its inverse and the distances follow (Sherman and Morrison).
    const at = 3 * set[chosen]!;
    for (let r = 0; r < 4; r++) {
      v[r] =
        inverse[4 * r]! * p[at]! +
        inverse[4 * r + 1]! * p[at + 1]! +
        inverse[4 * r + 2]! * p[at + 2]! +
        inverse[4 * r + 3]!;
    }
    const factor = beta / rest / (1 + (beta / rest) * distance);
    for (let r = 0; r < 4; r++) {
      for (let c = 0; c < 4; c++) inverse[4 * r + c] = (inverse[4 * r + c]! - factor * v[r]! * v[c]!) / rest;
    }
    for (let k = 0; k < n; k++) {
      const i = 3 * set[k]!;
      const dot = v[0]! * p[i]! + v[1]! * p[i + 1]! + v[2]! * p[i + 2]! + v[3]!;
      distances[k] = (distances[k]! - factor * dot * dot) / rest;
    }
  }
  let kept = 0;
  for (let k = 0; k < n; k++) {
    if (w[k] === 0) continue;
    set[kept] = set[k]!;
    weights[kept++] = w[k]!;
  }
  set.length = kept;
  weights.length = kept;
}

/**
 * Semi-axes of the ellipsoid of smallest volume around points (x, y, z each, spanning space), to four parts in 10^6.
 *
 * The ellipsoid is that of a few of the points: it is found for a working set, the points furthest outside join
 * it, and so on until no point lies outside.
 */
export function minimumEnclosingEllipsoid(points: Float64Array): SemiAxes {
  const n = points.length / 3;
  // Centred, so that the numbers do not depend on where the region lies.
  const centre = [0, 0, 0];
  for (let i = 0; i < points.length; i++) centre[i % 3]! += points[i]! / n;
  const p = points.map((value, i) => value - centre[i % 3]!);
  const set = [...extremePoints(p)];
  const weights = set.map(() => 1 / set.length);
  let accuracy = 0.01;
  const distances = new Float64Array(n);
  for (let round = 0; round < mostRounds; round++) {
    solveWorkingSet(p, set, weights, accuracy);
    const inverse = invert4(momentOf(p, set, weights));
    let furthest = 0;
    for (let i = 0; i < n; i++) {
      distances[i] = distanceOf(p, i, inverse);
      if (distances[i]! > furthest) furthest = distances[i]!;
    }
    const excess = furthest / lifted - 1;
    if (excess <= tolerance && accuracy <= tolerance) break;
    // No point in weights more exact than the points still outside are near.
    accuracy = Math.max(tolerance / 2, Math.min(accuracy, excess / 4));
    const inside = new Set(set);
    const outside: number[] = [];
    const least = lifted * (1 + excess / 2);
    for (let i = 0; i < n; i++) if (distances[i]! > least && !inside.has(i)) outside.push(i);
    outside.sort((a, b) => distances[b]! - distances[a]!);
    for (const i of outside.slice(0, joinAtOnce)) {
      set.push(i);
      weights.push(0);
    }
  }
  const mean = [0, 0, 0];
  set.forEach((i, k) => {
    for (let r = 0; r < 3; r++) mean[r]! += weights[k]! * p[3 * i + r]!;
  });
  const covariance = new Array<number>(9).fill(0);
  set.forEach((i, k) => {
    for (let r = 0; r < 3; r++) {
      for (let c = 0; c < 3; c++) {
        covariance[3 * r + c]! += weights[k]! * (p[3 * i + r]! - mean[r]!) * (p[3 * i + c]! - mean[c]!);
      }
    }
  });
  const [a, b, c] = symmetricEigenvalues(covariance).map((value) => Math.sqrt(3 * Math.max(0, value)));
  return [a!, b!, c!];
}
