import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { expectRefusal, expectWritten, outputIn, rachis, temporaryFolder } from './support.ts';

const data = join(
  process.env.RACHIS_DATA ?? fileURLToPath(new URL('../../../../shared', import.meta.url)),
  'data',
);
const hasData = existsSync(data);
if (!hasData) console.warn(`Runs on real data are skipped: ${data} does not exist (set RACHIS_DATA).`);

const folder = temporaryFolder();
const at = (name: string): string => join(data, name);

type Row = Record<string, string | number | null>;

/** Runs an extraction of real data; gives its rows. */
function rowsOf(image: string, mask: string, ...more: string[]): Row[] {
  const output = outputIn(folder, 'features.json');
  expectWritten(rachis('extract', image, mask, '--output', output, ...more), output);
  return JSON.parse(readFileSync(output, 'utf8')) as Row[];
}

/** Everything but spatial correlation, which takes most of the time. */
const quick = ['--settings', fileURLToPath(new URL('./fixtures/quick.yaml', import.meta.url))];

/** Every row has voxels, a volume and texture. */
function expectFeatures(rows: readonly Row[], regions: number): void {
  expect(rows).toHaveLength(regions);
  for (const row of rows) {
    expect(row.voxels).toBeGreaterThan(0);
    for (const column of ['morphology_volume', 'statistics_mean', 'glcm_contrast_3D_comb'])
      expect(row[column], `${row.region} ${column}`).toBeTypeOf('number');
  }
}

describe.skipIf(!hasData)('soft-tissue sarcoma: DICOM with RTSTRUCT', () => {
  const patients = ['STS_008', 'STS_025'];
  test.each(patients.flatMap((patient) => ['CT', 'MR_T1', 'PET'].map((kind) => [patient, kind] as const)))(
    '%s %s runs',
    (patient, kind) => {
      const path = at(`sts/dicom/${patient}/${kind}`);
      const [row, ...others] = rowsOf(join(path, 'image'), join(path, 'mask'), ...quick);
      expectFeatures([row!], 1);
      expect(others).toEqual([]);
      expect([row!.region, row!.subject]).toEqual([`GTV_Mass_${kind}`, patient]);
      expect(row!.unit).toBe({ CT: 'HU', MR_T1: 'arbitrary', PET: 'SUV' }[kind]);
    },
  );
  test.each(patients.flatMap((patient) => ['MR_T1', 'PET'].map((kind) => [patient, kind] as const)))(
    '%s %s: DICOM and NIfTI give the same features',
    (patient, kind) => {
      const path = at(`sts/dicom/${patient}/${kind}`);
      const nifti = (part: string) => at(`sts/nifti/${patient}/${kind}_${part}.nii.gz`);
      const [dicom] = rowsOf(join(path, 'image'), join(path, 'mask'), ...quick);
      const [other] = rowsOf(nifti('image'), nifti('mask'), ...quick);
      const differing = Object.keys(dicom!).filter((column) => {
        const [a, b] = [dicom![column]!, other![column]!];
        if (typeof a !== 'number' || typeof b !== 'number') return column.includes('_') && a !== b;
        // NIfTI keeps spacing in 32 bits, which moves where the search for this ellipsoid stops (within 4e-6).
        const tolerance = column.endsWith('_minimum_ellipsoid') ? 1e-5 : 1e-6;
        return Math.abs(a - b) > tolerance * Math.max(Math.abs(a), Math.abs(b)) + 1e-12;
      });
      expect(differing.map((column) => `${column}: ${dicom![column]} ${other![column]}`)).toEqual([]);
    },
  );
});

describe.skipIf(!hasData)('spine', () => {
  test.each([
    ['tptbox/sub-ct_label-22_ct.nii.gz', 'tptbox/sub-ct_seg-vert_label-22_msk.nii.gz'],
    ['tptbox/sub-ct_label-22_ct.nii.gz', 'tptbox/sub-ct_seg-subreg_label-22_msk.nii.gz'],
    ['tptbox/sub-mri_label-6_T2w.nii.gz', 'tptbox/sub-mri_seg-vert_label-6_msk.nii.gz'],
    ['tptbox/sub-mri_label-6_T2w.nii.gz', 'tptbox/sub-mri_seg-subreg_label-6_msk.nii.gz'],
    ['muscle/TUM01_water.nii.gz', 'muscle/TUM01_water_seg.nii.gz'],
    ['muscle/TUM02_fat.nii.gz', 'muscle/TUM02_fat_seg.nii.gz'],
    ['lumbar_mr/VB1_12_img.nii.gz', 'lumbar_mr/VB1_12_seg.nii.gz'],
    ['lumbar_mr/IVD_42_img.nii.gz', 'lumbar_mr/IVD_42_seg.nii.gz'],
    // The slices of the label map run the other way along y.
    ['totalsegmentator/dicom', 'totalsegmentator/example_seg_dicom.nii.gz', '--align', 'mask'],
  ])('%s with %s runs', (image, mask, ...more) => {
    const rows = rowsOf(at(`spine/${image}`), at(`spine/${mask}`), ...quick, ...more);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.voxels, String(row.region)).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasData)('the images of PyRadiomics', () => {
  test.each(['brain1', 'brain2', 'breast1'])('%s', (name) => {
    expectFeatures(
      rowsOf(at(`pyradiomics/${name}_image.nrrd`), at(`pyradiomics/${name}_label.nrrd`), ...quick),
      1,
    );
  });
  test('prostate phantom', () => {
    const path = at('pyradiomics/prostate_phantom_subvolume');
    const rows = rowsOf(`${path}.nrrd`, `${path}-label.nrrd`, ...quick);
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row.voxels, String(row.region)).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasData)('CT slices with segmentations of liver and spine', () => {
  // The folder holds the slices among region files and reports: it is searched by content.
  const slices = at('dicom/dcmqi');
  test.each([
    ['liver.dcm', ['Liver']],
    ['partial_overlaps.dcm', ['GREEN', 'ORANGE', 'PURPLE', 'LIGHT_BLUE', 'DARK_BLUE']],
    ['liver_seg.nrrd', ['label 1']],
    ['spine_seg.nrrd', ['label 2']],
    ['liver_spine_seg.nrrd', ['label 1', 'label 2']],
  ])('%s', (mask, names) => {
    const rows = rowsOf(slices, join(slices, mask), ...quick);
    expect(rows.map((row) => row.region)).toEqual(names);
    expectFeatures(rows, names.length);
  });
  test('the liver of the SEG has the features of the liver of the label map', () => {
    const [seg] = rowsOf(slices, join(slices, 'liver.dcm'), ...quick);
    const [labels] = rowsOf(slices, join(slices, 'liver_seg.nrrd'), ...quick);
    const identity = new Set(['mask', 'region']);
    for (const [column, value] of Object.entries(seg!))
      if (!identity.has(column)) expect(labels![column], column).toBe(value);
  });
  test('a SEG of another patient is refused: it is in another frame of reference', () => {
    const output = outputIn(folder);
    const run = rachis('extract', slices, join(slices, 'sr_seg.dcm'), '--output', output, '--align', 'mask');
    expectRefusal(run, output, exitCodes.input, 'sr_seg.dcm', /frames of reference/, '99000');
  });
});
