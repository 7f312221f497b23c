import { withKernels } from './webassembly.ts';

/** Largest distance between two of the points (x, y, z each). */
export function largestDistance(points: Float64Array): number {
  const n = points.length / 3;
  return withKernels((kernels) => {
    const at = kernels.reserve(3 * (n + 1) * 8);
    const room = kernels.numbers(at, 3 * (n + 1));
    // An even number of points, axis by axis; a point given twice is at no distance from itself.
    const even = n + (n % 2);
    for (let i = 0; i < even; i++) {
      const from = 3 * Math.min(i, n - 1);
      for (let axis = 0; axis < 3; axis++) room[axis * even + i] = points[from + axis]!;
    }
    return Math.sqrt(kernels.run.largestSquaredDistance(at, even));
  });
}
