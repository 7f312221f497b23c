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
      const { box, size, intensities } = region.surroundings;
      const meanAt = sphereMeans(intensities, size, box, sphereRows(peakRadius, region.spacing));
      let highest = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < region.values.length; i++) highest = Math.max(highest, region.values[i]!);
      let local = Number.NEGATIVE_INFINITY;
      let global = Number.NEGATIVE_INFINITY;
      for (let z = 0; z < nz; z++) {
        for (let y = 0; y < ny; y++) {
          for (let x = 0; x < nx; x++) {
            const at = x + nx * (y + ny * z);
            if (region.intensityMask[at] === 0) continue;
            const mean = meanAt(x, y, z);
            if (mean > global) global = mean;
            if (region.intensities[at] === highest && mean > local) local = mean;
          }
        }
      }
      return [{ aggregation: '', values: Float64Array.of(local, global) }];
    });
  },
};
