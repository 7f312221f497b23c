import { type Box, cropData, growBox, RachisError, type Vector3 } from '@rachis/volume';
import { voxelsOf } from './filters/image-source.ts';
import { extentOfValues } from './kernels/value-sums.ts';
import { type PreparedRegion, peakRadius } from './prepare.ts';
import type { Allocate } from './scratch.ts';
import type { ExtractionSettings } from './settings.ts';

/** Responses of the region's voxels in the order of their index, and their extent. */
function responsesInside(
  { intensityMask, morphological, rows, size, values: { length } }: PreparedRegion,
  intensities: Float64Array,
  image: string,
  allocate: Allocate,
): { readonly values: Float64Array; readonly extent: readonly [number, number] } {
  const values = allocate.float64(length, false);
  const whole = intensityMask === morphological;
  for (let row = 0, count = 0; row < rows.first.length; row++) {
    const from = row * size[0] + rows.first[row]!;
    const end = row * size[0] + rows.end[row]!;
    if (whole && rows.solid[row] === 1) for (let i = from; i < end; i++) values[count++] = intensities[i]!;
    else for (let i = from; i < end; i++) if (intensityMask[i] !== 0) values[count++] = intensities[i]!;
  }
  const extent = extentOfValues(values);
  if (extent !== null) return { values, extent };
  throw new RachisError(
    'INTENSITY_INVALID',
    `The filtered image ${image} has a voxel of ${values.find((value) => !Number.isFinite(value))} inside the region.`,
    {
      remedy:
        'Replace voxels that are not numbers in and around the region, or choose other filter settings.',
    },
  );
}

/** The box over which responses are needed: the region's, and around it where local peaks are asked. */
export function responseBox(region: PreparedRegion, settings: ExtractionSettings): Box {
  if (!settings.filteredImages.families.includes('local-intensity')) return region.box;
  const margin = region.spacing.map((s) => Math.ceil(peakRadius / s)) as unknown as Vector3;
  return growBox(region.box, margin, region.source);
}

/**
 * The region with a filter's response in place of its intensities: masks stay as they were made from the image
 * itself (IBSI 2 manual, section 1). `response` lies on `box`.
 */
export function filteredRegion(
  region: PreparedRegion,
  image: string,
  response: Float64Array,
  box: Box,
  allocate: Allocate,
): PreparedRegion {
  const within: Box = {
    start: region.box.start.map((s, a) => s - box.start[a]!) as unknown as Vector3,
    size: region.size,
  };
  const same = voxelsOf(box.size) === voxelsOf(region.size);
  const intensities = same
    ? response
    : cropData(response, box.size, within, allocate.float64(voxelsOf(region.size), false));
  return {
    ...region,
    intensities,
    ...responsesInside(region, intensities, image, allocate),
    surroundings: { box: within, size: box.size, intensities: response },
    range: [null, null],
  };
}
