import type { Box, Vector3 } from '@rachis/volume';
import { type Block, convolveAxis, type Kernel1D, reachOf } from '../kernels/convolution.ts';
import { type Kernels, withKernels } from '../kernels/webassembly.ts';
import type { Boundary } from './boundary.ts';
import { growFreely, type ImageSource, keepLast, readBeyond, voxelsOf } from './image-source.ts';
import { createPool, type Pooling } from './pooling.ts';
import type { AxisKernels } from './rotations.ts';

/** A one-dimensional filter around the voxel: an even number of weights has its middle before the voxel. */
export function kernelOf(weights: ArrayLike<number>, step = 1): Kernel1D {
  const odd = new Float64Array(weights.length + (weights.length % 2 === 0 ? 1 : 0));
  odd.set(weights);
  return { weights: odd, step };
}

/** The kernel with zeros around, so that it reaches as far as another of the same step. */
function widen(kernel: Kernel1D, reach: number): Kernel1D {
  const missing = (reach - reachOf(kernel)) / kernel.step;
  if (missing === 0) return kernel;
  const weights = new Float64Array(kernel.weights.length + 2 * missing);
  weights.set(kernel.weights, missing);
  return { ...kernel, weights };
}

/** Furthest reach of filters along each axis, voxels. */
export function reachOfAll(filters: readonly AxisKernels[]): Vector3 {
  return [0, 1, 2].map((axis) =>
    Math.max(0, ...filters.map((kernels) => (kernels[axis] ? reachOf(kernels[axis]) : 0))),
  ) as unknown as Vector3;
}

/** The part of the image around a box, in kernel memory. */
export function readBlock(
  kernels: Kernels,
  source: ImageSource,
  box: Box,
  margin: Vector3,
  boundary: Boundary,
): Block {
  const grown = growFreely(box, margin);
  const voxels = voxelsOf(grown.size);
  const at = kernels.reserve(8 * voxels, false);
  readBeyond(source, grown, boundary, () => kernels.numbers(at, voxels));
  return { at, size: grown.size };
}

const keyOf = (kernel: Kernel1D | null): string =>
  kernel === null ? '' : `${kernel.step}:${kernel.weights.join()}`;

/** Filters grouped by what they do along an axis: filters that agree share the work. */
function groupByAxis<F extends { readonly kernels: AxisKernels }>(
  filters: readonly F[],
  axis: number,
): F[][] {
  const groups = new Map<string, F[]>();
  for (const filter of filters) {
    const key = keyOf(filter.kernels[axis] ?? null);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [filter]);
    else group.push(filter);
  }
  return [...groups.values()];
}

/**
 * The responses of separable filters over a box, handed over one by one; filters with the same kernels along z, or z
 * and y, share those passes. What is handed over is valid during the call only.
 */
export function separableResponses<F extends { readonly kernels: AxisKernels }>(
  source: ImageSource,
  box: Box,
  filters: readonly F[],
  boundary: Boundary,
  take: (filter: F, response: Float64Array) => void,
): void {
  const margin = reachOfAll(filters.map(({ kernels }) => kernels));
  withKernels((kernels) => {
    const along = (block: Block, members: readonly F[], axis: number): void => {
      for (const group of groupByAxis(members, axis)) {
        const mark = kernels.mark();
        const kernel = group[0]!.kernels[axis] ?? null;
        const reach = margin[axis]!;
        const next =
          kernel === null && reach === 0
            ? block
            : convolveAxis(kernels, block, axis, widen(kernel ?? kernelOf([1]), reach));
        if (axis > 0) along(next, group, axis - 1);
        else {
          // What `take` does may move the kernels' memory, so each filter gets a view of its own.
          for (const filter of group) take(filter, kernels.numbers(next.at, voxelsOf(next.size)));
        }
        kernels.release(mark);
      }
    };
    along(readBlock(kernels, source, box, margin, boundary), filters, 2);
  });
}

/** The response of one separable filter over a box. */
export function separableResponse(
  source: ImageSource,
  box: Box,
  kernels: AxisKernels,
  boundary: Boundary,
): Float64Array {
  let result = new Float64Array(0);
  separableResponses(source, box, [{ kernels }], boundary, (_, response) => {
    result = response.slice();
  });
  return result;
}

/** The pooled response of filters over a box. */
export function pooledResponse(
  source: ImageSource,
  box: Box,
  filters: readonly AxisKernels[],
  boundary: Boundary,
  pooling: Pooling,
): Float64Array {
  const pool = createPool(voxelsOf(box.size), pooling);
  const members = filters.map((kernels) => ({ kernels }));
  separableResponses(source, box, members, boundary, (_, response) => pool.add(response));
  return pool.result();
}

/** The response of a separable filter as an image that further filters can look at. */
export function separableSource(source: ImageSource, kernels: AxisKernels, boundary: Boundary): ImageSource {
  return keepLast({
    size: source.size,
    spacing: source.spacing,
    read: (box) => separableResponse(source, box, kernels, boundary),
  });
}
