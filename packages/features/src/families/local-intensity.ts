import type { PreparedRegion } from '../prepare.ts';
import { peakRadius } from '../prepare.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';

const features = defineFeatures('local_intensity', 'loc', [
  ['local_peak', 'VJGA', 'peak_loc', 'Local intensity peak', 'intensity', 'Mean intensity of the 1 cm3 sphere around the voxel of highest intensity; of several such voxels the highest mean.'],
  ['global_peak', '0F91', 'peak_glob', 'Global intensity peak', 'intensity', 'Highest mean intensity of a 1 cm3 sphere around any voxel of the region.'],
]);

/** Rows of the sphere: offset in y and z, and half width in x, voxels. */
interface SphereRow {
  readonly dy: number;
  readonly dz: number;
  readonly half: number;
}

/** Voxels whose centres lie within 6.2 mm of a voxel's centre, as rows along x. */
function sphereRows(spacing: readonly number[]): SphereRow[] {
  const [sx, sy, sz] = spacing as [number, number, number];
  // A voxel exactly on the sphere is in it, whatever the rounding of its distance.
  const limit = peakRadius * peakRadius * (1 + 1e-12);
  const rows: SphereRow[] = [];
  const reachY = Math.floor(peakRadius / sy);
  const reachZ = Math.floor(peakRadius / sz);
  for (let dz = -reachZ; dz <= reachZ; dz++) {
    for (let dy = -reachY; dy <= reachY; dy++) {
      const left = limit - (dy * sy) ** 2 - (dz * sz) ** 2;
      if (left >= 0) rows.push({ dy, dz, half: Math.floor(Math.sqrt(left) / sx) });
    }
  }
  return rows;
}

/** Means of the sphere around voxels of the region, from running sums along x; only voxels of the image count. */
function sphereMeans(region: PreparedRegion) {
  const { size: [nx, ny, nz], intensities } = region.surroundings;
  const sums = new Float64Array((nx + 1) * ny * nz);
  for (let row = 0; row < ny * nz; row++) {
    let sum = 0;
    for (let x = 0; x < nx; x++) {
      sum += intensities[row * nx + x]!;
      sums[row * (nx + 1) + x + 1] = sum;
    }
  }
  const rows = sphereRows(region.spacing);
  return (x: number, y: number, z: number): number => {
    let total = 0;
    let count = 0;
    for (let r = 0; r < rows.length; r++) {
      const { dy, dz, half } = rows[r]!;
      const yy = y + dy;
      const zz = z + dz;
      if (yy < 0 || yy >= ny || zz < 0 || zz >= nz) continue;
      const from = x - half < 0 ? 0 : x - half;
      const to = x + half >= nx ? nx : x + half + 1;
      const row = (nx + 1) * (yy + ny * zz);
      total += sums[row + to]! - sums[row + from]!;
      count += to - from;
    }
    return total / count;
  };
}

export const localIntensity: FeatureFamily = {
  id: 'local-intensity',
  name: 'Local intensity',
  source: 'IBSI 1 manual, section 3.2',
  code: '9ST6',
  aggregation: 'none',
  features,
  compute({ region }) {
    const [nx, ny, nz] = region.size;
    const { box } = region.surroundings;
    const meanAt = sphereMeans(region);
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < region.values.length; i++) highest = Math.max(highest, region.values[i]!);
    let local = Number.NEGATIVE_INFINITY;
    let global = Number.NEGATIVE_INFINITY;
    for (let z = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        for (let x = 0; x < nx; x++) {
          const at = x + nx * (y + ny * z);
          if (region.intensityMask[at] === 0) continue;
          const mean = meanAt(x + box.start[0], y + box.start[1], z + box.start[2]);
          if (mean > global) global = mean;
          if (region.intensities[at] === highest && mean > local) local = mean;
        }
      }
    }
    return [{ aggregation: '', values: Float64Array.of(local, global) }];
  },
};
