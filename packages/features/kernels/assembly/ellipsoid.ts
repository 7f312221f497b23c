// Weights of points for the smallest ellipsoid around them: Khachiyan's steps towards the furthest point, and away from points
// that do not matter (Todd and Yildirim 2007). Points are lifted: x, y, z and 1.

/** Dimension of the lifted points. */
const lifted: f64 = 4;
const mostSteps = 4000;
/** Steps after which rounding is cleared away by computing the inverse afresh. */
const stepsBetweenInversions = 64;

// @ts-ignore: decorator
@inline
function num(base: usize, i: usize): f64 {
  return load<f64>(base + (i << 3));
}

// @ts-ignore: decorator
@inline
function put(base: usize, i: usize, value: f64): void {
  store<f64>(base + (i << 3), value);
}

/** Squared distance of a point in the metric of an inverse moment: `lifted` on the ellipsoid, more outside. */
function distance(point: usize, m: usize): f64 {
  const x = load<f64>(point);
  const y = load<f64>(point, 8);
  const z = load<f64>(point, 16);
  return (
    x * (num(m, 0) * x + 2 * (num(m, 1) * y + num(m, 2) * z + num(m, 3))) +
    y * (num(m, 5) * y + 2 * (num(m, 6) * z + num(m, 7))) +
    z * (num(m, 10) * z + 2 * num(m, 11)) +
    num(m, 15)
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
    const w = num(weights, k);
    const point = points + <usize>load<i32>(set + (k << 2)) * 24;
    for (let r: usize = 0; r < 4; r++) {
      const q = w * (r < 3 ? num(point, r) : 1);
      for (let c = r; c < 4; c++) put(room, 8 * r + c, num(room, 8 * r + c) + q * (c < 3 ? num(point, c) : 1));
    }
  }
  for (let r: usize = 0; r < 4; r++) {
    for (let c: usize = 0; c < r; c++) put(room, 8 * r + c, num(room, 8 * c + r));
    put(room, 9 * r + 4, 1);
  }
  for (let i: usize = 0; i < 4; i++) {
    let pivot = i;
    for (let r = i + 1; r < 4; r++) if (abs(num(room, 8 * r + i)) > abs(num(room, 8 * pivot + i))) pivot = r;
    for (let j: usize = 0; j < 8; j++) {
      const other = num(room, 8 * pivot + j);
      put(room, 8 * pivot + j, num(room, 8 * i + j));
      put(room, 8 * i + j, other);
    }
    const scale = 1 / num(room, 9 * i);
    for (let j: usize = 0; j < 8; j++) put(room, 8 * i + j, num(room, 8 * i + j) * scale);
    for (let r: usize = 0; r < 4; r++) {
      if (r == i) continue;
      const factor = num(room, 8 * r + i);
      for (let j: usize = 0; j < 8; j++) put(room, 8 * r + j, num(room, 8 * r + j) - factor * num(room, 8 * i + j));
    }
  }
  for (let r: usize = 0; r < 4; r++) memory.copy(inverse + 32 * r, room + 64 * r + 32, 32);
}

/** Distances of all points (f64 each) in the metric of an inverse moment; the largest of them. */
export function ellipsoidDistances(points: usize, count: usize, inverse: usize, distances: usize): f64 {
  let furthest: f64 = 0;
  for (let i: usize = 0; i < count; i++) {
    const d = distance(points + 24 * i, inverse);
    put(distances, i, d);
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
        put(distances, k, distance(points + <usize>load<i32>(set + (k << 2)) * 24, inverse));
      }
    }
    let far: usize = 0;
    let furthest: f64 = -1;
    let near: usize = 0;
    let nearest = Infinity;
    for (let k: usize = 0; k < count; k++) {
      const d = num(distances, k);
      if (d > furthest) {
        far = k;
        furthest = d;
      }
      if (num(weights, k) > 0 && d < nearest) {
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
    const weight = num(weights, chosen);
    let beta = (d - lifted) / (lifted * (d - 1));
    // A step away takes at most the whole weight of its point.
    const floor = -weight / (1 - weight);
    const drops = away && (!(beta > floor) || d <= 1);
    if (drops) beta = floor;
    const rest = 1 - beta;
    for (let k: usize = 0; k < count; k++) put(weights, k, num(weights, k) * rest);
    put(weights, chosen, drops ? 0 : num(weights, chosen) + beta);
    // The moment changes by one point's product, so its inverse and the distances follow (Sherman and Morrison).
    const point = points + <usize>load<i32>(set + (chosen << 2)) * 24;
    for (let r: usize = 0; r < 4; r++) {
      put(
        v,
        r,
        num(inverse, 4 * r) * num(point, 0) +
          num(inverse, 4 * r + 1) * num(point, 1) +
          num(inverse, 4 * r + 2) * num(point, 2) +
          num(inverse, 4 * r + 3),
      );
    }
    const factor = beta / rest / (1 + (beta / rest) * d);
    for (let r: usize = 0; r < 4; r++) {
      for (let c: usize = 0; c < 4; c++) {
        put(inverse, 4 * r + c, (num(inverse, 4 * r + c) - factor * num(v, r) * num(v, c)) / rest);
      }
    }
    for (let k: usize = 0; k < count; k++) {
      const other = points + <usize>load<i32>(set + (k << 2)) * 24;
      const dot = num(v, 0) * num(other, 0) + num(v, 1) * num(other, 1) + num(v, 2) * num(other, 2) + num(v, 3);
      put(distances, k, (num(distances, k) - factor * dot * dot) / rest);
    }
  }
}
