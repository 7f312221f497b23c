import {
  alignByCentre,
  anyBits,
  type Box,
  boundingBox,
  checkDataLength,
  checkGrid,
  cropData,
  cropGrid,
  describeGrid,
  type Grid,
  growBox,
  gridsMatch,
  type Mask,
  RachisError,
  resample,
  samplesWithin,
  type Vector3,
  type Volume,
  type VoxelArray,
} from '@rachis/volume';
import { type RegionRows, regionRows } from './region-rows.ts';
import { type Allocate, freshArrays } from './scratch.ts';
import type { ExtractionSettings } from './settings.ts';

/** What the feature families see: one region with its intensities, on the grid of the settings. */
export interface PreparedRegion extends Grid {
  /** Voxel intensities on the smallest box that holds the region, x fastest. */
  readonly intensities: Float64Array;
  /** The region as drawn (after resampling): shape features. */
  readonly morphological: Uint8Array;
  /** The region after re-segmentation: everything that looks at intensities. The same array where nothing was left out. */
  readonly intensityMask: Uint8Array;
  /** Rows of `morphological` along x. */
  readonly rows: RegionRows;
  /** Number of voxels of `morphological`. */
  readonly morphologicalCount: number;
  /** Intensities of the voxels of `intensityMask`, in the order of their index. */
  readonly values: Float64Array;
  /** Smallest and largest of `values`. */
  readonly extent: readonly [number, number];
  /** The image around the box, as local intensity looks beyond the region: the whole image where it is not resampled. */
  readonly surroundings: { readonly box: Box; readonly size: Vector3; readonly intensities: VoxelArray };
  /** Re-segmentation bounds that the settings gave, for bins and intensity fractions that start there. */
  readonly range: readonly [number | null, number | null];
}

/** Radius of the 1 cm^3 sphere of the local intensity features, mm. */
export const peakRadius = Math.cbrt(3 / (4 * Math.PI)) * 10;

/** Rounds to the nearest whole number, halves to the even one (IEEE 754; as NumPy and so the IBSI reference). */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function targetSpacing(image: Grid, settings: ExtractionSettings): Vector3 {
  const spacing = settings.resampling?.spacing;
  if (spacing === undefined) return image.spacing;
  if (typeof spacing === 'number') {
    return settings.slicewise ? [spacing, spacing, image.spacing[2]] : [spacing, spacing, spacing];
  }
  return spacing.length === 2 ? [spacing[0], spacing[1], image.spacing[2]] : spacing;
}

/** Partial volumes are compared to the threshold after rounding to six decimals, so that 0.5 is 0.5. */
const partialVolumeTolerance = 5e-7;

/** Voxels of a region's box after resampling: beyond, its intensities would not fit into memory. */
const mostVoxels = 2 ** 29;

/** A mask whose inside is 1: partial volumes are shares of it, and rows are counted by adding. */
function zeroOrOne(mask: Uint8Array): Uint8Array {
  return anyBits(mask, 0, mask.length, 0xfe) ? mask.map((value) => (value === 0 ? 0 : 1)) : mask;
}

interface Resampled {
  readonly grid: Grid;
  readonly box: Box;
  readonly intensities: Float64Array;
  readonly mask: Uint8Array;
}

/** Image and mask on the grid of the settings, cut to the region and, where it is resampled, a margin in mm around it. */
function toSettingsGrid(
  image: Volume,
  mask: Mask,
  region: Box,
  settings: ExtractionSettings,
  margin: number,
  allocate: Allocate,
): Resampled {
  const spacing = targetSpacing(image, settings);
  const inVoxels = (mm: number) => spacing.map((s) => Math.ceil(mm / s)) as unknown as Vector3;
  const { resampling } = settings;
  if (resampling === null) {
    const box = region;
    const count = box.size[0] * box.size[1] * box.size[2];
    return {
      grid: image,
      box,
      intensities: cropData(image.data, image.size, box, allocate.float64(count, false)),
      mask: zeroOrOne(cropData(mask.data, mask.size, box, allocate.uint8(count, false))),
    };
  }
  const aligned = alignByCentre(image, spacing);
  const box = growBox(samplesWithin(aligned, region), inVoxels(margin), aligned.grid);
  const voxels = box.size[0] * box.size[1] * box.size[2];
  if (voxels > mostVoxels) {
    throw new RachisError(
      'SETTINGS_INVALID',
      `Resampling to ${spacing.join(' x ')} mm would make ${box.size.join(' x ')} voxels of the region's box; at most ${mostVoxels} can be used.`,
      { remedy: 'Choose a coarser resampling.spacing.' },
    );
  }
  // Beyond the outermost voxel centres intensities would be extrapolated: no region reaches there.
  const partial = resample(zeroOrOne(mask.data), aligned, box, resampling.mask, 'zero');
  const inside = new Uint8Array(partial.length);
  const threshold = resampling.maskThreshold - partialVolumeTolerance;
  for (let i = 0; i < partial.length; i++) inside[i] = partial[i]! >= threshold ? 1 : 0;
  const intensities = resample(image.data, aligned, box, resampling.image);
  if (resampling.roundIntensities) {
    for (let i = 0; i < intensities.length; i++) intensities[i] = roundHalfToEven(intensities[i]!);
  }
  return { grid: aligned.grid, box, intensities, mask: inside };
}

/** The whole image and mask on the grid of the settings. */
export function processedImage(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
): Omit<Resampled, 'box'> {
  const everything: Box = { start: [0, 0, 0], size: image.size };
  const {
    grid,
    box,
    intensities,
    mask: inside,
  } = toSettingsGrid(image, mask, everything, settings, 0, freshArrays);
  return { grid: cropGrid(grid, box), intensities, mask: inside };
}

/** Bounds of re-segmentation: the range of the settings and, inside it, mean +- outliers * sd of the region. */
function intensityBounds(values: Float64Array, settings: ExtractionSettings): readonly [number, number] {
  const { range, outliers } = settings.resegmentation;
  const low = range?.[0] ?? Number.NEGATIVE_INFINITY;
  const high = range?.[1] ?? Number.POSITIVE_INFINITY;
  if (outliers === null) return [low, high];
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  const reach = outliers * Math.sqrt(squares / values.length);
  return [Math.max(low, mean - reach), Math.min(high, mean + reach)];
}

/** Intensities of the voxels of a mask of 0 and 1, in the order of their index. */
function valuesInside(
  intensities: Float64Array,
  mask: Uint8Array,
  nx: number,
  rows: RegionRows,
  allocate: Allocate,
): Float64Array {
  const values = allocate.float64(rows.count, false);
  let count = 0;
  for (let row = 0; row < rows.first.length; row++) {
    const from = row * nx + rows.first[row]!;
    const to = row * nx + rows.end[row]!;
    // Plain copying: a view for every row would be as dear as the row.
    if (rows.solid[row]) for (let i = from; i < to; i++) values[count++] = intensities[i]!;
    else for (let i = from; i < to; i++) if (mask[i] !== 0) values[count++] = intensities[i]!;
  }
  return values;
}

/** Smallest and largest of a region's intensities; one that is not finite is an error. */
function extentOf(values: Float64Array, interpolated: boolean): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  // x - x is 0 for every finite number and NaN for all others.
  let strange = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    strange += value - value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (strange === 0) return [low, high];
  throw new RachisError(
    'INTENSITY_INVALID',
    `The image has a voxel of ${values.find((value) => !Number.isFinite(value))} inside the region${interpolated ? ' (after interpolation)' : ''}.`,
    { remedy: 'Replace or mask out voxels that are not numbers before extraction.' },
  );
}

/** The part of a mask whose intensities lie within bounds, and its values in the order of their index. */
function keepWithin(
  values: Float64Array,
  mask: Uint8Array,
  [low, high]: readonly [number, number],
  allocate: Allocate,
): { mask: Uint8Array; values: Float64Array } {
  const kept = allocate.uint8(mask.length);
  const inside = allocate.float64(values.length, false);
  let count = 0;
  for (let i = 0, v = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    const value = values[v++]!;
    if (value < low || value > high) continue;
    kept[i] = 1;
    inside[count++] = value;
  }
  return { mask: kept, values: inside.subarray(0, count) };
}

/** Cuts a box out of an array, or gives the array itself where the box is all of it. */
function cutOut<T extends Float64Array | Uint8Array>(
  data: T,
  size: Vector3,
  box: Box,
  make: (length: number) => T,
): T {
  if (box.size.every((n, axis) => n === size[axis])) return data;
  return cropData(data, size, box, make(box.size[0] * box.size[1] * box.size[2]));
}

/**
 * Interpolation, re-segmentation and cropping of one region (IBSI 1 manual, chapter 2).
 *
 * Re-segmentation changes the intensity mask only. Outliers are judged on the region before the range is applied.
 * Errors: `GRID_MISMATCH` when image and mask are on different grids, `REGION_EMPTY` when no voxel is inside,
 * `INTENSITY_INVALID` when a voxel of the region is not a finite number.
 */
export function prepareRegion(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  allocate: Allocate = freshArrays,
): PreparedRegion {
  checkGrid(image);
  checkGrid(mask, 'The mask');
  checkDataLength(image, image.data);
  checkDataLength(mask, mask.data, 'The mask');
  if (!gridsMatch(image, mask)) {
    throw new RachisError(
      'GRID_MISMATCH',
      `The mask is on another grid than the image.\n  image: ${describeGrid(image)}\n  mask:  ${describeGrid(mask)}`,
      { remedy: 'Resample the mask onto the image first (`--align mask` on the command line).' },
    );
  }
  const drawn = boundingBox(mask);
  if (drawn === null) {
    throw new RachisError('REGION_EMPTY', 'The region has no voxels.', {
      remedy: 'Check the mask and its label.',
    });
  }
  const margin = settings.families.includes('local-intensity') ? peakRadius : 0;
  const {
    grid,
    box: around,
    intensities: wide,
    mask: wideMask,
  } = toSettingsGrid(image, mask, drawn, settings, margin, allocate);

  const wideSize = around.size;
  const inner =
    settings.resampling === null
      ? { start: drawn.start.map((s, a) => s - around.start[a]!) as unknown as Vector3, size: drawn.size }
      : boundingBox({ ...cropGrid(grid, around), data: wideMask });
  if (inner === null) {
    throw new RachisError(
      'REGION_EMPTY',
      `The region has no voxels left after resampling to ${grid.spacing.join(' x ')} mm.`,
      { remedy: 'Use a finer spacing, or leave this region out.' },
    );
  }
  const intensities = cutOut(wide, wideSize, inner, (length) => allocate.float64(length, false));
  const morphological = cutOut(wideMask, wideSize, inner, (length) => allocate.uint8(length, false));
  const rows = regionRows(morphological, inner.size);
  const interpolated = settings.resampling !== null;
  const drawnValues = valuesInside(intensities, morphological, inner.size[0], rows, allocate);
  const drawnExtent = extentOf(drawnValues, interpolated);
  const bounds = intensityBounds(drawnValues, settings);
  const stays = bounds[0] <= drawnExtent[0] && bounds[1] >= drawnExtent[1];
  const { mask: intensityMask, values } = stays
    ? { mask: morphological, values: drawnValues }
    : keepWithin(drawnValues, morphological, bounds, allocate);
  const absolute: Box = {
    start: around.start.map((s, a) => s + inner.start[a]!) as unknown as Vector3,
    size: inner.size,
  };
  return {
    ...cropGrid(grid, absolute),
    intensities,
    morphological,
    intensityMask,
    rows,
    morphologicalCount: drawnValues.length,
    values,
    extent: stays ? drawnExtent : extentOf(values, interpolated),
    surroundings:
      settings.resampling === null
        ? { box: drawn, size: image.size, intensities: image.data }
        : { box: inner, size: wideSize, intensities: wide },
    range: settings.resegmentation.range ?? [null, null],
  };
}
