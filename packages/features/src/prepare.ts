import {
  type AlignedGrid,
  alignByCentre,
  anyBits,
  type Box,
  boundingBox,
  checkDataLength,
  checkGrid,
  cropData,
  cropGrid,
  describeGrid,
  fromPartialVolumes,
  type Grid,
  growBox,
  gridsMatch,
  type Mask,
  RachisError,
  resample,
  roundHalfToEven,
  samplesWithin,
  type Vector3,
  type Volume,
  type VoxelArray,
} from '@rachis/volume';
import type { FilterPlan } from './filters/filtered-image.ts';
import { type ImageSource, keepLast, voxelsOf } from './filters/image-source.ts';
import { checkReach, marginOf, planFilters } from './filters/plans.ts';
import { extentOfValues } from './kernels/value-sums.ts';
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
  /** The image on the grid of the settings, beyond the region too. */
  readonly source: ImageSource;
  /** Where the region's box lies in `source`. */
  readonly box: Box;
  /** The filters of the settings, ready to run. */
  readonly plans: readonly FilterPlan[];
}

/** Radius of the 1 cm^3 sphere of the local intensity features, mm. */
export const peakRadius = Math.cbrt(3 / (4 * Math.PI)) * 10;

/** Spacing of the grid that features are computed on, mm. */
export function targetSpacing(image: Grid, settings: ExtractionSettings): Vector3 {
  const spacing = settings.resampling?.spacing;
  if (spacing === undefined) return image.spacing;
  if (typeof spacing === 'number') {
    return settings.slicewise ? [spacing, spacing, image.spacing[2]] : [spacing, spacing, spacing];
  }
  return spacing.length === 2 ? [spacing[0], spacing[1], image.spacing[2]] : spacing;
}

/** Voxels of a region's box after resampling: beyond, its intensities would not fit into memory. */
const mostVoxels = 2 ** 29;

/** A mask whose inside is 1: partial volumes are shares of it, and rows are counted by adding. */
function zeroOrOne(mask: Uint8Array): Uint8Array {
  return anyBits(mask, 0, mask.length, 0xfe) ? mask.map((value) => (value === 0 ? 0 : 1)) : mask;
}

/** The grid that the settings process an image on, and how its voxels come from the image's. */
function settingsGrid(
  image: Grid,
  settings: ExtractionSettings,
): { grid: Grid; aligned: AlignedGrid | null } {
  if (settings.resampling === null) return { grid: image, aligned: null };
  const aligned = alignByCentre(image, targetSpacing(image, settings));
  return { grid: aligned.grid, aligned };
}

/** The image on the grid of the settings, computed where it is asked for. */
function processedSource(
  image: Volume,
  { grid, aligned }: ReturnType<typeof settingsGrid>,
  settings: ExtractionSettings,
  allocate: Allocate,
): ImageSource {
  const { resampling } = settings;
  return {
    size: grid.size,
    spacing: grid.spacing,
    read(box) {
      if (resampling === null || aligned === null)
        return cropData(image.data, image.size, box, allocate.float64(voxelsOf(box.size), false));
      checkRoom(box, grid);
      const intensities = resample(image.data, aligned, box, resampling.image);
      if (resampling.roundIntensities) {
        for (let i = 0; i < intensities.length; i++) intensities[i] = roundHalfToEven(intensities[i]!);
      }
      return intensities;
    },
  };
}

function checkRoom({ size }: Box, { spacing }: Grid): void {
  if (voxelsOf(size) <= mostVoxels) return;
  throw new RachisError(
    'SETTINGS_INVALID',
    `Resampling to ${spacing.join(' x ')} mm would make ${size.join(' x ')} voxels of the region's box; at most ${mostVoxels} can be used.`,
    { remedy: 'Choose a coarser resampling.spacing.' },
  );
}

/** The mask on the grid of the settings, inside a box of it. */
function processedMask(
  mask: Mask,
  box: Box,
  { grid, aligned }: ReturnType<typeof settingsGrid>,
  settings: ExtractionSettings,
  allocate: Allocate,
): Uint8Array {
  const { resampling } = settings;
  if (resampling === null || aligned === null)
    return zeroOrOne(cropData(mask.data, mask.size, box, allocate.uint8(voxelsOf(box.size), false)));
  checkRoom(box, grid);
  // Beyond the outermost voxel centres intensities would be extrapolated: no region reaches there.
  const partial = resample(zeroOrOne(mask.data), aligned, box, resampling.mask, 'zero');
  return fromPartialVolumes(partial, resampling.maskThreshold);
}

/** The whole image and mask on the grid of the settings. */
export function processedImage(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
): { readonly grid: Grid; readonly intensities: Float64Array; readonly mask: Uint8Array } {
  const target = settingsGrid(image, settings);
  const everything: Box = { start: [0, 0, 0], size: target.grid.size };
  return {
    grid: target.grid,
    intensities: processedSource(image, target, settings, freshArrays).read(everything),
    mask: processedMask(mask, everything, target, settings, freshArrays),
  };
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
  const extent = extentOfValues(values);
  if (extent !== null) return extent;
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

/** A box as it lies inside another. */
function inside(outer: Box, inner: Box): Box {
  return { start: inner.start.map((s, a) => s - outer.start[a]!) as unknown as Vector3, size: inner.size };
}

const voxelsWithin = (mm: number, spacing: Vector3) =>
  spacing.map((s) => Math.ceil(mm / s)) as unknown as Vector3;

/** The box of the grid that holds a mask of a box. */
function boundingBoxWithin(mask: Uint8Array, box: Box, grid: Grid): Box | null {
  const found = boundingBox({ ...cropGrid(grid, box), data: mask });
  return (
    found && { start: found.start.map((s, a) => s + box.start[a]!) as unknown as Vector3, size: found.size }
  );
}

/** All that the filters will look at, so that it is resampled once. */
function filterBox(
  plans: readonly FilterPlan[],
  settings: ExtractionSettings,
  inner: Box,
  peaks: Box,
  grid: Grid,
): Box {
  const margin = marginOf(plans, grid.spacing);
  if (margin === 'image') return { start: [0, 0, 0], size: grid.size };
  return growBox(settings.filteredImages.families.includes('local-intensity') ? peaks : inner, margin, grid);
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
  const target = settingsGrid(image, settings);
  const { grid, aligned } = target;
  const drawnBox = aligned === null ? drawn : samplesWithin(aligned, drawn);
  const drawnMask = processedMask(mask, drawnBox, target, settings, allocate);
  const found = aligned === null ? drawnBox : boundingBoxWithin(drawnMask, drawnBox, grid);
  if (found === null) {
    throw new RachisError(
      'REGION_EMPTY',
      `The region has no voxels left after resampling to ${grid.spacing.join(' x ')} mm.`,
      { remedy: 'Use a finer spacing, or leave this region out.' },
    );
  }
  const inner: Box = found;
  const plans = planFilters(settings.filters, settings.slicewise);
  checkReach(plans, grid.size, grid.spacing);
  const source = keepLast(processedSource(image, target, settings, allocate));
  const peaks = growBox(inner, voxelsWithin(peakRadius, grid.spacing), grid);
  const around = settings.families.includes('local-intensity') && aligned !== null ? peaks : inner;
  if (plans.length > 0) source.read(filterBox(plans, settings, inner, peaks, grid));
  const wide = source.read(around);
  const intensities = cutOut(wide, around.size, inside(around, inner), (n) => allocate.float64(n, false));
  const morphological = cutOut(drawnMask, drawnBox.size, inside(drawnBox, inner), (n) =>
    allocate.uint8(n, false),
  );
  const rows = regionRows(morphological, inner.size);
  const interpolated = settings.resampling !== null;
  const drawnValues = valuesInside(intensities, morphological, inner.size[0], rows, allocate);
  const drawnExtent = extentOf(drawnValues, interpolated);
  const bounds = intensityBounds(drawnValues, settings);
  const stays = bounds[0] <= drawnExtent[0] && bounds[1] >= drawnExtent[1];
  const { mask: intensityMask, values } = stays
    ? { mask: morphological, values: drawnValues }
    : keepWithin(drawnValues, morphological, bounds, allocate);
  return {
    ...cropGrid(grid, inner),
    intensities,
    morphological,
    intensityMask,
    rows,
    morphologicalCount: drawnValues.length,
    values,
    extent: stays ? drawnExtent : extentOf(values, interpolated),
    surroundings:
      settings.resampling === null
        ? { box: inner, size: image.size, intensities: image.data }
        : { box: inside(around, inner), size: around.size, intensities: wide },
    range: settings.resegmentation.range ?? [null, null],
    source,
    box: inner,
    plans,
  };
}
