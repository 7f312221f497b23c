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

const tolerance = 1e-7;
const mostSteps = 20000;

/**
 * Semi-axes of the ellipsoid of smallest volume around points (x, y, z each, spanning space).
 *
 * Khachiyan's algorithm with steps away from points that do not matter (Todd and Yildirim 2007): weights on the
 * points rise and fall until the furthest point lies within 10^-7 of the ellipsoid and every weighted point on it.
 */
export function minimumEnclosingEllipsoid(points: Float64Array): SemiAxes {
  const n = points.length / 3;
  // Centre and scale, so that the numbers do not depend on where the region lies.
  const centre = [0, 0, 0];
  for (let i = 0; i < points.length; i++) centre[i % 3]! += points[i]! / n;
  const p = points.map((value, i) => value - centre[i % 3]!);
  const weights = new Float64Array(n).fill(1 / n);
  const moment = new Float64Array(16);
  const q = new Float64Array(4);
  const load = (i: number) => {
    q[0] = p[3 * i]!;
    q[1] = p[3 * i + 1]!;
    q[2] = p[3 * i + 2]!;
    q[3] = 1;
  };
  const recompute = () => {
    moment.fill(0);
    for (let i = 0; i < n; i++) {
      if (weights[i] === 0) continue;
      load(i);
      for (let r = 0; r < 4; r++) for (let c = 0; c < 4; c++) moment[4 * r + c]! += weights[i]! * q[r]! * q[c]!;
    }
    return invert4(moment);
  };
  let inverse = recompute();
  const dimension = 4;
  for (let step = 1; step <= mostSteps; step++) {
    let far = 0;
    let furthest = -1;
    let near = -1;
    let nearest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      const [x, y, z] = [p[3 * i]!, p[3 * i + 1]!, p[3 * i + 2]!];
      const m = inverse;
      const distance =
        m[0]! * x * x + m[5]! * y * y + m[10]! * z * z + m[15]! +
        2 * (m[1]! * x * y + m[2]! * x * z + m[6]! * y * z + m[3]! * x + m[7]! * y + m[11]! * z);
      if (distance > furthest) {
        furthest = distance;
        far = i;
      }
      if (weights[i]! > 0 && distance < nearest) {
        nearest = distance;
        near = i;
      }
    }
    const excess = furthest / dimension - 1;
    const lack = 1 - nearest / dimension;
    if (excess <= tolerance && lack <= tolerance) break;
    const away = lack > excess;
    const chosen = away ? near : far;
    const distance = away ? nearest : furthest;
    let beta = (distance - dimension) / (dimension * (distance - 1));
    // A step away takes at most the whole weight of its point.
    const floor = -weights[chosen]! / (1 - weights[chosen]!);
    const drops = away && (!(beta > floor) || distance <= 1);
    if (drops) beta = floor;
    for (let i = 0; i < n; i++) weights[i]! *= 1 - beta;
    weights[chosen] = drops ? 0 : weights[chosen]! + beta;
    inverse = recompute();
  }
  let [mx, my, mz] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    mx += weights[i]! * p[3 * i]!;
    my += weights[i]! * p[3 * i + 1]!;
    mz += weights[i]! * p[3 * i + 2]!;
  }
  const covariance = new Array<number>(9).fill(0);
  const mean = [mx, my, mz];
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < 3; r++) {
      for (let c = 0; c < 3; c++) {
        covariance[3 * r + c]! += weights[i]! * (p[3 * i + r]! - mean[r]!) * (p[3 * i + c]! - mean[c]!);
      }
    }
  }
  const [a, b, c] = symmetricEigenvalues(covariance).map((value) => Math.sqrt(3 * Math.max(0, value)));
  return [a!, b!, c!];
}
