import { withKernels } from './webassembly.ts';

/** Index and distance of the point furthest from a place. */
function furthestFrom(
  points: Float64Array,
  x: number,
  y: number,
  z: number,
): { at: number; distance: number } {
  let at = 0;
  let largest = -1;
  for (let i = 0; i < points.length; i += 3) {
    const square = (points[i]! - x) ** 2 + (points[i + 1]! - y) ** 2 + (points[i + 2]! - z) ** 2;
    if (square > largest) {
      largest = square;
      at = i;
    }
  }
  return { at, distance: Math.sqrt(largest) };
}

/**
 * The points that can be an end of the largest distance: one whose distance from the middle, with the largest such
 * distance, does not reach a distance that is already known cannot.
 */
function possibleEnds(points: Float64Array): number[] {
  const n = points.length / 3;
  const middle = [0, 0, 0];
  for (let i = 0; i < points.length; i++) middle[i % 3]! += points[i]! / n;
  const [x, y, z] = middle as [number, number, number];
  const outermost = furthestFrom(points, x, y, z);
  let known = 0;
  for (let from = outermost.at, round = 0; round < 4; round++) {
    const { at, distance } = furthestFrom(points, points[from]!, points[from + 1]!, points[from + 2]!);
    known = Math.max(known, distance);
    from = at;
  }
  const least = (known - outermost.distance) * (1 - 1e-12);
  const kept: number[] = [];
  for (let i = 0; i < points.length; i += 3) {
    if (Math.hypot(points[i]! - x, points[i + 1]! - y, points[i + 2]! - z) >= least) kept.push(i);
  }
  return kept;
}

/** Largest distance between two of the points (x, y, z each). */
export function largestDistance(points: Float64Array): number {
  const ends = possibleEnds(points);
  // An even number of points, axis by axis; a point given twice is at no distance from itself.
  const even = ends.length + (ends.length % 2);
  return withKernels((kernels) => {
    const at = kernels.reserve(3 * even * 8);
    const room = kernels.numbers(at, 3 * even);
    for (let i = 0; i < even; i++) {
      const from = ends[Math.min(i, ends.length - 1)]!;
      for (let axis = 0; axis < 3; axis++) room[axis * even + i] = points[from + axis]!;
    }
    return Math.sqrt(kernels.run.largestSquaredDistance(at, even));
  });
}
