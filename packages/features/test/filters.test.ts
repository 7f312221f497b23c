import type { Vector3, Volume } from '@rachis/volume';
import { describe, expect, it } from 'vitest';
import { extractFeatures, filterImage, imageGroups, imagesOf, resolveSettings } from '../src/index.ts';
import { boundaries, sourceIndices } from '../src/filters/boundary.ts';
import { rightAngleRotations } from '../src/filters/rotations.ts';
import { waveletFilter, waveletNames } from '../src/filters/wavelet-coefficients.ts';
import { columns } from '../src/catalogue.ts';
import { randomNumbers, sampleStudy } from './region.ts';

function volumeOf(size: Vector3, value: (x: number, y: number, z: number) => number): Volume<Float64Array> {
  const data = new Float64Array(size[0] * size[1] * size[2]);
  for (let z = 0, i = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++) for (let x = 0; x < size[0]; x++, i++) data[i] = value(x, y, z);
  const direction = [1, 0, 0, 0, 1, 0, 0, 0, 1] as const;
  return { size, spacing: [1, 1, 1], origin: [0, 0, 0], direction, data, unit: 'arbitrary' };
}

const responseOf = (image: Volume, filter: unknown, slicewise = false) =>
  filterImage(image, filter, { slicewise })[0]!.volume.data;

/** One of each type, small enough for images of a dozen voxels. */
const oneOfEach: readonly Record<string, unknown>[] = [
  { type: 'mean', support: 3 },
  { type: 'laplacian-of-gaussian', sigma: 1.2 },
  { type: 'laws', kernels: 'L5E5S5', rotations: 'max', energyDistance: 2 },
  { type: 'gabor', sigma: 1, wavelength: 3, orientationStep: 45, orthogonalPlanes: true },
  { type: 'separable-wavelet', wavelet: 'db2', level: 2 },
  { type: 'separable-wavelet', wavelet: 'coif1', bands: ['LLH'], rotations: 'average' },
  { type: 'gradient-magnitude' },
  { type: 'simoncelli', level: 1 },
  { type: 'riesz', of: { type: 'laplacian-of-gaussian', sigma: 1.2 }, order: [1, 1, 0] },
  { type: 'square' },
  { type: 'square-root' },
  { type: 'logarithm' },
  { type: 'exponential' },
  { type: 'local-binary-pattern-2d' },
  { type: 'local-binary-pattern-3d' },
];

describe('what stands beyond the edge', () => {
  it.each([
    ['zero', [-1, -1, 0, 1, 2, -1, -1]],
    ['nearest', [0, 0, 0, 1, 2, 2, 2]],
    ['periodic', [1, 2, 0, 1, 2, 0, 1]],
    ['mirror', [1, 0, 0, 1, 2, 2, 1]],
  ] as const)('%s', (boundary, expected) => {
    expect([...sourceIndices(-2, 7, 3, boundary)]).toEqual(expected);
  });
});

describe('known responses', () => {
  const step = volumeOf([9, 9, 9], (x) => (x < 4 ? 0 : 1));
  const flat = volumeOf([9, 9, 9], () => 7);
  it('the mean of a cube counts the voxels of the step', () => {
    const response = responseOf(step, { type: 'mean', support: 3 });
    expect([2, 3, 4, 5].map((x) => response[x + 9 * (4 + 9 * 4)])).toEqual(
      [0, 1 / 3, 2 / 3, 1].map((v) => expect.closeTo(v, 12)),
    );
  });
  it.each(boundaries.filter((boundary) => boundary !== 'zero'))('a flat image stays flat, %s', (boundary) => {
    const response = responseOf(flat, { type: 'mean', support: 5, boundary });
    for (const value of response) expect(value).toBeCloseTo(7, 12);
  });
  it('high-pass filters of a flat image are 0', () => {
    for (const bands of ['HHH', 'LLH'])
      for (const value of responseOf(flat, { type: 'separable-wavelet', wavelet: 'db3', bands: [bands] }))
        expect(Math.abs(value)).toBeLessThan(1e-10);
  });
  it('square, root, logarithm and exponential keep the largest magnitude', () => {
    const image = volumeOf([4, 4, 4], (x, y, z) => x + y - z);
    for (const type of ['square', 'square-root', 'logarithm', 'exponential']) {
      const largest = Math.max(...[...responseOf(image, { type })].map(Math.abs));
      expect(largest).toBeCloseTo(6, 10);
    }
  });
  it('a ramp has the gradient of its slope inside', () => {
    const response = responseOf(
      volumeOf([6, 6, 6], (x, y) => 3 * x + 4 * y),
      { type: 'gradient-magnitude' },
    );
    expect(response[2 + 6 * (2 + 6 * 2)]).toBeCloseTo(5, 12);
  });
});

describe('wavelets', () => {
  it.each(waveletNames.filter((name) => /^(haar|db|sym|coif)/.test(name)))(
    '%s has filters of unit length, low and high at right angles',
    (name) => {
      const { decompositionLow: low, decompositionHigh: high } = waveletFilter(name);
      const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, k) => sum + v * b[k]!, 0);
      expect(dot(low, low)).toBeCloseTo(1, 6);
      expect(dot(high, high)).toBeCloseTo(1, 6);
      expect(dot(low, high)).toBeCloseTo(0, 6);
      expect(low.reduce((a, b) => a + b, 0)).toBeCloseTo(Math.SQRT2, 6);
    },
  );
});

describe('rotations by right angles', () => {
  it('are 24 in space and 4 in a slice, all different', () => {
    for (const [slicewise, count] of [
      [false, 24],
      [true, 4],
    ] as const) {
      const turns = rightAngleRotations(slicewise).map((turn) => JSON.stringify(turn));
      expect(new Set(turns).size).toBe(count);
    }
  });
  it('do not change a pooled filter: turning the image turns the response', () => {
    const random = randomNumbers(3);
    const image = volumeOf([9, 9, 9], () => Math.floor(100 * random()));
    const at = (x: number, y: number, z: number) => x + 9 * (y + 9 * z);
    // A quarter turn about z: (x, y) takes what stood at (y, 8 - x).
    const turned = volumeOf([9, 9, 9], (x, y, z) => image.data[at(y, 8 - x, z)]!);
    for (const filter of [
      { type: 'laws', kernels: 'L5E5S5', rotations: 'max' },
      { type: 'laws', kernels: 'E3W5R5', rotations: 'average', energyDistance: 1 },
      { type: 'separable-wavelet', wavelet: 'coif1', bands: ['LHH'], rotations: 'average' },
      {
        type: 'riesz',
        of: { type: 'laplacian-of-gaussian', sigma: 1 },
        order: [2, 0, 0],
        alignment: 1,
        boundary: 'periodic',
      },
    ]) {
      const [before, after] = [responseOf(image, filter), responseOf(turned, filter)];
      for (let x = 0; x < 9; x++)
        for (let y = 0; y < 9; y++) expect(after[at(x, y, 3)]).toBeCloseTo(before[at(y, 8 - x, 3)]!, 8);
    }
  });
});

describe('features of filtered images', () => {
  const { image, mask } = sampleStudy([19, 18, 17]);
  const filters = oneOfEach;
  const settings = resolveSettings({
    resampling: { spacing: [1.3, 1.2, 1.4] },
    families: ['statistics', 'glcm', 'local-intensity'],
    filters,
  });
  const result = extractFeatures(image, mask, settings);

  it('come under the columns that the catalogue says, each with a number', () => {
    expect([...result.values.keys()]).toEqual(columns(settings).map(({ column }) => column));
    const missing = [...result.values].filter(([, value]) => Number.isNaN(value)).map(([name]) => name);
    expect(missing.filter((name) => !name.startsWith('lbp'))).toEqual([]);
  });
  it('are the same whether a filter sees the region’s box or the whole image', () => {
    const plain = resolveSettings({ families: ['statistics'], filters, filteredImages: { original: false } });
    const { values } = extractFeatures(image, mask, plain);
    for (const [i, filter] of filters.entries()) {
      for (const { image: id, volume } of filterImage(image, filter)) {
        const inside = volume.data.filter((_, k) => mask.data[k] !== 0);
        const mean = inside.reduce((a, b) => a + b, 0) / inside.length;
        if (Number.isFinite(mean))
          expect(values.get(`${id}_statistics_mean`), `${i} ${id}`).toBeCloseTo(mean, 8);
      }
    }
  });
  it('are the same however threads share them out', () => {
    const groups = imageGroups(settings);
    expect(groups.flat().sort()).toEqual(imagesOf(settings).sort());
    const parts = [0, 1].map((odd) =>
      extractFeatures(image, mask, settings, { claim: (group) => group % 2 === odd }),
    );
    const joined = new Map(parts.flatMap(({ values }) => [...values]));
    for (const [column, value] of result.values) expect(joined.get(column), column).toEqual(value);
  });
  it('hand over each image as it is used', () => {
    const seen: string[] = [];
    extractFeatures(image, mask, settings, {
      onImage: ({ image: id, region, levels }) => {
        seen.push(id);
        expect(levels().levels).toHaveLength(region.intensities.length);
      },
    });
    expect(seen.sort()).toEqual(imagesOf(settings).sort());
  });
});

describe('filters that cannot be', () => {
  it.each([
    [{ type: 'laplacian-of-gaussian', sigma: 0 }, /filters.0.sigma is 0/],
    [{ type: 'laplacian-of-gaussian', sigmas: [1] }, /unknown key; did you mean "sigma"/],
    [{ type: 'mean', support: 4 }, /must be odd/],
    [{ type: 'separable-wavelet', wavelet: 'db99' }, /filters.0.wavelet is "db99"/],
    [{ type: 'separable-wavelet', wavelet: 'haar', level: 0 }, /filters.0.level/],
    [{ type: 'separable-wavelet', wavelet: 'haar', bands: ['LH'] }, /expected 3 letters/],
    [{ type: 'laws', kernels: 'L5' }, /kernels are/],
    [{ type: 'gabor', sigma: 1, wavelength: 2, orientationStep: 7 }, /must divide 360/],
    [{ type: 'riesz', of: { type: 'simoncelli' }, order: [0, 0, 0] }, /at least one order/],
    [{ type: 'sobel' }, /filters.0/],
  ])('%j', (filter, message) => {
    expect(() => resolveSettings({ filters: [filter] })).toThrow(message);
  });
  it('two images of one name', () => {
    const twice = [
      { type: 'mean', support: 3 },
      { type: 'mean', support: 3 },
    ];
    expect(() => resolveSettings({ filters: twice })).toThrow(/are called "mean_3"/);
  });
  it.each([
    [
      { type: 'laplacian-of-gaussian', sigma: 9 },
      /log_9mm reaches 36 voxels along x, further than the image, which has 6/,
    ],
    [{ type: 'separable-wavelet', wavelet: 'db3', level: 4 }, /wavelet_db3_4_HHH reaches 45 voxels along x/],
    [{ type: 'simoncelli', level: 3 }, /simoncelli_3 reaches 16 voxels/],
    [{ type: 'mean', support: 101 }, /mean_101 reaches 50 voxels/],
  ])('further than the image: %j', (filter, message) => {
    const image = volumeOf([6, 6, 6], (x) => x);
    expect(() => filterImage(image, filter)).toThrow(message);
  });
  it('responses without discretisation', () => {
    expect(() =>
      resolveSettings({ discretisation: { method: 'none' }, filters: [{ type: 'square' }] }),
    ).toThrow(/filteredImages.discretisation is missing/);
  });
});
