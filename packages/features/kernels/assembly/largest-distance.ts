// Largest squared distance between two of the points: every pair, two at a time.

/** `points`: x of all points, then y, then z (f64); `count` is even. */
export function largestSquaredDistance(points: usize, count: u32): f64 {
  const axis = (<usize>count) << 3;
  let largest = f64x2.splat(0);
  for (let i: usize = 0; i < axis; i += 8) {
    const x = v128.load_splat<f64>(points + i);
    const y = v128.load_splat<f64>(points + axis + i);
    const z = v128.load_splat<f64>(points + 2 * axis + i);
    for (let j: usize = i & ~15; j < axis; j += 16) {
      const dx = f64x2.sub(v128.load(points + j), x);
      const dy = f64x2.sub(v128.load(points + axis + j), y);
      const dz = f64x2.sub(v128.load(points + 2 * axis + j), z);
      const square = f64x2.add(f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy)), f64x2.mul(dz, dz));
      largest = f64x2.pmax(largest, square);
    }
  }
  return max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
}
