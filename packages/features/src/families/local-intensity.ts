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
      const { intensityMask: mask, intensities } = region;
      const { box, size, intensities: around } = region.surroundings;
      const means = sphereMeans(around, size, box, sphereRows(peakRadius, region.spacing), region.rows);
      const [, highest] = region.extent;
      const brightest = new Uint8Array(mask.length);
      for (let i = intensities.indexOf(highest); i >= 0; i = intensities.indexOf(highest, i + 1))
        brightest[i] = mask[i]!;
      return [{ aggregation: '', values: Float64Array.of(means.largest(brightest), means.largest(mask)) }];
    });
  },
};
