import type { Grid, Vector3, Volume } from '@rachis/volume';

/** The kind of number that voxels are: ITK and NumPy round where it is not double precision. */
export type NumberKind = 'integer' | 'float32' | 'float64';

/** An image as PyRadiomics holds it: its numbers, and of what kind they are there. */
export interface RadiomicsImage extends Grid {
  readonly data: Float64Array;
  readonly kind: NumberKind;
  /** Smallest and largest number that a voxel can hold. */
  readonly limits: readonly [number, number];
}

/** Limits of numbers with a fraction. */
export const unlimited = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

function limitsOf(data: Volume['data']): readonly [number, number] {
  if (data instanceof Float32Array || data instanceof Float64Array) return unlimited;
  const bits = 8 * data.BYTES_PER_ELEMENT;
  const signed = data instanceof Int8Array || data instanceof Int16Array || data instanceof Int32Array;
  return signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}

/** A region of an image: 1 inside, 0 outside. */
export interface RadiomicsMask extends Grid {
  readonly data: Uint8Array;
}

/** A volume with the kind of its own array. */
export function toRadiomicsImage(volume: Volume): RadiomicsImage {
  const { size, spacing, origin, direction, data } = volume;
  const kind =
    data instanceof Float64Array ? 'float64' : data instanceof Float32Array ? 'float32' : 'integer';
  return { size, spacing, origin, direction, data: Float64Array.from(data), kind, limits: limitsOf(data) };
}

export const indexOf = ([nx, ny]: Vector3, x: number, y: number, z: number): number => x + nx * (y + ny * z);
