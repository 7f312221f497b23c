import { alongAcquiredSlices } from './acquired-slices.ts';
import { type Box, boundingBox, type Mask, type Volume } from '@rachis/volume';
import { prepareRegion, processedImage } from './prepare.ts';
import type { ExtractionSettings } from './settings.ts';

/** One fact about the image or region at a stage of processing. */
export interface Diagnostic {
  readonly column: string;
  readonly ibsiTag: string;
  readonly value: number;
}

interface Stage {
  readonly name: string;
  readonly ibsi: string;
}

const initial: Stage = { name: 'initial', ibsi: 'init' };
const interpolated: Stage = { name: 'interpolated', ibsi: 'interp' };
const resegmented: Stage = { name: 'resegmented', ibsi: 'reseg' };

interface Intensities {
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly count: number;
}

function describeIntensities(data: ArrayLike<number>, mask?: Uint8Array): Intensities {
  let count = 0;
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < data.length; i++) {
    if (mask !== undefined && mask[i] === 0) continue;
    const value = data[i]!;
    count++;
    sum += value;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const some = count > 0;
  return {
    mean: sum / count,
    minimum: some ? minimum : Number.NaN,
    maximum: some ? maximum : Number.NaN,
    count,
  };
}

const axes = ['x', 'y', 'z'] as const;

function imageRows(
  stage: Stage,
  image: { size: readonly number[]; spacing: readonly number[]; data: ArrayLike<number> },
): Diagnostic[] {
  const { mean, minimum, maximum } = describeIntensities(image.data);
  const row = (name: string, tag: string, value: number): Diagnostic => ({
    column: `diagnostics_image_${stage.name}_${name}`,
    ibsiTag: `${tag}_${stage.ibsi}_img`,
    value,
  });
  return [
    ...axes.map((axis, a) => row(`size_${axis}`, `img_dim_${axis}`, image.size[a]!)),
    ...axes.map((axis, a) => row(`spacing_${axis}`, `vox_dim_${axis}`, image.spacing[a]!)),
    row('mean', 'mean_int', mean),
    row('minimum', 'min_int', minimum),
    row('maximum', 'max_int', maximum),
  ];
}

interface RegionStage {
  /** Size of the whole image at this stage. */
  readonly imageSize: readonly number[];
  readonly intensity: Mask;
  readonly morphological: Mask;
  readonly data: ArrayLike<number>;
}

function regionRows(stage: Stage, { imageSize, intensity, morphological, data }: RegionStage): Diagnostic[] {
  const row = (name: string, tag: string, value: number): Diagnostic => ({
    column: `diagnostics_region_${stage.name}_${name}`,
    ibsiTag: `${tag}_${stage.ibsi}_roi`,
    value,
  });
  const inside = describeIntensities(data, intensity.data);
  const sizeOf = (box: Box | null, a: number) => box?.size[a] ?? 0;
  const [ofIntensity, ofMorphology] = [boundingBox(intensity), boundingBox(morphological)];
  return [
    ...axes.map((axis, a) => row(`image_size_${axis}`, `int_mask_dim_${axis}`, imageSize[a]!)),
    ...axes.map((axis, a) => row(`intensity_box_${axis}`, `int_mask_bb_dim_${axis}`, sizeOf(ofIntensity, a))),
    ...axes.map((axis, a) =>
      row(`morphological_box_${axis}`, `morph_mask_bb_dim_${axis}`, sizeOf(ofMorphology, a)),
    ),
    row('intensity_voxels', 'int_mask_vox_count', inside.count),
    row('morphological_voxels', 'morph_mask_vox_count', describeIntensities(data, morphological.data).count),
    row('mean', 'int_mask_mean_int', inside.mean),
    row('minimum', 'int_mask_min_int', inside.minimum),
    row('maximum', 'int_mask_max_int', inside.maximum),
  ];
}

/**
 * What image and region are at each stage (as read, after interpolation, after re-segmentation): sizes, spacing,
 * intensity range and voxel counts, as the IBSI 1 reference tables list them. Processes the whole image, so it
 * costs more time and memory than the features of a small region.
 */
export function processingDiagnostics(
  scan: Volume,
  drawnMask: Mask,
  settings: ExtractionSettings,
): Diagnostic[] {
  const { image, mask } = alongAcquiredSlices(scan, drawnMask, settings);
  const region = prepareRegion(image, mask, settings);
  const processed = processedImage(image, mask, settings);
  const drawn: Mask = { ...mask, data: mask.data.map((value) => (value === 0 ? 0 : 1)) };
  const whole: Mask = { ...processed.grid, data: processed.mask };
  return [
    ...imageRows(initial, image),
    ...imageRows(interpolated, { ...processed.grid, data: processed.intensities }),
    ...regionRows(initial, {
      imageSize: image.size,
      intensity: drawn,
      morphological: drawn,
      data: image.data,
    }),
    ...regionRows(interpolated, {
      imageSize: processed.grid.size,
      intensity: whole,
      morphological: whole,
      data: processed.intensities,
    }),
    ...regionRows(resegmented, {
      imageSize: processed.grid.size,
      intensity: { ...region, data: region.intensityMask },
      morphological: { ...region, data: region.morphological },
      data: region.intensities,
    }),
  ];
}
