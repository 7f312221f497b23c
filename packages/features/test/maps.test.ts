import type { Mask, Volume } from '@rachis/volume';
import { describe, expect, it } from 'vitest';
import { extractFeatures, featureMap, featureMaps, resolveSettings } from '../src/index.ts';
import { randomNumbers, sampleStudy } from './region.ts';

const { image, mask } = sampleStudy([15, 14, 13], [1, 1.5, 2]);

/** The neighbourhood of a voxel as a mask of its own. */
function around(at: number, radius: number, shape: 'sphere' | 'box', within: Mask): Mask {
  const [nx, ny, nz] = image.size;
  const centre = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
  const data = new Uint8Array(within.data.length);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        const d = [x, y, z].map((p, axis) => Math.abs(p - centre[axis]!) * image.spacing[axis]!);
        const near = shape === 'box' ? Math.max(...d) <= radius : Math.hypot(...d) <= radius + 1e-9;
        data[i] = near && within.data[i] ? 1 : 0;
      }
  return { ...within, data };
}

/** Bins that begin at the same place in every neighbourhood as in the whole region. */
function settingsOf(families: readonly string[]) {
  const inside = image.data.filter((_, i) => mask.data[i] !== 0);
  return resolveSettings({
    families,
    aggregations: ['3D_avg', '3D_comb'],
    discretisation: { method: 'fixed-bin-size', size: 10, start: Math.min(...inside) },
  });
}

const voxels = [...mask.data.keys()].filter((i) => mask.data[i] !== 0);
const random = randomNumbers(5);
const some = [
  voxels[0]!,
  voxels.at(-1)!,
  ...Array.from({ length: 12 }, () => voxels[Math.floor(random() * voxels.length)]!),
];

describe('a map has at every voxel what the neighbourhood alone has', () => {
  describe.each(['sphere', 'box'] as const)('%s', (shape) => {
    it.each([
      [['statistics'], 'statistics', 3],
      [['glcm'], 'glcm_contrast', 2.2],
      [['glcm'], 'glcm_joint_entropy', 4],
      [['glcm'], 'glcm_correlation_3D_comb', 3],
      [['glrlm'], 'glrlm', 3],
      [['glszm'], 'glszm', 3],
      [['gldzm'], 'gldzm', 3],
      [['ngtdm'], 'ngtdm', 3],
      [['ngldm'], 'ngldm', 3],
    ] as const)('%j %s, radius %f mm', (families, feature, radius) => {
      const settings = settingsOf(families);
      const maps = featureMaps(
        image,
        mask,
        { features: [feature], neighbourhood: { shape, radius, unit: 'mm' } },
        settings,
      );
      for (const at of some) {
        const { values } = extractFeatures(image, around(at, radius, shape, mask), settings);
        for (const one of maps) {
          // Features that know how many grey levels there are know it of the whole region.
          if (/normalised$|normalised_3D/.test(one.column) && feature.startsWith('glcm')) continue;
          const [mine, theirs] = [one.toVolume().data[at]!, values.get(one.column)!];
          if (Number.isNaN(theirs)) expect(mine, one.column).toBeNaN();
          else
            expect(
              Math.abs(mine - theirs),
              `${one.column} at ${at}: ${mine} for ${theirs}`,
            ).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(theirs)));
        }
      }
    });
  });
});

describe('what a map is', () => {
  const settings = settingsOf(['statistics']);
  const neighbourhood = { shape: 'sphere', radius: 3, unit: 'mm' } as const;
  it('lies on the grid of the image, and is nothing outside the region', () => {
    const map = featureMap(image, mask, 'statistics_mean', { neighbourhood, outside: -1 }, settings);
    expect([map.size, map.spacing, map.origin]).toEqual([image.size, image.spacing, image.origin]);
    for (let i = 0; i < map.data.length; i++) expect(map.data[i] === -1).toBe(mask.data[i] === 0);
  });
  it('of a flat image is flat', () => {
    const flat: Volume = { ...image, data: new Float64Array(image.data.length).fill(5) };
    const map = featureMap(
      flat,
      mask,
      'statistics_mean',
      { neighbourhood },
      resolveSettings({ families: ['statistics'] }),
    );
    for (const at of voxels) expect(map.data[at]).toBe(5);
  });
  it.each([
    ['an unknown feature', ['glcm_contrst'], neighbourhood, /did you mean "glcm_contrast/],
    ['shape', ['morphology_moran_i'], neighbourhood, /has no map/],
    ['a radius of zero', ['statistics_mean'], { ...neighbourhood, radius: 0 }, /above zero/],
    [
      'a radius below the spacing',
      ['statistics_mean'],
      { ...neighbourhood, radius: 0.4 },
      /reaches no other voxel/,
    ],
    ['a radius beyond the image', ['statistics_mean'], { ...neighbourhood, radius: 500 }, /500 mm/],
  ])('%s is refused', (_, features, around_, message) => {
    expect(() => featureMaps(image, mask, { features, neighbourhood: around_ }, settings)).toThrow(message);
  });
});
