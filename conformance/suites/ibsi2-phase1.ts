import { type FilterSettings, filterImage } from '@rachis/features';
import { readImage } from '@rachis/formats';
import { dataPath } from '../data.ts';
import { type Comparison, complies } from '../report.ts';

/** One response map of IBSI 2 phase 1: the phantom it is made from and the filter. */
interface ResponseMap {
  readonly id: string;
  readonly phantom: 'checkerboard' | 'impulse' | 'sphere' | 'pattern_1';
  readonly slicewise?: true;
  readonly filter: Readonly<Record<string, unknown>> & { readonly type: FilterSettings['type'] };
}

const log = (sigma: number) => ({ type: 'laplacian-of-gaussian', sigma, truncate: 4 }) as const;

function laws(letter: string, map: Omit<ResponseMap, 'id' | 'filter'>, kernels: string, boundary: string) {
  const filter = { type: 'laws', kernels, boundary } as const;
  return [
    { id: `3${letter}1`, ...map, filter },
    { id: `3${letter}2`, ...map, filter: { ...filter, rotations: 'max' } },
    { id: `3${letter}3`, ...map, filter: { ...filter, rotations: 'max', energyDistance: 7 } },
  ];
}

/**
 * The configurations of phase 1 (IBSI 2 manual, table 6). The orders of 9.A, 9.B and 10.B were settled by the maps: of
 * every first and second order only these agree.
 */
const maps: readonly ResponseMap[] = [
  ...(['zero', 'nearest', 'periodic', 'mirror'] as const).map((boundary, i) => ({
    id: `1A${i + 1}`,
    phantom: 'checkerboard' as const,
    filter: { type: 'mean' as const, support: 15, boundary },
  })),
  { id: '1B1', phantom: 'impulse', slicewise: true, filter: { type: 'mean', support: 15, boundary: 'zero' } },
  { id: '2A', phantom: 'impulse', filter: { ...log(3), boundary: 'zero' } },
  { id: '2B', phantom: 'checkerboard', filter: log(5) },
  { id: '2C', phantom: 'checkerboard', slicewise: true, filter: log(5) },
  ...laws('A', { phantom: 'impulse' }, 'E5L5S5', 'zero'),
  ...laws('B', { phantom: 'checkerboard' }, 'E3W5R5', 'mirror'),
  ...laws('C', { phantom: 'checkerboard', slicewise: true }, 'L5S5', 'mirror'),
  {
    id: '4A1',
    phantom: 'impulse',
    filter: { type: 'gabor', sigma: 10, aspectRatio: 0.5, wavelength: 4, orientation: 60, boundary: 'zero' },
  },
  {
    id: '4A2',
    phantom: 'impulse',
    filter: {
      type: 'gabor',
      sigma: 10,
      aspectRatio: 0.5,
      wavelength: 4,
      orientationStep: 45,
      orthogonalPlanes: true,
      boundary: 'zero',
    },
  },
  {
    id: '4B1',
    phantom: 'sphere',
    filter: { type: 'gabor', sigma: 20, aspectRatio: 2.5, wavelength: 8, orientation: 225 },
  },
  {
    id: '4B2',
    phantom: 'sphere',
    filter: {
      type: 'gabor',
      sigma: 20,
      aspectRatio: 2.5,
      wavelength: 8,
      orientationStep: 22.5,
      orthogonalPlanes: true,
    },
  },
  ...(
    [
      ['5A1', 'impulse', 'db2', 1, 'LHL', 'zero', null],
      ['5A2', 'impulse', 'db2', 1, 'LHL', 'zero', 'average'],
      ['6A1', 'sphere', 'coif1', 1, 'HHL', 'periodic', null],
      ['6A2', 'sphere', 'coif1', 1, 'HHL', 'periodic', 'average'],
      ['7A1', 'checkerboard', 'haar', 2, 'LLL', 'mirror', 'average'],
      ['7A2', 'checkerboard', 'haar', 2, 'HHH', 'mirror', 'average'],
    ] as const
  ).map(([id, phantom, wavelet, level, band, boundary, rotations]) => ({
    id,
    phantom,
    filter: { type: 'separable-wavelet' as const, wavelet, level, bands: [band], boundary, rotations },
  })),
  ...[1, 2, 3].map((level) => ({
    id: `8A${level}`,
    phantom: 'checkerboard' as const,
    filter: { type: 'simoncelli' as const, level, boundary: 'periodic' },
  })),
  { id: '9A', phantom: 'impulse', filter: { type: 'riesz', of: log(3), order: [1, 0, 0], boundary: 'zero' } },
  { id: '9B1', phantom: 'sphere', filter: { type: 'riesz', of: log(3), order: [0, 2, 0], boundary: 'zero' } },
  {
    id: '10B1',
    phantom: 'pattern_1',
    filter: { type: 'riesz', of: { type: 'simoncelli', level: 1 }, order: [0, 2, 0], boundary: 'periodic' },
  },
];

const readMap = async (path: string) => (await readImage(dataPath(path))).volume;

/** The voxel of a response map that is furthest off, as a comparison with 1% of the map's range as tolerance. */
async function compareMap({ id, phantom, slicewise, filter }: ResponseMap): Promise<Comparison> {
  const image = await readMap(`ibsi2/digital_phantom/nifti/${phantom}/image/${phantom}.nii.gz`);
  const expected = (await readMap(`ibsi2/response_maps/${id}.nii.gz`)).data;
  const [response] = filterImage(image, filter, { slicewise: slicewise ?? false });
  let worst = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < expected.length; i++) {
    low = Math.min(low, expected[i]!);
    high = Math.max(high, expected[i]!);
    const off = Math.abs(response!.volume.data[i]! - expected[i]!);
    // NaN is worse than any difference.
    if (!(off <= Math.abs(response!.volume.data[worst]! - expected[worst]!))) worst = i;
  }
  const comparison: Comparison = {
    group: `map ${id}`,
    tag: `voxel_${worst}`,
    ours: response!.volume.data[worst]!,
    expected: expected[worst]!,
    tolerance: 0.01 * (high - low),
  };
  const share = (100 * Math.abs(comparison.ours! - comparison.expected)) / (high - low);
  console.log(
    `${id.padEnd(5)} ${phantom.padEnd(13)} ${response!.image.padEnd(52)} furthest off ${share.toFixed(5)} % of range${complies(comparison) ? '' : '  miss'}`,
  );
  return comparison;
}

/** The 33 response maps of IBSI 2 phase 1, every voxel within 1% of the map's range. */
export async function compareIbsi2Phase1(): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const map of maps) comparisons.push(await compareMap(map));
  return comparisons;
}
