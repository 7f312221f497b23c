import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeNifti, writeNrrd } from '@rachis/formats';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { factsOfPath, layoutPattern } from '../src/cohort/file-name.ts';
import { scanCohort } from '../src/cohort/scan.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const grid = (nx: number) =>
  ({
    size: [nx, 8, 6],
    spacing: [1, 1, 2],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  }) as const;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(folder, 'cohort-'));
});

/** Writes an image of `nx` columns, or a mask of its middle. */
async function put(path: string, what: 'image' | 'mask', nx = 10): Promise<void> {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  const voxels = nx * 48;
  const data =
    what === 'image'
      ? Float32Array.from({ length: voxels }, (_, i) => ((i * 7919) % 211) / 7)
      : Uint8Array.from({ length: voxels }, (_, i) => (i % nx > 2 && i % nx < 6 ? 1 : 0));
  const volume = { ...grid(nx), data, unit: 'arbitrary' as const };
  if (path.endsWith('.nrrd')) await writeNrrd(file, volume);
  else await writeNifti(file, volume);
}

const scan = async (options: Partial<Parameters<typeof scanCohort>[1]> = {}) =>
  (await scanCohort(root, { output: join(root, 'manifest.csv'), ...options })).rows;

describe('whose a file is', () => {
  test.each([
    ['STS_001/MR_T1_image.nii.gz', 'STS_001', '', 'MR', 'T1'],
    ['P1/PET/mask.nii', 'P1', '', 'PET', ''],
    ['P1/2020-01-03/CT.nrrd', 'P1', '2020-01-03', 'CT', ''],
    ['sub-07/ses-2/anat/sub-07_ses-2_T2w.nii.gz', '07', '2', 'MR', 'T2w'],
    ['derivatives/seg/sub-07/anat/sub-07_T2w_dseg.nii.gz', '07', '', 'MR', 'T2w'],
    ['imagesTr/case12_0000.nii.gz', 'case12', '', '', ''],
    ['brain1_label.nrrd', 'brain1', '', '', ''],
    ['P01_CT_image.nii', 'P01', '', 'CT', ''],
  ])('%s', (path, subject, session, modality, protocol) => {
    expect(factsOfPath(path)).toMatchObject({ subject, session, modality, protocol });
  });

  test('is what a layout says, where one is given', () => {
    const layout = layoutPattern('{site}/{subject}/{session}');
    expect(factsOfPath('Leuven/A7/2021/T2.nii', layout)).toMatchObject({
      site: 'Leuven',
      subject: 'A7',
      session: '2021',
    });
    expect(factsOfPath('x/VB1_10_img.nii.gz', layoutPattern('x/{subject}_img'))).toMatchObject({
      subject: 'VB1_10',
    });
  });
});

describe('images and their regions', () => {
  test('in one folder go together by grid, and where grids are alike by name', async () => {
    for (const name of ['PET', 'CT']) {
      await put(`P1/${name}_image.nii.gz`, 'image');
      await put(`P1/${name}_mask.nii.gz`, 'mask');
    }
    await put('P1/T2_image.nii.gz', 'image', 12);
    await put('P1/tumour.nii.gz', 'mask', 12);
    const rows = await scan();
    expect(rows.map(({ image, mask }) => [image, mask])).toEqual([
      ['P1/CT_image.nii.gz', 'P1/CT_mask.nii.gz'],
      ['P1/T2_image.nii.gz', 'P1/tumour.nii.gz'],
      ['P1/PET_image.nii.gz', 'P1/PET_mask.nii.gz'],
    ]);
    expect(rows.every(({ problems }) => problems === '')).toBe(true);
  });

  test('find each other across folders: BIDS, and images and labels apart', async () => {
    await put('sub-01/anat/sub-01_T2w.nii.gz', 'image');
    await put('derivatives/manual/sub-01/anat/sub-01_T2w_dseg.nii.gz', 'mask');
    await put('sub-02/anat/sub-02_T2w.nii.gz', 'image');
    await put('derivatives/manual/sub-02/anat/sub-02_T2w_dseg.nii.gz', 'mask');
    expect(
      (await scan()).map(({ subject, image, mask }) => [subject, dirname(image), dirname(mask)]),
    ).toEqual([
      ['01', 'sub-01/anat', 'derivatives/manual/sub-01/anat'],
      ['02', 'sub-02/anat', 'derivatives/manual/sub-02/anat'],
    ]);
  });

  test('of nnU-Net and of NRRD files in one folder', async () => {
    await put('imagesTr/a_0000.nii.gz', 'image');
    await put('labelsTr/a.nii.gz', 'mask');
    await put('brain1_image.nrrd', 'image', 14);
    await put('brain1_label.nrrd', 'mask', 14);
    expect((await scan()).map(({ subject, mask }) => [subject, mask])).toEqual([
      ['a', 'labelsTr/a.nii.gz'],
      ['brain1', 'brain1_label.nrrd'],
    ]);
  });

  test('are chosen by patterns', async () => {
    for (const name of ['T1_sag', 'T2_sag', 'T2_ax']) {
      await put(`P1/${name}_image.nii.gz`, 'image', name === 'T2_ax' ? 12 : 10);
      await put(`P1/${name}_mask.nii.gz`, 'mask', name === 'T2_ax' ? 12 : 10);
    }
    const images = async (...series: string[]) => (await scan({ series })).map(({ image }) => image);
    expect(await images('T2*sag*')).toEqual(['P1/T2_sag_image.nii.gz']);
    expect(await images('*ax*', 't1*')).toEqual(['P1/T1_sag_image.nii.gz', 'P1/T2_ax_image.nii.gz']);
    expect((await scan({ regions: ['GTV*'] })).every(({ mask }) => mask === '')).toBe(true);
  });
});

describe('what is missing', () => {
  test('an image that most subjects have, a region, an image of a region, a file that is broken', async () => {
    for (const subject of ['P1', 'P2', 'P10']) {
      await put(`${subject}/CT_image.nii`, 'image');
      await put(`${subject}/CT_mask.nii`, 'mask');
      if (subject === 'P10') continue;
      await put(`${subject}/PET_image.nii`, 'image', 12);
      if (subject === 'P1') await put(`${subject}/PET_mask.nii`, 'mask', 12);
    }
    writeFileSync(join(root, 'P2', 'broken.nii.gz'), 'no NIfTI');
    const odd = (await scan()).filter(({ problems }) => problems !== '');
    expect(odd.map(({ subject, problems }) => `${subject}: ${problems}`)).toEqual([
      expect.stringMatching(/^P2: .*broken\.nii\.gz/),
      'P2: The image has no region.',
      'P10: There is no PET image, which 2 of 3 subjects have.',
    ]);
  });

  test('everything', async () => {
    await expect(scan()).rejects.toThrow(/No image was found below/);
    await put('P1/CT_image.nii', 'image');
    await expect(scan({ series: ['MR*'] })).rejects.toThrow(/called MR\*/);
  });
});
