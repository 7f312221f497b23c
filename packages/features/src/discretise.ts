import { RachisError } from '@rachis/volume';
import type { PreparedRegion } from './prepare.ts';
import { type Allocate, freshArrays } from './scratch.ts';
import type { Discretisation } from './settings.ts';

/** Grey levels of a region: whole numbers from 1, 0 outside the intensity mask. */
export interface GreyLevels {
  readonly levels: Uint16Array;
  /** Number of grey levels N_g: the number of bins (FBN), else the largest level. */
  readonly count: number;
  /** Largest level that occurs. */
  readonly largest: number;
}

const mostLevels = 65535;

function tooMany(found: number): never {
  throw new RachisError(
    'SETTINGS_INVALID',
    `Discretisation gives ${found} grey levels; at most ${mostLevels} can be used.`,
    { remedy: 'Use wider bins, a fixed number of bins, or re-segment the intensity range.' },
  );
}

/**
 * Discretises a region's intensities (IBSI 1 manual, section 2.7).
 *
 * Fixed bin size: `floor((x - start) / size) + 1`, start being the setting, else the lower re-segmentation bound,
 * else the region's minimum. Fixed bin number: `floor(n (x - min) / (max - min)) + 1`, the maximum in bin n; a flat
 * region is in bin 1. None: intensities must be whole numbers of at least 1.
 */
export function discretise(
  region: PreparedRegion,
  settings: Discretisation,
  allocate: Allocate = freshArrays,
): GreyLevels {
  const { intensityMask, values } = region;
  const levels = allocate.uint16(intensityMask.length);
  if (values.length === 0) return { levels, count: 0, largest: 0 };
  const [low, high] = region.extent;
  let start = 1;
  let width = 1;
  let count: number;
  let scale = 1;
  if (settings.method === 'none') {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isInteger(values[i]!) || values[i]! < 1) {
        throw new RachisError(
          'INTENSITY_INVALID',
          `Without discretisation intensities must be whole numbers of at least 1; the region has ${values[i]}.`,
          { remedy: 'Choose a discretisation (fixed-bin-size or fixed-bin-number).' },
        );
      }
    }
    count = high;
  } else if (settings.method === 'fixed-bin-size') {
    start = settings.start ?? region.range[0] ?? low;
    width = settings.size;
    if (start > low) {
      throw new RachisError(
        'SETTINGS_INVALID',
        `Bins start at ${start}, above the region's smallest intensity ${low}.`,
        { remedy: 'Lower discretisation.start, or re-segment the region to intensities at or above it.' },
      );
    }
    count = Math.floor((high - start) / width) + 1;
  } else {
    start = low;
    count = settings.number;
    scale = high > low ? count : 0;
    width = high > low ? high - low : 1;
  }
  if (count > mostLevels) tooMany(count);
  let largest = 0;
  const { rows, size } = region;
  const whole = intensityMask === region.morphological;
  for (let row = 0, v = 0; row < rows.first.length; row++) {
    const from = row * size[0] + rows.first[row]!;
    const to = row * size[0] + rows.end[row]!;
    const solid = whole && rows.solid[row] === 1;
    for (let i = from; i < to; i++) {
      if (!solid && intensityMask[i] === 0) continue;
      // Never below the first bin, so that cutting off the fraction is the floor.
      let level = (((scale * (values[v++]! - start)) / width) | 0) + 1;
      if (level > count) level = count;
      levels[i] = level;
      if (level > largest) largest = level;
    }
  }
  return { levels, count, largest };
}
