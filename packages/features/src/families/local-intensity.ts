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
      const sphere = sphereRows(peakRadius, region.spacing);
      const { sums, counts, count, rowAt } = sphereMeans(intensities, size, box, sphere, region.rows);
      const highest = region.extent[1];
      let local = Number.NEGATIVE_INFINITY;
      let global = Number.NEGATIVE_INFINITY;
      for (let z = 0; z < nz; z++) {
        for (let y = 0; y < ny; y++) {
          const row = y + ny * z;
          const from = rowAt(y, z);
          for (let x = region.rows.first[row]!; x < region.rows.end[row]!; x++) {
            const at = x + nx * row;
            if (region.intensityMask[at] === 0) continue;
            const mean = counts === null ? sums[from + x]! : sums[from + x]! / counts[from + x]!;
            if (mean > global) global = mean;
            if (region.intensities[at] === highest && mean > local) local = mean;
          }
        }
      }
      // Of equal counts the greatest sum is that of the greatest mean.
      if (counts === null)
        return [{ aggregation: '', values: Float64Array.of(local / count, global / count) }];
      return [{ aggregation: '', values: Float64Array.of(local, global) }];
    });
  },
};
