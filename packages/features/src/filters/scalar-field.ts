import type { Vector3 } from '@rachis/volume';

/** Values on a grid, x fastest; spacing in mm. */
export interface ScalarField {
  readonly size: Vector3;
  readonly spacing: Vector3;
  readonly data: Float64Array;
}

/** Largest absolute value of an image. */
export function largestMagnitude(data: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  return largest;
}
