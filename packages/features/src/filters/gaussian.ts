import type { Vector3 } from '@rachis/volume';
import type { AxisKernels } from './rotations.ts';
import { kernelOf } from './separable.ts';

/** A Gaussian of a standard deviation in mm along each axis, cut off at four of them, its weights adding to 1. */
export function gaussianKernels(sigma: number, spacing: Vector3, slicewise: boolean): AxisKernels {
  const kernels = spacing.map((s, axis) => {
    if (slicewise && axis === 2) return null;
    const reach = Math.floor((4 * sigma) / s + 0.5);
    const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
      Math.exp(-(((k - reach) * s) ** 2) / (2 * sigma * sigma)),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return kernelOf(weights.map((w) => w / sum));
  });
  return kernels as unknown as AxisKernels;
}
