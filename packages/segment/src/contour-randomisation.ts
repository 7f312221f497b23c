import {
  type Box,
  boundingBox,
  close,
  growBox,
  type Mask,
  pasteData,
  type Vector3,
  cropData,
} from '@rachis/volume';
import type { Random } from './random.ts';
import { type SupervoxelOptions, supervoxels } from './supervoxels.ts';

export interface ContourOptions extends SupervoxelOptions {
  /** How far beyond the region supervoxels are made, mm. Default 25. */
  readonly margin?: number;
  /** Close gaps within slices only. */
  readonly slicewise?: boolean;
  /** Voxels on the region's grid that it may not grow into. */
  readonly keepOut?: Uint8Array | null;
}

/** Supervoxels with at least this share inside the region are always taken. */
const surelyIn = 0.9;
/** Supervoxels with less than this share inside are never taken. */
const surelyOut = 0.2;

/** Intensities from 0 to 1 over the region's range and a tenth of it on either side; what lies beyond is cut. */
function scaled(intensities: Float64Array, inside: Uint8Array): Float64Array {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < inside.length; i++) {
    if (inside[i] === 0) continue;
    low = Math.min(low, intensities[i]!);
    high = Math.max(high, intensities[i]!);
  }
  const extension = 0.1 * (high - low);
  const range = high - low + 2 * extension;
  if (!(range > 0)) return new Float64Array(intensities.length);
  return intensities.map((value) => Math.min(1, Math.max(0, (value - low + extension) / range)));
}

/**
 * The region drawn anew along supervoxels of the image (Zwanenburg et al. 2019): each supervoxel is taken with
 * probability its share inside the region; from 0.9 always, below 0.2 never; the one with the largest share always.
 * Gaps are closed by one step between voxels that share a face. `read` gives the image's intensities in a box of the
 * region's grid. An empty region stays empty.
 */
export function randomiseContour(
  mask: Mask,
  read: (box: Box) => Float64Array,
  random: Random,
  options: ContourOptions = {},
): Mask {
  const drawn = boundingBox(mask);
  if (drawn === null) return mask;
  const margin = options.margin ?? 25;
  const box = growBox(drawn, mask.spacing.map((s) => Math.ceil(margin / s)) as unknown as Vector3, mask);
  const inside = cropData(mask.data, mask.size, box, new Uint8Array(box.size[0] * box.size[1] * box.size[2]));
  const { labels, count } = supervoxels(scaled(read(box), inside), box.size, mask.spacing, options);
  const sizes = new Int32Array(count);
  const overlap = new Float64Array(count);
  for (let i = 0; i < labels.length; i++) {
    sizes[labels[i]!]!++;
    if (inside[i] !== 0) overlap[labels[i]!]!++;
  }
  let largest = 0;
  for (let c = 0; c < count; c++) {
    overlap[c]! /= sizes[c]!;
    if (overlap[c]! > overlap[largest]!) largest = c;
  }
  const taken = overlap.map((share, c) => {
    // Drawn for every supervoxel, so that one choice does not move the next.
    const draw = random.uniform();
    if (c === largest || share >= surelyIn) return 1;
    return share >= surelyOut && draw < share ? 1 : 0;
  });
  const data = new Uint8Array(mask.data.length);
  pasteData(
    data,
    mask.size,
    box,
    Uint8Array.from(labels, (label) => taken[label]!),
  );
  const closed = close({ ...mask, data }, options.slicewise ? 4 : 6);
  const { keepOut } = options;
  if (!keepOut) return closed;
  return {
    ...closed,
    data: closed.data.map((v, i) => (v !== 0 && (mask.data[i] !== 0 || keepOut[i] === 0) ? 1 : 0)),
  };
}
