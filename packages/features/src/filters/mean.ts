import type { Box } from '@rachis/volume';
import type { Boundary } from './boundary.ts';
import type { ImageSource } from './image-source.ts';
import type { AxisKernels } from './rotations.ts';
import { kernelOf, separableResponse } from './separable.ts';

/** The mean over a cube (a square when slicewise) of an odd number of voxels along each side. */
export function meanKernels(support: number, slicewise: boolean): AxisKernels {
  const kernel = kernelOf(new Float64Array(support).fill(1 / support));
  return [kernel, kernel, slicewise ? null : kernel];
}

/** Mean filter (IBSI 2 manual, section 3.1, S60F) over a box. */
export function meanFilter(
  source: ImageSource,
  box: Box,
  support: number,
  boundary: Boundary,
  slicewise: boolean,
): Float64Array {
  return separableResponse(source, box, meanKernels(support, slicewise), boundary);
}
