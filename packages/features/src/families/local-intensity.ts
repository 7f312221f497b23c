import { sphereMeans, sphereRows } from '../kernels/sphere-sums.ts';
import { withKernels } from '../kernels/webassembly.ts';
import { peakRadius } from '../prepare.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';

const features = defineFeatures('local_intensity', 'loc', [
  [
    'local_peak',
    'VJGA',
    'peak_loc',
    'Local intensity peak',
    'intensity',
    'Mean intensity of the 1 cm3 sphere around the voxel of highest intensity; of several such voxels the highest mean.',
  ],
  [
    'global_peak',
    '0F91',
    'peak_glob',
    'Global intensity peak',
    'intensity',
    'Highest mean intensity of a 1 cm3 sphere around any voxel of the region.',
  ],
]);

export const localIntensity: FeatureFamily = {
  id: 'local-intensity',
  name: 'Local intensity',
  source: 'IBSI 1 manual, section 3.2',
  code: '9ST6',
  aggregation: 'none',
  features,
  compute({ region }) {
    return withKernels(() => {
      const [nx, ny, nz] = region.size;
      const { rows, intensityMask: mask, intensities } = region;
      const { box, size, intensities: around } = region.surroundings;
      const sphere = sphereRows(peakRadius, region.spacing);
      const { sums, counts, count, rowAt } = sphereMeans(around, size, box, sphere, rows);
      const highest = region.extent[1];
      const whole = mask === region.morphological;
      let local = Number.NEGATIVE_INFINITY;
      let global = Number.NEGATIVE_INFINITY;
      for (let row = 0; row < ny * nz; row++) {
        const shift = rowAt(row % ny, Math.floor(row / ny)) - nx * row;
        const end = nx * row + rows.end[row]!;
        const solid = whole && rows.solid[row] === 1;
        for (let at = nx * row + rows.first[row]!; at < end; at++) {
          if (!solid && mask[at] === 0) continue;
          // Of equal counts the greatest sum is that of the greatest mean.
          const mean = counts === null ? sums[shift + at]! : sums[shift + at]! / counts[shift + at]!;
          if (mean > global) global = mean;
          if (intensities[at] === highest && mean > local) local = mean;
        }
      }
      const values = counts === null ? [local / count, global / count] : [local, global];
      return [{ aggregation: '', values: Float64Array.from(values) }];
    });
  },
};
