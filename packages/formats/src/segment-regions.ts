import {
  type Grid,
  gridOf,
  indexToPatient,
  inOrderOf,
  type Mask,
  patientToIndex,
  voxelCount,
  voxelOrder,
} from '@rachis/volume';
import { orderNote } from './in-image-order.ts';
import type { Segment, Segmentation } from './dicom/segmentation.ts';
import type { ReadRegionsOptions, Region, RegionRead } from './result.ts';

/**
 * Regions of a DICOM SEG, one a segment (they may overlap). They come on the SEG's own grid, or, where an
 * image is given whose slices coincide with the SEG's, or whose voxels it has in another order, on the image's grid.
 */
export function segmentRegions(
  source: string,
  segmentation: Segmentation,
  options: ReadRegionsOptions = {},
): RegionRead {
  const warnings = [...segmentation.warnings];
  const { image } = options;
  const placement =
    image && sameFrame(segmentation, image.frameOfReference)
      ? placeOn(segmentation.grid, image.volume)
      : null;
  const moved =
    image !== undefined &&
    placement === null &&
    sameFrame(segmentation, image.frameOfReference) &&
    voxelOrder(segmentation.grid, image.volume) !== null;
  if (moved) warnings.push(orderNote(source, segmentation.grid, image.volume));
  const grid = placement ? gridOf(image!.volume) : segmentation.grid;
  const sliceOf = placement ?? ((slice: number) => slice);
  if (image && segmentation.patient && image.patient && segmentation.patient !== image.patient) {
    warnings.push(`${source} is of patient ${segmentation.patient}, the image of patient ${image.patient}.`);
  }
  const used = new Set(segmentation.frames.map(({ segment }) => segment));
  const regions = segmentation.segments.map((segment): Region => {
    const empty = segmentation.type !== 'LABELMAP' && !used.has(segment.number);
    const own = empty ? [`Segment "${segment.label}" has no frame: it is empty.`] : [];
    warnings.push(...own);
    return {
      name: segment.label,
      label: segment.number,
      grid: moved ? gridOf(image.volume) : grid,
      mask: () => {
        const threshold = options.fractionalThreshold ?? 0.5;
        const mask = segmentMask(segmentation, segment, grid, sliceOf, threshold);
        return (moved ? inOrderOf(mask, image.volume) : null) ?? mask;
      },
      frameOfReference: segmentation.frameOfReference,
      referencedSeries: segmentation.referencedSeries,
      warnings: own,
    };
  });
  return { regions, kind: 'seg', source, warnings };
}

const sameFrame = (segmentation: Segmentation, frameOfReference: string | null): boolean =>
  !segmentation.frameOfReference || !frameOfReference || segmentation.frameOfReference === frameOfReference;

/**
 * From slices of one grid to slices of another whose planes they are: the same rows and columns, and every
 * slice in the place of one of the other's (0.01 voxel in the plane, 0.1 along the normal). Null otherwise.
 */
export function placeOn(own: Grid, image: Grid): ((slice: number) => number) | null {
  if (own.size[0] !== image.size[0] || own.size[1] !== image.size[1]) return null;
  for (const slice of [0, own.size[2] - 1]) {
    for (const [x, y] of [
      [0, 0],
      [own.size[0] - 1, 0],
      [0, own.size[1] - 1],
    ] as const) {
      const found = patientToIndex(image, indexToPatient(own, [x, y, slice]));
      const off = Math.abs(found[2] - Math.round(found[2]));
      if (Math.abs(found[0] - x) > 0.01 || Math.abs(found[1] - y) > 0.01 || off > 0.1) return null;
    }
  }
  const slices = Array.from(
    { length: own.size[2] },
    (_, slice) => patientToIndex(image, indexToPatient(own, [0, 0, slice]))[2],
  );
  const fits = slices.every(
    (at) => Math.abs(at - Math.round(at)) <= 0.1 && Math.round(at) >= 0 && Math.round(at) < image.size[2],
  );
  return fits ? (slice) => Math.round(slices[slice]!) : null;
}

function segmentMask(
  segmentation: Segmentation,
  segment: Segment,
  grid: Grid,
  sliceOf: (slice: number) => number,
  threshold: number,
): Mask {
  const data = new Uint8Array(voxelCount(grid));
  const perSlice = grid.size[0] * grid.size[1];
  const least = segmentation.type === 'FRACTIONAL' ? threshold * segmentation.maximumFractionalValue : 1;
  for (const frame of segmentation.frames) {
    if (frame.segment !== null && frame.segment !== segment.number) continue;
    const values = frame.values();
    const start = sliceOf(frame.slice) * perSlice;
    if (segmentation.type === 'LABELMAP') {
      for (let i = 0; i < perSlice; i++) if (values[i] === segment.number) data[start + i] = 1;
    } else {
      for (let i = 0; i < perSlice; i++) if (values[i]! >= least && values[i]! > 0) data[start + i] = 1;
    }
  }
  return { ...gridOf(grid), data };
}
