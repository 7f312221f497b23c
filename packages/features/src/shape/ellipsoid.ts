import { withKernels } from '../kernels/webassembly.ts';
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

/** How far, relative to its size, a point may lie outside the ellipsoid. */
const tolerance = 4e-6;
const mostRounds = 500;
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

/** Numbers and weights of the few of the points whose smallest ellipsoid is that of all. */
function enclosingWeights(p: Float64Array): { readonly set: number[]; readonly weights: number[] } {
  const n = p.length / 3;
  const set = [...extremePoints(p)];
  const weights = set.map(() => 1 / set.length);
  let accuracy = 0.01;
  return withKernels((kernels) => {
    const pointsAt = kernels.reserve(8 * p.length, false);
    const setAt = kernels.reserve(4 * n, false);
    const weightsAt = kernels.reserve(8 * n, false);
    const distancesAt = kernels.reserve(8 * n, false);
    const inverseAt = kernels.reserve(8 * 48, false);
    const scratchAt = kernels.reserve(8 * (n + 52), false);
    kernels.numbers(pointsAt, p.length).set(p);
    const theirSet = kernels.integers(setAt, n);
    const theirWeights = kernels.numbers(weightsAt, n);
    const distances = kernels.numbers(distancesAt, n);
    const hand = () => {
      theirSet.set(set);
      theirWeights.set(weights);
    };
    for (let round = 0; round < mostRounds; round++) {
      hand();
      kernels.run.improveWeights(pointsAt, setAt, weightsAt, set.length, accuracy, scratchAt);
      // Points of no weight leave.
      let kept = 0;
      for (let k = 0; k < set.length; k++) {
        if (theirWeights[k] === 0) continue;
        set[kept] = set[k]!;
        weights[kept++] = theirWeights[k]!;
      }
      set.length = kept;
      weights.length = kept;
      hand();
      kernels.run.inverseMoment(pointsAt, setAt, weightsAt, kept, inverseAt, inverseAt + 128);
      const furthest = kernels.run.ellipsoidDistances(pointsAt, n, inverseAt, distancesAt);
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
    return { set, weights };
  });
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
  const { set, weights } = enclosingWeights(p);
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
