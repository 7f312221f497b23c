import type { Box, Vector3 } from '@rachis/volume';
import { type Block, convolveAxis, type Kernel1D, reserveConvolved } from '../kernels/convolution.ts';
import { withKernels } from '../kernels/webassembly.ts';
import type { Boundary } from './boundary.ts';
import { growFreely, type ImageSource, voxelsOf } from './image-source.ts';
import { kernelOf, readBlock } from './separable.ts';

export interface LaplacianOfGaussian {
  /** Standard deviation, mm. */
  readonly sigma: number;
  /** Where the filter ends, in standard deviations. */
  readonly truncate: number;
}

/** How far the filter looks along each axis, voxels: floor(truncate * sigma + 0.5). */
export function laplacianOfGaussianReach(
  { sigma, truncate }: LaplacianOfGaussian,
  spacing: Vector3,
  slicewise: boolean,
): Vector3 {
  const reach = spacing.map((s, axis) =>
    slicewise && axis === 2 ? 0 : Math.floor((truncate * sigma) / s + 0.5),
  );
  return reach as unknown as Vector3;
}

/** A Gaussian along one axis, and what its second derivative makes of it. */
export interface AxisProfile {
  readonly gauss: Kernel1D;
  readonly curvature: Kernel1D;
}

/**
 * The factors of the filter along an axis. Positions are in mm; weights are in voxels as the standard has them for
 * equal spacing, and derivatives are scaled to `unit` (mm), the edge of a cube with the voxel's volume.
 */
function profileOf(sigma: number, spacing: number, reach: number, unit: number): AxisProfile {
  const gauss = new Float64Array(2 * reach + 1);
  const curvature = new Float64Array(2 * reach + 1);
  const variance = sigma * sigma;
  for (let k = -reach; k <= reach; k++) {
    const square = (k * spacing) ** 2;
    const value = (Math.exp(-square / (2 * variance)) * spacing) / Math.sqrt(2 * Math.PI * variance);
    gauss[k + reach] = value;
    curvature[k + reach] = value * (square / variance - 1) * (unit ** 2 / variance);
  }
  return { gauss: kernelOf(gauss), curvature: kernelOf(curvature) };
}

/** The filter's factors along x, y and z; for slices, those along z are not used. */
export function laplacianOfGaussianProfiles(
  filter: LaplacianOfGaussian,
  spacing: Vector3,
  slicewise: boolean,
): readonly [AxisProfile, AxisProfile, AxisProfile] {
  const reach = laplacianOfGaussianReach(filter, spacing, slicewise);
  const axes = slicewise ? [0, 1] : [0, 1, 2];
  const unit = axes.reduce((product, a) => product * spacing[a]!, 1) ** (1 / axes.length);
  const [x, y, z] = spacing.map((s, a) => profileOf(filter.sigma, s, reach[a]!, unit));
  return [x!, y!, z!];
}

/**
 * Laplacian of Gaussian (IBSI 2 manual, section 3.2, L6PA) over a box: the sampled function, cut off where the
 * settings say. It is a sum of products of one factor an axis, so it takes passes along the axes only; slices are
 * done one after another to bound the memory.
 */
export function laplacianOfGaussian(
  source: ImageSource,
  box: Box,
  filter: LaplacianOfGaussian,
  boundary: Boundary,
  slicewise: boolean,
): Float64Array {
  const margin = laplacianOfGaussianReach(filter, source.spacing, slicewise);
  const [x, y, z] = laplacianOfGaussianProfiles(filter, source.spacing, slicewise);
  const grown = growFreely(box, margin);
  return withKernels((kernels) => {
    const block = readBlock(kernels, source, box, margin, boundary);
    const [nx, ny] = grown.size;
    const flat: Vector3 = [box.size[0], box.size[1], grown.size[2]];
    const smooth: Block = { at: kernels.reserve(8 * voxelsOf(flat), false), size: flat };
    const curved: Block = { at: kernels.reserve(8 * voxelsOf(flat), false), size: flat };
    const slice: Vector3 = [nx, ny, 1];
    const alongX = reserveConvolved(kernels, slice, 0, x.gauss);
    const twiceX = reserveConvolved(kernels, slice, 0, x.curvature);
    for (let s = 0; s < grown.size[2]; s++) {
      const input: Block = { at: block.at + 8 * nx * ny * s, size: slice };
      const out = (whole: Block): Block => ({
        at: whole.at + 8 * flat[0] * flat[1] * s,
        size: [flat[0], flat[1], 1],
      });
      convolveAxis(kernels, input, 0, x.gauss, alongX);
      convolveAxis(kernels, input, 0, x.curvature, twiceX);
      if (!slicewise) convolveAxis(kernels, alongX, 1, y.gauss, out(smooth));
      convolveAxis(kernels, alongX, 1, y.curvature, out(curved));
      convolveAxis(kernels, twiceX, 1, y.gauss, out(curved), true);
    }
    if (slicewise) return kernels.numbers(curved.at, voxelsOf(box.size)).slice();
    const result = convolveAxis(kernels, curved, 2, z.gauss);
    convolveAxis(kernels, smooth, 2, z.curvature, result, true);
    return kernels.numbers(result.at, voxelsOf(box.size)).slice();
  });
}
