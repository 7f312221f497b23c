import type { Box } from '@rachis/volume';
import type { Boundary } from './boundary.ts';
import { type ImageSource, keepLast } from './image-source.ts';
import { meanKernels } from './mean.ts';
import type { Pooling } from './pooling.ts';
import { type AxisKernels, rightAngleRotations, turnKernels } from './rotations.ts';
import { kernelOf, pooledResponse, separableResponse } from './separable.ts';

/** Laws kernels before they are brought to unit length (IBSI 2 manual, table 3). */
const weights: Readonly<Record<string, readonly number[]>> = {
  L5: [1, 4, 6, 4, 1],
  L3: [1, 2, 1],
  E5: [-1, -2, 0, 2, 1],
  E3: [-1, 0, 1],
  S5: [-1, 0, 2, 0, -1],
  S3: [-1, 2, -1],
  W5: [-1, 2, 0, -2, 1],
  R5: [1, -4, 6, -4, 1],
};

/** Names of the kernels along one axis. */
export const lawsKernelNames = Object.keys(weights);

export interface Laws {
  /** A kernel for x, y and z (x and y when slicewise), for instance L5E5S5. */
  readonly kernels: string;
  /** How the responses of the right-angle rotations are pooled; null: the filter as it is. */
  readonly rotations: Pooling | null;
  /** Chebyshev distance of the energy map's neighbourhood, voxels; null: no energy map. */
  readonly energyDistance: number | null;
}

function axisKernels(names: string): AxisKernels {
  const kernels = (names.match(/../g) ?? []).map((name) => {
    const values = weights[name]!;
    const length = Math.hypot(...values);
    return kernelOf(values.map((value) => value / length));
  });
  return [kernels[0]!, kernels[1]!, kernels[2] ?? null];
}

/**
 * Laws filter (IBSI 2 manual, section 3.3, JTXT) over a box: the product of one kernel an axis, pooled over rotations,
 * and, for an energy map, the mean of its absolute value around each voxel.
 */
export function lawsFilter(
  source: ImageSource,
  box: Box,
  laws: Laws,
  boundary: Boundary,
  slicewise: boolean,
): Float64Array {
  const kernels = axisKernels(laws.kernels);
  const filters =
    laws.rotations === null
      ? [kernels]
      : rightAngleRotations(slicewise).map((turn) => turnKernels(kernels, turn));
  const response = (wanted: Box) =>
    pooledResponse(source, wanted, filters, boundary, laws.rotations ?? 'average');
  if (laws.energyDistance === null) return response(box);
  const magnitude = keepLast({
    ...source,
    read: (wanted) => {
      const values = response(wanted);
      for (let i = 0; i < values.length; i++) values[i] = Math.abs(values[i]!);
      return values;
    },
  });
  return separableResponse(magnitude, box, meanKernels(2 * laws.energyDistance + 1, slicewise), boundary);
}
