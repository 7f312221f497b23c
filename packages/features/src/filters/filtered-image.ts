import type { Box, Vector3 } from '@rachis/volume';
import type { ImageSource } from './image-source.ts';

/** How far filters look beyond a box along each axis, voxels; `image`: at the whole image. */
export type Margin = Vector3 | 'image';

/** One filter of the settings, ready to run: it makes one image or several. */
export interface FilterPlan {
  /** Ids of its images, in the order of their columns. */
  readonly images: readonly string[];
  /** The same ids in groups: those that are made together at less cost stand together. */
  readonly groups: readonly (readonly string[])[];
  margin(spacing: Vector3): Margin;
  /** Voxels that an image must have along each axis for the filter to mean anything; default: its margin. */
  least?(spacing: Vector3): Vector3;
  /** Hands over the wanted images over a box, one by one, in any order; each is valid during the call only. */
  run(
    source: ImageSource,
    box: Box,
    wanted: ReadonlySet<string>,
    take: (image: string, response: Float64Array) => void,
  ): void;
}

/** One image of a plan. */
export interface FilterVariant {
  readonly id: string;
  respond(source: ImageSource, box: Box): Float64Array;
}

/** A plan whose images have nothing in common. */
export function planOf(
  variants: readonly FilterVariant[],
  margin: (spacing: Vector3) => Margin,
  least?: (spacing: Vector3) => Vector3,
): FilterPlan {
  return {
    ...(least === undefined ? {} : { least }),
    images: variants.map(({ id }) => id),
    groups: variants.map(({ id }) => [id]),
    margin,
    run(source, box, wanted, take) {
      for (const { id, respond } of variants) if (wanted.has(id)) take(id, respond(source, box));
    },
  };
}

/** The larger of margins along each axis. */
export function widest(margins: readonly Margin[]): Margin {
  let result: Vector3 = [0, 0, 0];
  for (const margin of margins) {
    if (margin === 'image') return 'image';
    result = result.map((m, axis) => Math.max(m, margin[axis]!)) as unknown as Vector3;
  }
  return result;
}

/** An id from its parts; empty ones are left out. */
export function imageId(...parts: readonly (string | number | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('_');
}
