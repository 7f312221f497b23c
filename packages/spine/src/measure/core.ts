import {
  erodeByRadius,
  gridsMatch,
  indexToPatient,
  patientToIndex,
  RachisError,
  type Volume,
} from '@rachis/volume';
import type { Level } from '../levels.ts';
import { type Measurement, measured, unmeasured } from '../measurement.ts';
import { bodyMask } from '../vertebra/body.ts';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import type { VertebraOrReason } from '../vertebra/landmarks.ts';
import { median } from '../vertebra/vector.ts';
import { vertebraCatalogue } from './catalogue.ts';

/** Cortex and partial volume, mm, that a trabecular core leaves out. */
export const coreMargin = 3;

/** Fewer voxels than this say nothing about a core. */
const leastVoxels = 20;

const { coreMean, coreMedian, coreDeviation } = vertebraCatalogue;

/** Intensities of the image at the voxels of a body's core. */
function coreIntensities(
  image: Volume,
  crop: LabelCrop,
  vertebra: VertebraOrReason & { found: object },
): number[] {
  const core = erodeByRadius(bodyMask(crop, vertebra.found.box), coreMargin);
  const [nx, ny] = core.size;
  const [ox, oy, oz] = patientToIndex(image, indexToPatient(core, [0, 0, 0])).map(Math.round) as [
    number,
    number,
    number,
  ];
  const values: number[] = [];
  for (let i = 0; i < core.data.length; i++) {
    if (core.data[i] === 0) continue;
    const [x, y, z] = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
    values.push(image.data[ox + x + image.size[0] * (oy + y + image.size[1] * (oz + z))]!);
  }
  return values;
}

/**
 * Mean, median and standard deviation of the image over the trabecular core of a vertebra: its body without the outer
 * 3 mm; in the image's unit. `GRID_MISMATCH` where image and labels are on different grids.
 */
export function measureCore(
  image: Volume,
  scan: Parameters<typeof gridsMatch>[0],
  level: Level,
  crop: LabelCrop,
  vertebra: VertebraOrReason,
): Measurement[] {
  if (!gridsMatch(image, scan))
    throw new RachisError('GRID_MISMATCH', 'The labels are on another grid than the image.', {
      remedy: 'Resample the labels onto the image first.',
    });
  const unit = image.unit === 'HU' ? 'HU' : '';
  const entries = [coreMean, coreMedian, coreDeviation].map((entry) => ({ ...entry, unit }));
  if (vertebra.found === null) return entries.map((entry) => unmeasured(entry, level, vertebra.reason));
  const values = coreIntensities(image, crop, vertebra);
  if (values.length < leastVoxels)
    return entries.map((entry) =>
      unmeasured(
        entry,
        level,
        `too few voxels (${values.length}) are left of the core without its outer ${coreMargin} mm`,
      ),
    );
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
  return [mean, median(values), Math.sqrt(variance)].map((value, i) => measured(entries[i]!, level, value));
}
