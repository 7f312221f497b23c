// Weights of points for the smallest ellipsoid around them: Khachiyan's steps towards the furthest point, and away from points
// that do not matter (Todd and Yildirim 2007). Points are lifted: x, y, z and 1.

import { getNumber, putNumber } from './lists';

/** Dimension of the lifted points. */
const lifted: f64 = 4;
const mostSteps = 4000;
/** Steps after which rounding is cleared away by computing the inverse afresh. */
const stepsBetweenInversions = 64;

/** Squared distance of a point in the metric of an inverse moment: `lifted` on the ellipsoid, more outside. */
function distance(point: usize, m: usize): f64 {
  const x = load<f64>(point);
  const y = load<f64>(point, 8);
  const z = load<f64>(point, 16);
  return (
    x * (getNumber(m, 0) * x + 2 * (getNumber(m, 1) * y + getNumber(m, 2) * z + getNumber(m, 3))) +
    y * (getNumber(m, 5) * y + 2 * (getNumber(m, 6) * z + getNumber(m, 7))) +
    z * (getNumber(m, 10) * z + 2 * getNumber(m, 11)) +
    getNumber(m, 15)
  );
}

/**
 * Inverse of the weighted second moments of the lifted points `set` (i32 numbers of `count`), by Gauss-Jordan elimination,
 * into `inverse` (16 f64). `room`: 32 f64.
 */
export function inverseMoment(
  points: usize, set: usize, weights: usize, count: usize, inverse: usize, room: usize,
): void {
  memory.fill(room, 0, 256);
  for (let k: usize = 0; k < count; k++) {
    const w = getNumber(weights, k);
    const point = points + <usize>load<i32>(set + (k << 2)) * 24;
    for (let r: usize = 0; r < 4; r++) {
      const q = w * (r < 3 ? getNumber(point, r) : 1);
      for (let c = r; c < 4; c++) putNumber(room, 8 * r + c, getNumber(room, 8 * r + c) + q * (c < 3 ? getNumber(point, c) : 1));
    }
  }
  for (let r: usize = 0; r < 4; r++) {
    for (let c: usize = 0; c < r; c++) putNumber(room, 8 * r + c, getNumber(room, 8 * c + r));
    putNumber(room, 9 * r + 4, 1);
  }
  for (let i: usize = 0; i < 4; i++) {
    let pivot = i;
    for (let r = i + 1; r < 4; r++) if (abs(getNumber(room, 8 * r + i)) > abs(getNumber(room, 8 * pivot + i))) pivot = r;
    for (let j: usize = 0; j < 8; j++) {
      const other = getNumber(room, 8 * pivot + j);
      putNumber(room, 8 * pivot + j, getNumber(room, 8 * i + j));
      putNumber(room, 8 * i + j, other);
    }
    const scale = 1 / getNumber(room, 9 * i);
    for (let j: usize = 0; j < 8; j++) putNumber(room, 8 * i + j, getNumber(room, 8 * i + j) * scale);
    for (let r: usize = 0; r < 4; r++) {
      if (r == i) continue;
      const factor = getNumber(room, 8 * r + i);
      for (let j: usize = 0; j < 8; j++) putNumber(room, 8 * r + j, getNumber(room, 8 * r + j) - factor * getNumber(room, 8 * i + j));
    }
  }
  for (let r: usize = 0; r < 4; r++) memory.copy(inverse + 32 * r, room + 64 * r + 32, 32);
}

/** Distances of all points (f64 each) in the metric of an inverse moment; the largest of them. */
export function ellipsoidDistances(points: usize, count: usize, inverse: usize, distances: usize): f64 {
  let furthest: f64 = 0;
  for (let i: usize = 0; i < count; i++) {
    const d = distance(points + 24 * i, inverse);
    putNumber(distances, i, d);
    furthest = max(furthest, d);
  }
  return furthest;
}

/**
 * Improves the weights of the points `set` in place until all lie within `accuracy` of the ellipsoid.
 * scratch: an f64 for each point of the set, and 52 more
 */
export function improveWeights(
  points: usize, set: usize, weights: usize, count: usize, accuracy: f64, scratch: usize,
): void {
  const inverse = scratch;
  const v = inverse + 128;
  const room = v + 32;
  const distances = room + 256;
  for (let step = 0; step < mostSteps; step++) {
    if (step % stepsBetweenInversions == 0) {
      inverseMoment(points, set, weights, count, inverse, room);
      for (let k: usize = 0; k < count; k++) {
        putNumber(distances, k, distance(points + <usize>load<i32>(set + (k << 2)) * 24, inverse));
      }
    }
    let far: usize = 0;
    let furthest: f64 = -1;
    let near: usize = 0;
    let nearest = Infinity;
    for (let k: usize = 0; k < count; k++) {
      const d = getNumber(distances, k);
      if (d > furthest) {
        far = k;
        furthest = d;
      }
      if (getNumber(weights, k) > 0 && d < nearest) {
        near = k;
        nearest = d;
      }
    }
    const excess = furthest / lifted - 1;
    const lack = 1 - nearest / lifted;
    if (excess <= accuracy && lack <= accuracy) break;
    const away = lack > excess;
    const chosen = away ? near : far;
    const d = away ? nearest : furthest;
    const weight = getNumber(weights, chosen);
    let beta = (d - lifted) / (lifted * (d - 1));
    // A step away takes at most the whole weight of its point.
    const floor = -weight / (1 - weight);
    const drops = away && (!(beta > floor) || d <= 1);
    if (drops) beta = floor;
    const rest = 1 - beta;
    for (let k: usize = 0; k < count; k++) putNumber(weights, k, getNumber(weights, k) * rest);
    putNumber(weights, chosen, drops ? 0 : getNumber(weights, chosen) + beta);
    // The moment changes by one point's product, so its inverse and the distances follow (Sherman and Morrison).
    const point = points + <usize>load<i32>(set + (chosen << 2)) * 24;
    for (let r: usize = 0; r < 4; r++) {
      putNumber(
        v,
        r,
        getNumber(inverse, 4 * r) * getNumber(point, 0) +
          getNumber(inverse, 4 * r + 1) * getNumber(point, 1) +
          getNumber(inverse, 4 * r + 2) * getNumber(point, 2) +
          getNumber(inverse, 4 * r + 3),
      );
    }
    const factor = beta / rest / (1 + (beta / rest) * d);
    for (let r: usize = 0; r < 4; r++) {
      for (let c: usize = 0; c < 4; c++) {
        putNumber(inverse, 4 * r + c, (getNumber(inverse, 4 * r + c) - factor * getNumber(v, r) * getNumber(v, c)) / rest);
      }
    }
    for (let k: usize = 0; k < count; k++) {
      const other = points + <usize>load<i32>(set + (k << 2)) * 24;
      const dot = getNumber(v, 0) * getNumber(other, 0) + getNumber(v, 1) * getNumber(other, 1) + getNumber(v, 2) * getNumber(other, 2) + getNumber(v, 3);
      putNumber(distances, k, (getNumber(distances, k) - factor * dot * dot) / rest);
    }
  }
}
