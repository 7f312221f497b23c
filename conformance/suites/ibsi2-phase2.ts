import { readFileSync } from 'node:fs';
import { columns, extractFeatures, resolveSettings } from '@rachis/features';
import { dataPath, referencePath } from '../data.ts';
import { readSubject } from '../extract.ts';
import type { Comparison } from '../report.ts';

const gabor = { type: 'gabor', sigma: 5, aspectRatio: 1.5, wavelength: 2, orientationStep: 22.5 };
const wavelet = { type: 'separable-wavelet', wavelet: 'db3', rotations: 'average' };
const laws = { type: 'laws', rotations: 'max', energyDistance: 7 };

/** The filter of each configuration (IBSI 2 manual, table 7), for slices (A) and for the volume (B); null: none. */
const filters: Readonly<Record<string, readonly [slices: object | null, volume: object | null]>> = {
  1: [null, null],
  2: [
    { type: 'mean', support: 5 },
    { type: 'mean', support: 5 },
  ],
  3: [
    { type: 'laplacian-of-gaussian', sigma: 1.5 },
    { type: 'laplacian-of-gaussian', sigma: 1.5 },
  ],
  4: [
    { ...laws, kernels: 'L5E5' },
    { ...laws, kernels: 'L5E5E5' },
  ],
  5: [gabor, { ...gabor, orthogonalPlanes: true }],
  6: [
    { ...wavelet, level: 1, bands: ['LH'] },
    { ...wavelet, level: 1, bands: ['LLH'] },
  ],
  7: [
    { ...wavelet, level: 2, bands: ['HH'] },
    { ...wavelet, level: 2, bands: ['HHH'] },
  ],
  8: [
    { type: 'simoncelli', level: 1 },
    { type: 'simoncelli', level: 1 },
  ],
  9: [
    { type: 'simoncelli', level: 2 },
    { type: 'simoncelli', level: 2 },
  ],
};

/** What all configurations share: statistics of the CT phantom, slices as they are (A), or 1 mm by splines (B). */
function settingsOf(id: string): unknown {
  const slicewise = id.endsWith('A');
  const filter = filters[id.split('.')[0]!]![slicewise ? 0 : 1];
  return {
    slicewise,
    resampling: slicewise
      ? null
      : {
          spacing: [1, 1, 1],
          image: 'cubic-spline',
          mask: 'linear',
          maskThreshold: 0.5,
          roundIntensities: true,
        },
    resegmentation: { range: [-1000, 400] },
    families: ['statistics'],
    filters: filter === null ? [] : [filter],
    filteredImages: { original: filter === null },
  };
}

interface Row {
  readonly id: string;
  readonly tag: string;
  readonly value: number;
  readonly tolerance: number;
}

function readReference(): Row[] {
  const [, ...lines] = readFileSync(referencePath('ibsi/ibsi2_phase2_reference_values.csv'), 'utf8')
    .trim()
    .split(/\r?\n/);
  return lines
    .map((line) => line.split(','))
    .filter((cells) => cells[3] !== '')
    .map(([id, , tag, value, tolerance]) => ({
      id: id!,
      tag: tag!,
      value: Number(value),
      tolerance: Number(tolerance),
    }));
}

/** Intensity statistics of the filtered CT phantom (IBSI 2 phase 2) against the consensus values. */
export async function compareIbsi2Phase2(): Promise<Comparison[]> {
  const { volume, mask } = await readSubject(
    dataPath('ibsi1/ct_phantom/nifti/image/phantom.nii.gz'),
    dataPath('ibsi1/ct_phantom/nifti/mask/mask.nii.gz'),
    { label: 1 },
  );
  const rows = readReference();
  const byId = new Map<string, Map<string, number>>();
  for (const id of new Set(rows.map((row) => row.id))) {
    const settings = resolveSettings(settingsOf(id));
    const { values } = extractFeatures(volume, mask, settings);
    byId.set(
      id,
      new Map(
        columns(settings).map(({ column, image, ibsiTag }) => [
          image === 'original' ? ibsiTag : ibsiTag.slice(image.length + 1),
          values.get(column)!,
        ]),
      ),
    );
  }
  return rows.map(({ id, tag, value, tolerance }) => ({
    group: id,
    tag,
    ours: byId.get(id)?.get(tag),
    expected: value,
    tolerance,
  }));
}
