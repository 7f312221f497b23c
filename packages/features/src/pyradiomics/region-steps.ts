import { type Box, cropData, cropGrid, type Grid, RachisError, type Vector3 } from '@rachis/volume';
import { indexAt, type Interpolator, positionOf, resampleImage, resampleMask } from './interpolate.ts';
import { type RadiomicsImage, type RadiomicsMask, unlimited } from './image.ts';
import type { ClassSettings } from './parameters.ts';

/** A sum whose rounding errors are carried along (Kahan). */
function compensatedSum(values: Float64Array, of: (value: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const term = of(values[i]!) - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return sum;
}

/** Mean and standard deviation (n - 1) of the whole image become 0 and `normalizeScale`. */
export function normalise(
  image: RadiomicsImage,
  { removeOutliers, normalizeScale }: ClassSettings,
): RadiomicsImage {
  const { data } = image;
  // As ITK computes it, down to the rounding: on whole numbers, bins between them must fall the same way.
  const [sum, squares] = [
    compensatedSum(data, (value) => value),
    compensatedSum(data, (value) => value * value),
  ];
  const mean = sum / data.length;
  const scale = 1 / Math.sqrt((squares - (sum * sum) / data.length) / (data.length - 1));
  const scaled = data.map((value) => {
    let z = (value - mean) * scale;
    if (removeOutliers !== null) z = Math.min(removeOutliers, Math.max(-removeOutliers, z));
    return z * normalizeScale;
  });
  return { ...image, data: scaled, kind: 'float64', limits: unlimited };
}

/** The smallest box that holds a mask; an error where it is empty. */
export function boxOf(mask: RadiomicsMask): Box {
  const [nx, ny, nz] = mask.size;
  const low = [nx, ny, nz];
  const high = [-1, -1, -1];
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        if (mask.data[i] === 0) continue;
        [x, y, z].forEach((p, axis) => {
          low[axis] = Math.min(low[axis]!, p);
          high[axis] = Math.max(high[axis]!, p);
        });
      }
    }
  }
  if (high[0]! < 0) throw new RachisError('REGION_EMPTY', 'The region has no voxels.');
  return {
    start: low as unknown as Vector3,
    size: high.map((h, axis) => h - low[axis]! + 1) as unknown as Vector3,
  };
}

const countOf = ({ data }: RadiomicsMask) => data.reduce((sum, inside) => sum + inside, 0);

/** Bounding box of a region, after PyRadiomics' checks of its dimensions and size. */
export function checkRegion(mask: RadiomicsMask, settings: ClassSettings): Box {
  const box = boxOf(mask);
  const dimensions = box.size.filter((n) => n > 1).length;
  if (dimensions === 0) {
    throw new RachisError(
      'REGION_EMPTY',
      'The region is a single voxel; PyRadiomics extracts nothing from it.',
      {
        remedy: 'Leave this region out.',
      },
    );
  }
  if (dimensions < settings.minimumROIDimensions) {
    throw new RachisError(
      'REGION_EMPTY',
      `The region has ${dimensions} dimension(s); minimumROIDimensions asks for ${settings.minimumROIDimensions}.`,
      { remedy: 'Lower minimumROIDimensions, or leave this region out.' },
    );
  }
  const voxels = countOf(mask);
  if (settings.minimumROISize !== null && voxels <= settings.minimumROISize) {
    throw new RachisError(
      'REGION_EMPTY',
      `The region has ${voxels} voxels; minimumROISize asks for more than ${settings.minimumROISize}.`,
      { remedy: 'Lower minimumROISize, or leave this region out.' },
    );
  }
  return box;
}

/** Image and mask cut to a box grown by `pad` voxels where the image has them. */
export function crop(
  image: RadiomicsImage,
  mask: RadiomicsMask,
  box: Box,
  pad = 0,
): { image: RadiomicsImage; mask: RadiomicsMask } {
  const start = box.start.map((s) => Math.max(0, s - pad)) as unknown as Vector3;
  const size = box.size.map(
    (n, axis) => Math.min(image.size[axis]!, box.start[axis]! + n + pad) - start[axis]!,
  );
  const cut: Box = { start, size: size as unknown as Vector3 };
  const voxels = size[0]! * size[1]! * size[2]!;
  const grid = cropGrid(image, cut);
  return {
    image: {
      ...grid,
      kind: image.kind,
      limits: image.limits,
      data: cropData(image.data, image.size, cut, new Float64Array(voxels)),
    },
    mask: { ...cropGrid(mask, cut), data: cropData(mask.data, mask.size, cut, new Uint8Array(voxels)) },
  };
}

/** Whether the region's box, grown to voxel edges, lies inside the image. */
function checkInside(image: Grid, mask: RadiomicsMask, box: Box): void {
  const corners = [box.start.map((s) => s - 0.5), box.start.map((s, axis) => s + box.size[axis]! - 0.5)].map(
    (index) => indexAt(image, positionOf(mask, index as unknown as Vector3)),
  );
  const outside = corners.some((corner) =>
    corner.some((i, axis) => i < -0.5 - 1e-3 || i > image.size[axis]! - 0.5 + 1e-3),
  );
  if (!outside) return;
  throw new RachisError('REGION_OUTSIDE_IMAGE', 'The region reaches beyond the image.', {
    remedy: 'Check that image and mask belong together.',
  });
}

/** The mask on the image's grid, nearest neighbour (`correctMask`). */
export function correctMask(image: RadiomicsImage, mask: RadiomicsMask): RadiomicsMask {
  checkInside(image, mask, boxOf(mask));
  return resampleMask(mask, image);
}

const close = (a: number, b: number) => Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b);

/**
 * Image and mask resampled to a spacing around the region (`imageoperations.resampleImage`): a spacing of 0 keeps the
 * mask's, as does an axis along which the region is one voxel; the grid covers the region's box and `padDistance` new
 * voxels around it, aligned with the corner of the mask's grid.
 */
export function resample(
  image: RadiomicsImage,
  mask: RadiomicsMask,
  wanted: readonly number[],
  interpolator: Interpolator,
  settings: ClassSettings,
): { image: RadiomicsImage; mask: RadiomicsMask } {
  const box = boxOf(mask);
  checkInside(image, mask, box);
  const spacing = wanted.map((s, axis) =>
    s === 0 || box.size[axis] === 1 ? mask.spacing[axis]! : s,
  ) as unknown as Vector3;
  if (spacing.every((s, axis) => close(image.spacing[axis]!, s))) {
    const onImage = resampleMask(mask, image);
    return crop(image, onImage, boxOf(onImage), settings.padDistance);
  }
  const first: number[] = [];
  const size: number[] = [];
  const originIndex: number[] = [];
  for (let axis = 0; axis < 3; axis++) {
    const ratio = mask.spacing[axis]! / spacing[axis]!;
    const start = box.start[axis]!;
    const low = Math.max(0, Math.floor((start - 0.5) * ratio - settings.padDistance));
    const most = Math.ceil(mask.size[axis]! * ratio) - 1;
    const high = Math.min(most, Math.ceil((start + box.size[axis]! - 0.5) * ratio + settings.padDistance));
    first.push(low);
    size.push(high - low + 1);
    originIndex.push((0.5 * (spacing[axis]! - mask.spacing[axis]!)) / mask.spacing[axis]! + low / ratio);
  }
  const target: Grid = {
    size: size as unknown as Vector3,
    spacing,
    origin: positionOf(mask, originIndex as unknown as Vector3),
    direction: mask.direction,
  };
  return { image: resampleImage(image, target, interpolator), mask: resampleMask(mask, target) };
}

/** The part of a region whose intensities lie between thresholds. */
export function resegment(
  image: RadiomicsImage,
  mask: RadiomicsMask,
  range: readonly number[],
  mode: ClassSettings['resegmentMode'],
): RadiomicsMask {
  const sorted = [...range].sort((a, b) => a - b);
  const values: number[] = [];
  for (let i = 0; i < mask.data.length; i++) if (mask.data[i]) values.push(image.data[i]!);
  let thresholds = sorted;
  if (mode === 'relative') {
    const highest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    thresholds = sorted.map((t) => highest * t);
  } else if (mode === 'sigma') {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
    thresholds = sorted.map((t) => mean + deviation * t);
  }
  const [low, high = Number.POSITIVE_INFINITY] = thresholds as [number, number?];
  const data = mask.data.map((inside, i) =>
    inside && image.data[i]! >= low && image.data[i]! <= high ? 1 : 0,
  );
  const kept = { ...mask, data };
  const voxels = countOf(kept);
  if (voxels > 1) return kept;
  throw new RachisError(
    'REGION_EMPTY',
    `Re-segmentation (resegmentRange ${JSON.stringify(range)}, ${mode}) leaves ${voxels} voxel(s) of the region.`,
    { remedy: 'Widen resegmentRange, or leave this region out.' },
  );
}
