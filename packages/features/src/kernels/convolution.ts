import type { Vector3 } from '@rachis/volume';
import type { Kernels } from './webassembly.ts';

/** A block of 64-bit floats in kernel memory, x fastest. */
export interface Block {
  readonly at: number;
  readonly size: Vector3;
}

/** A one-dimensional filter: an odd number of weights, the middle one at the voxel itself. */
export interface Kernel1D {
  readonly weights: Float64Array;
  /** Voxels from one weight to the next; above 1 for the levels of an undecimated wavelet. */
  readonly step: number;
}

/** How far a kernel looks to either side, voxels. */
export function reachOf({ weights, step }: Kernel1D): number {
  return ((weights.length - 1) / 2) * step;
}

const sizeAfter = (size: Vector3, axis: number, kernel: Kernel1D): Vector3 =>
  size.map((n, a) => (a === axis ? n - 2 * reachOf(kernel) : n)) as unknown as Vector3;

/** Room in kernel memory for what a block becomes along one axis. */
export function reserveConvolved(kernels: Kernels, size: Vector3, axis: number, kernel: Kernel1D): Block {
  const after = sizeAfter(size, axis, kernel);
  return { at: kernels.reserve(8 * after[0] * after[1] * after[2], false), size: after };
}

/**
 * Convolves a block with a kernel along one axis, where the kernel lies wholly inside: the result is shorter by twice
 * the kernel's reach. With `add`, the result is added to what `output` holds.
 */
export function convolveAxis(
  kernels: Kernels,
  input: Block,
  axis: number,
  kernel: Kernel1D,
  output = reserveConvolved(kernels, input.size, axis, kernel),
  add = false,
): Block {
  const taps = kernel.weights.length;
  const mark = kernels.mark();
  const weights = kernels.reserve(8 * taps, false);
  // A convolution looks back where its weights go forward.
  kernels.numbers(weights, taps).set(kernel.weights.slice().reverse());
  const [nx, ny] = input.size;
  const [mx, my, mz] = output.size;
  const row = 8 * nx;
  const outRow = 8 * mx;
  const step = 8 * kernel.step * (axis === 0 ? 1 : axis === 1 ? nx : nx * ny);
  // Slices go inside along z, so that rows are read again while they are near.
  const [outer, inOuter, outOuter, inner, inInner, outInner] =
    axis === 2 ? [my, row, outRow, mz, row * ny, outRow * my] : [mz, row * ny, outRow * my, my, row, outRow];
  kernels.run.convolveRows(
    input.at,
    output.at,
    outer,
    inOuter,
    outOuter,
    inner,
    inInner,
    outInner,
    mx,
    weights,
    taps,
    step,
    add ? 1 : 0,
  );
  kernels.release(mark);
  return output;
}
