import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { extractFeatures, interpolateBeforehand, resolveSettings } from '@rachis/features';
import { listPerturbations, type Perturbation, perturb, resolvePerturbationSettings } from '@rachis/segment';
import { readImage, readRegions } from '@rachis/formats';
import { type Mask, maskCount, type Vector3, type Volume } from '@rachis/volume';
import { describe, expect, it } from 'vitest';

/** A blob of uneven intensities in an image that is not quite even either. */
function study(size: Vector3, spacing: Vector3): { image: Volume<Float64Array>; mask: Mask } {
  const grid = {
    size,
    spacing,
    origin: [5, -3, 8] as const,
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] as const,
  };
  const data = new Float64Array(size[0] * size[1] * size[2]);
  const mask = new Uint8Array(data.length);
  for (let z = 0, i = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, i++) {
        data[i] = ((x * 7 + y * 11 + z * 5) % 17) + 3 * x + 2 * Math.abs(y - 8);
        const p = [x - 13, y - 10, z - 7].map((v, a) => v * spacing[a]!);
        mask[i] = p[0]! ** 2 + 1.5 * p[1]! ** 2 + p[2]! ** 2 <= 49 ? 1 : 0;
      }
    }
  }
  return { image: { ...grid, data, unit: 'HU' }, mask: { ...grid, data: mask } };
}

const nothing: Perturbation = {
  id: 'original',
  seed: '1',
  noise: null,
  rotation: null,
  translation: null,
  volume: null,
  contour: null,
};
const { image, mask } = study([29, 24, 15], [1, 1, 1.5]);

const families = ['morphology', 'local-intensity', 'statistics', 'glcm', 'glszm'];
const resampling = { spacing: [1.3, 1.3, 1.3] };
const choices: [string, Record<string, unknown>][] = [
  ['as it is', { families }],
  ['interpolated', { families, resampling }],
  [
    'interpolated, rounded, re-segmented',
    {
      families,
      resampling: { ...resampling, image: 'cubic-spline', roundIntensities: true },
      resegmentation: { range: [20, 90] },
    },
  ],
  ['slice by slice', { families, slicewise: true, resampling: { spacing: [1.3, 1.1] } }],
  [
    'filtered',
    {
      families: ['statistics', 'local-intensity'],
      resampling,
      filters: [
        { type: 'laplacian-of-gaussian', sigma: 1.5 },
        { type: 'mean', support: 3 },
      ],
    },
  ],
];

describe.each(choices)('a perturbation that changes nothing, %s', (_, input) => {
  const settings = resolveSettings(input);
  const expected = extractFeatures(image, mask, settings);
  const { settings: after, ...how } = interpolateBeforehand(image, settings);

  it.each(['needed', 'image'] as const)(
    'gives the features of an extraction that interpolates (surroundings: %s)',
    (margin) => {
      const same = perturb(image, mask, nothing, { ...how, ...(margin === 'image' ? { margin } : {}) });
      const found = extractFeatures(same.image, same.mask, after);
      expect([...found.values.keys()]).toEqual([...expected.values.keys()]);
      // The interpolation adds the same products, in an order that depends on the box.
      for (const [column, value] of expected.values) {
        const error = Math.abs(found.values.get(column)! - value);
        expect(error, column).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(value)));
      }
      expect(found.voxels).toEqual(expected.voxels);
    },
  );
});

describe('features of perturbed regions', () => {
  const settings = resolveSettings({ families: ['morphology', 'statistics', 'glcm'], resampling });
  const { settings: after, ...how } = interpolateBeforehand(image, settings);

  it('can be taken from every perturbation of a list, the same each time', () => {
    const list = listPerturbations(
      resolvePerturbationSettings({
        chains: ['RTNVC', 'N'],
        rotation: { degrees: [-6, 6] },
        translation: { fractions: [0.25] },
        volume: { amounts: [-0.1, 0.1] },
        contour: { volume: 100 },
      }),
    );
    expect(list.map(({ id }) => id)).toEqual([
      'original',
      'N1_R-6_T0.25,0.25,0.25_V-0.1_C1',
      'N1_R-6_T0.25,0.25,0.25_V0.1_C1',
      'N1_R6_T0.25,0.25,0.25_V-0.1_C1',
      'N1_R6_T0.25,0.25,0.25_V0.1_C1',
      'N1',
    ]);
    const means = list.map((perturbation) => {
      const [once, again] = [0, 1].map(() => {
        const perturbed = perturb(image, mask, perturbation, how);
        return [...extractFeatures(perturbed.image, perturbed.mask, after).values];
      });
      expect(again).toEqual(once);
      return once!.find(([column]) => column.includes('stat_mean') || column === 'statistics_mean')?.[1];
    });
    expect(new Set(means).size).toBe(list.length);
  });
});

const lumbar = join(
  process.env.RACHIS_DATA ?? join(import.meta.dirname, '../../shared'),
  'data/spine/lumbar_mr',
);
if (!existsSync(lumbar)) console.warn(`Skipped: no lumbar MR in ${lumbar} (set RACHIS_DATA).`);

describe.skipIf(!existsSync(lumbar))('a vertebra beside its neighbours, lumbar MR', () => {
  it('grows, and is drawn anew, without taking a voxel of another', async () => {
    const scan = await readImage(join(lumbar, 'VB1_15_img.nii.gz'));
    const { regions } = await readRegions(join(lumbar, 'VB1_15_seg.nii.gz'), { image: scan });
    const masks = regions.map((region) => region.mask());
    const own = masks[1]!;
    const others: Mask = { ...own, data: new Uint8Array(own.data.length) };
    for (const other of masks) {
      if (other === own) continue;
      other.data.forEach((v, i) => {
        if (v !== 0) others.data[i] = 1;
      });
    }
    const taken = (mask: Mask) =>
      mask.data.reduce((n, v, i) => n + (v !== 0 && others.data[i] !== 0 ? 1 : 0), 0);
    const grown: Perturbation = { ...nothing, volume: { by: 'distance', amount: 12 } };
    const drawn: Perturbation = { ...grown, contour: { volume: 500, compactness: 0.05, margin: 25 } };
    // Without the neighbours the growth would reach into them.
    expect(taken(perturb(scan.volume, own, grown).mask)).toBeGreaterThan(0);
    for (const perturbation of [grown, drawn]) {
      const { mask: found } = perturb(scan.volume, own, perturbation, { keepOut: others });
      expect(taken(found)).toBe(0);
      expect(maskCount(found)).toBeGreaterThan(maskCount(own));
    }
  });
});
