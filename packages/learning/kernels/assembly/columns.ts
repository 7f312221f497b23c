// Loops over columns of numbers that lie one after the other, each `stride` bytes from the last and ended by zeros up to
// a whole number of eights, so that four sums, or eight of single precision, can run side by side.

// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize, stride: usize): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  for (let at: usize = 0; at < stride; at += 32) {
    even = f64x2.add(even, f64x2.mul(v128.load(a + at), v128.load(b + at)));
    odd = f64x2.add(odd, f64x2.mul(v128.load(a + at, 16), v128.load(b + at, 16)));
  }
  const sum = f64x2.add(even, odd);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// @ts-ignore: decorator
@inline
function addScaled(target: usize, source: usize, factor: f64, stride: usize): void {
  const factors = f64x2.splat(factor);
  for (let at: usize = 0; at < stride; at += 32) {
    v128.store(target + at, f64x2.add(v128.load(target + at), f64x2.mul(factors, v128.load(source + at))));
    v128.store(target + at, f64x2.add(v128.load(target + at, 16), f64x2.mul(factors, v128.load(source + at, 16))), 16);
  }
}

/** Products of listed columns with a vector, one for each in the order of the list. */
export function columnProducts(
  data: usize, stride: usize, list: usize, count: u32, vector: usize, out: usize,
): void {
  for (let c: u32 = 0; c < count; c++) {
    const column = data + <usize>load<u32>(list + (<usize>c << 2)) * stride;
    store<f64>(out + (<usize>c << 3), dot(column, vector, stride));
  }
}

/** As `columnProducts`, of columns and a vector of single precision, summed in single precision. */
export function columnProductsSingle(
  data: usize, stride: usize, list: usize, count: u32, vector: usize, out: usize,
): void {
  for (let c: u32 = 0; c < count; c++) {
    const column = data + <usize>load<u32>(list + (<usize>c << 2)) * stride;
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    for (let at: usize = 0; at < stride; at += 32) {
      even = f32x4.add(even, f32x4.mul(v128.load(column + at), v128.load(vector + at)));
      odd = f32x4.add(odd, f32x4.mul(v128.load(column + at, 16), v128.load(vector + at, 16)));
    }
    const sum = f32x4.add(even, odd);
    const low = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
    const high = f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
    store<f64>(out + (<usize>c << 3), low + high);
  }
}

/** For each listed column the sum of `weight` times its square, stored at the column's own place. */
export function columnSquares(
  data: usize, stride: usize, list: usize, count: u32, weight: usize, out: usize,
): void {
  for (let c: u32 = 0; c < count; c++) {
    const j = <usize>load<u32>(list + (<usize>c << 2));
    const column = data + j * stride;
    let even = f64x2.splat(0);
    let odd = f64x2.splat(0);
    for (let at: usize = 0; at < stride; at += 32) {
      const first = v128.load(column + at);
      const second = v128.load(column + at, 16);
      even = f64x2.add(even, f64x2.mul(f64x2.mul(first, first), v128.load(weight + at)));
      odd = f64x2.add(odd, f64x2.mul(f64x2.mul(second, second), v128.load(weight + at, 16)));
    }
    const sum = f64x2.add(even, odd);
    store<f64>(out + (j << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
}

/** Adds to a vector each listed column times its value less its earlier value. */
export function addMovedColumns(
  data: usize, stride: usize, list: usize, count: u32, values: usize, before: usize, target: usize,
): void {
  for (let c: u32 = 0; c < count; c++) {
    const j = <usize>load<u32>(list + (<usize>c << 2));
    const move = load<f64>(values + (j << 3)) - load<f64>(before + (j << 3));
    if (move != 0) addScaled(target, data + j * stride, move, stride);
  }
}

/**
 * One pass of coordinate descent over listed columns under an elastic-net penalty; `residual` is the weighted working
 * residual and kept up to date. Returns the largest squared move times its curvature.
 */
export function descentPass(
  data: usize, stride: usize, list: usize, count: u32, curvature: usize, residual: usize,
  beta: usize, size: usize, factors: usize, lasso: f64, ridge: f64,
): f64 {
  let largest: f64 = 0;
  for (let c: u32 = 0; c < count; c++) {
    const j = <usize>load<u32>(list + (<usize>c << 2));
    const curve = load<f64>(size + (j << 3));
    if (!(curve > 0)) continue;
    const column = data + j * stride;
    const old = load<f64>(beta + (j << 3));
    const target = dot(column, residual, stride) + curve * old;
    const factor = load<f64>(factors + (j << 3));
    const beyond = abs(target) - lasso * factor;
    const next = beyond > 0 ? copysign(beyond, target) / (curve + ridge * factor) : 0;
    const move = next - old;
    if (move == 0) continue;
    store<f64>(beta + (j << 3), next);
    const moves = f64x2.splat(-move);
    for (let at: usize = 0; at < stride; at += 32) {
      const first = f64x2.mul(f64x2.mul(moves, v128.load(curvature + at)), v128.load(column + at));
      const second = f64x2.mul(f64x2.mul(moves, v128.load(curvature + at, 16)), v128.load(column + at, 16));
      v128.store(residual + at, f64x2.add(v128.load(residual + at), first));
      v128.store(residual + at, f64x2.add(v128.load(residual + at, 16), second), 16);
    }
    const change = move * move * curve;
    if (change > largest) largest = change;
  }
  return largest;
}
