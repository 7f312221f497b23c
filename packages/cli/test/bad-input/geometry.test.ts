import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDicomSeg, writeNifti, writeNrrd } from '@rachis/formats';
import { beforeAll, describe, expect, test } from 'vitest';
import type { NaturalDataSet } from '../../../formats/src/dicom/write-part10.ts';
import { niftiHeader } from '../../../formats/src/write-nifti.ts';
import { exitCodes } from '../../src/exit-codes.ts';
import {
  allSlices,
  drawn,
  grid,
  image,
  labels,
  patient,
  readSeries,
  region,
  series,
  slice,
  structures,
} from '../study.ts';
import { stored } from '../../../volume/test/orders.ts';
import { expectRefusal, expectWritten, outputIn, rachis, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const extract = (imagePath: string, maskPath: string, output: string, ...more: string[]) =>
  rachis('extract', imagePath, maskPath, '--output', output, ...more);

beforeAll(async () => {
  await writeNifti(at('image.nii'), image());
  await writeNifti(at('labels.nii'), labels());
  await structures(at('rtstruct.dcm'), [drawn]);
});

const positioned = (positions: readonly (readonly [number, number])[]): NaturalDataSet[] =>
  positions.map(([y, z], i) => slice(i, { ImagePositionPatient: ['0', String(y), String(z)] }));

describe('a DICOM series that makes no volume', () => {
  const cases: [name: string, slices: NaturalDataSet[], words: (string | RegExp)[]][] = [
    [
      'a slice is missing',
      [0, 1, 2, 4, 5, 6, 7].map((z) => slice(z)),
      [/lacks 1 slice between 4 mm.*and 8 mm/],
    ],
    [
      'a slice is there twice, with different content',
      [
        ...allSlices.map((z) => slice(z)),
        slice(3, { SOPInstanceUID: '2.25.99', PixelData: new Int16Array(144) }),
      ],
      [/two different slices in the same place \(6 mm/],
    ],
    [
      'two series are mixed',
      [
        ...allSlices.map((z) => slice(z)),
        slice(0, { SeriesInstanceUID: '2.25.7', SeriesDescription: 'scout' }),
      ],
      ['"lumbar spine", 8 files', '"scout", 1 files', /--series/],
    ],
    [
      'slices are spaced unevenly',
      positioned([0, 2, 4.7, 6, 8, 10].map((z) => [0, z])),
      [/uneven distances, from 1\.3 mm to 2\.7 mm/],
    ],
    [
      'the gantry was tilted',
      positioned(allSlices.map((z) => [0.6 * z, 2 * z])),
      [/tilted gantry.*16\.7 degrees/],
    ],
    [
      'the pixel spacing is zero',
      allSlices.map((z) => slice(z, { PixelSpacing: ['0', '1'] })),
      [/pixel spacing 0 x 1/],
    ],
    [
      'the pixel spacing is negative',
      allSlices.map((z) => slice(z, { PixelSpacing: ['1', '-1'] })),
      [/spacing 1 x -1/],
    ],
    [
      'slices have different sizes',
      [...allSlices.map((z) => slice(z)).slice(1), slice(0, { Rows: 6, Columns: 24 })],
      [/different sizes/],
    ],
    [
      'slices of two patients carry one series UID',
      allSlices.map((z) => slice(z, z > 3 ? { PatientID: 'PAT-0043' } : {})),
      ['different patients', 'PAT-0043', 'slice4.dcm'],
    ],
    [
      'slices of two modalities carry one series UID',
      allSlices.map((z) => slice(z, z > 3 ? { Modality: 'MR' } : {})),
      [/different modalities: CT in .*slice0.dcm, MR in .*slice4.dcm/],
    ],
    [
      'slices lie in two frames of reference',
      allSlices.map((z) => slice(z, z > 3 ? { FrameOfReferenceUID: '2.25.777' } : {})),
      [/different frames of reference/, '2.25.777'],
    ],
    [
      'a header announces more pixels than the file holds',
      allSlices.map((z) => slice(z, { Rows: 60_000, Columns: 60_000 })),
      [/slice0\.dcm ends before.*60000 x 60000/],
    ],
    [
      'the rescale slope is no number',
      allSlices.map((z) => slice(z, z === 5 ? { RescaleSlope: '1,5' } : {})),
      [/slice5\.dcm has a rescale slope that is no number \("1,5"\)/],
    ],
    [
      'a slice lies in another orientation',
      [
        ...allSlices.map((z) => slice(z)).slice(1),
        slice(0, { ImageOrientationPatient: ['1', '0', '0', '0', '0', '-1'] }),
      ],
      [/mixes orientations/],
    ],
  ];
  test.each(cases)('%s', async (name, slices, words) => {
    const path = await series(at(name.replaceAll(' ', '-')), slices);
    const output = outputIn(folder);
    expectRefusal(
      extract(path, at('rtstruct.dcm'), output),
      output,
      exitCodes.input,
      path,
      patient,
      ...words,
    );
  });
  test('a rescale slope of zero is taken as one, and said', async () => {
    const path = await series(
      at('slope0'),
      allSlices.map((z) => slice(z, { RescaleSlope: '0' })),
    );
    const output = outputIn(folder);
    const run = extract(path, at('rtstruct.dcm'), output);
    expectWritten(run, output);
    expect(run.err).toMatch(/warning: The rescale slope is 0/);
  });
  test('a copy of a slice is no fault: it is left out, and said', async () => {
    const path = await series(at('copied'), [...allSlices.map((z) => slice(z)), slice(3)]);
    const output = outputIn(folder);
    const run = extract(path, at('rtstruct.dcm'), output);
    expectWritten(run, output);
    expect(run.err).toMatch(/warning: .*copy/);
  });
  test('one of two series can be chosen', async () => {
    const scout = slice(0, { SeriesInstanceUID: '2.25.7', SeriesDescription: 'scout' });
    const path = await series(at('chosen'), [...allSlices.map((z) => slice(z)), scout]);
    const output = outputIn(folder);
    expectWritten(extract(path, at('rtstruct.dcm'), output, '--series', 'LUMBAR'), output);
    const none = outputIn(folder);
    expectRefusal(
      extract(path, at('rtstruct.dcm'), none, '--series', 'thorax'),
      none,
      exitCodes.input,
      /No series.*"thorax"/,
      'scout',
    );
  });
});

describe('a voxel file whose header makes no sense', () => {
  const nifti = (name: string, change: (view: DataView) => void): string => {
    const header = niftiHeader(image());
    change(new DataView(header.buffer));
    writeFileSync(at(name), Buffer.concat([header, new Uint8Array(image().data.buffer)]));
    return at(name);
  };
  const fourVolumes = (view: DataView): void => {
    view.setInt16(40, 4, true);
    view.setInt16(48, 4, true);
  };
  test.each<[string, (view: DataView) => void, RegExp]>([
    [
      'zero-spacing.nii',
      (view) => view.setFloat32(280, 0, true),
      /sform .*voxel sizes 0 x 1 x 2; each must be above zero/,
    ],
    ['infinite-spacing.nii', (view) => view.setFloat32(280, Infinity, true), /not finite/],
    ['sheared.nii', (view) => view.setFloat32(284, 0.5, true), /sheared/],
    ['no-voxels.nii', (view) => view.setInt16(42, 0, true), /dimensions|size/],
    ['four-volumes.nii', fourVolumes, /4 volumes/],
  ])('%s', (name, change, words) => {
    const output = outputIn(folder);
    expectRefusal(
      extract(nifti(name, change), at('labels.nii'), output),
      output,
      exitCodes.input,
      name,
      words,
    );
  });
  test.each([
    ['nrrd', '(-0,0,0) (0,1,0) (0,0,2)', /space directions of length 0 along axis 1/],
    ['nrrd', '(1,0,0) (0,nan,0) (0,0,2)', /finite|number/],
  ])('%s with directions %s', (_kind, directions, words) => {
    const header = `NRRD0005\ntype: uchar\ndimension: 3\nspace: LPS\nsizes: 2 2 2\nspace directions: ${directions}\nencoding: raw\nspace origin: (0,0,0)\n\n`;
    writeFileSync(at('bad.nrrd'), Buffer.concat([Buffer.from(header), Buffer.alloc(8, 1)]));
    const output = outputIn(folder);
    expectRefusal(
      extract(at('bad.nrrd'), at('bad.nrrd'), output),
      output,
      exitCodes.input,
      'bad.nrrd',
      words,
    );
  });
});

describe('a mask on another grid than the image', () => {
  const coarse = {
    ...grid,
    size: [6, 6, 8] as const,
    spacing: [2, 2, 2] as const,
    origin: [0.5, 0.5, 0] as const,
    data: Uint8Array.from({ length: 288 }, (_, i) => (i % 6 > 0 && i % 6 < 5 && i > 71 && i < 216 ? 1 : 0)),
  };
  test('is refused with both grids, and resampled where that is asked for', async () => {
    await writeNrrd(at('coarse.nrrd'), coarse);
    const output = outputIn(folder);
    const run = extract(at('image.nii'), at('coarse.nrrd'), output, '--subject', 'S-7');
    expectRefusal(run, output, exitCodes.input, 'coarse.nrrd', 'image.nii', 'S-7', '--align mask');
    expect(run.err).toContain('image: 12 x 12 x 8 voxels, spacing 1 x 1 x 2 mm, origin (0, 0, 0)');
    expect(run.err).toContain('mask:  6 x 6 x 8 voxels, spacing 2 x 2 x 2 mm, origin (0.5, 0.5, 0)');
    expectWritten(extract(at('image.nii'), at('coarse.nrrd'), output, '--align', 'mask'), output);
  });
  test('is taken where it has the same voxels in another order, which is said', async () => {
    await writeNifti(at('lps.nii'), labels());
    await writeNifti(at('sar.nii'), stored(labels(), { axes: [2, 1, 0], reversed: [false, true, true] }));
    const [output, other] = [outputIn(folder), outputIn(folder)];
    expectWritten(extract(at('image.nii'), at('lps.nii'), output), output);
    const run = extract(at('image.nii'), at('sar.nii'), other);
    expectWritten(run, other);
    expect(run.err).toContain(
      "sar.nii has the image's voxels in another order (its axes run to SAR, the image's to LPS)",
    );
    const text = (path: string) => readFileSync(path, 'utf8').replaceAll('lps.nii', 'sar.nii');
    expect(text(other)).toBe(text(output));
    expect(text(other.replace('.csv', '.provenance.json'))).toContain('in another order');
  });
  test('is refused where it lies beside the image, aligned or not', async () => {
    await writeNifti(at('far.nii'), { ...labels(), origin: [500, 0, 0] });
    for (const more of [[], ['--align', 'mask']]) {
      const output = outputIn(folder);
      const run = extract(at('image.nii'), at('far.nii'), output, ...more);
      expectRefusal(run, output, exitCodes.input, 'far.nii', 'image.nii', 'origin (500, 0, 0)');
    }
  });
  test('is refused where one voxel less makes it another grid', async () => {
    const { data } = labels();
    await writeNifti(at('short.nii'), { ...grid, size: [12, 12, 7], data: data.slice(0, 12 * 12 * 7) });
    const output = outputIn(folder);
    expectRefusal(
      extract(at('image.nii'), at('short.nii'), output),
      output,
      exitCodes.input,
      '12 x 12 x 7',
      '12 x 12 x 8',
    );
  });
});

describe('regions in another frame of reference', () => {
  const words = [patient, '2.25.3', /frames of reference/];
  test('RTSTRUCT', async () => {
    await series(
      at('ct'),
      allSlices.map((z) => slice(z)),
    );
    await structures(at('elsewhere.dcm'), [{ ...drawn, frame: '2.25.777' }]);
    const output = outputIn(folder);
    const run = extract(at('ct'), at('elsewhere.dcm'), output);
    expectRefusal(run, output, exitCodes.input, 'elsewhere.dcm', '2.25.777', ...words);
    expect(run.err.match(/frames of reference/g)).toHaveLength(1);
  });
  test('SEG, also when it may be aligned', async () => {
    const ct = await readSeries(at('ct'));
    const other = await series(
      at('other'),
      allSlices.map((z) => slice(z, { FrameOfReferenceUID: '2.25.777' })),
    );
    await writeDicomSeg(
      at('seg-elsewhere.dcm'),
      [{ name: 'tumour', mask: { ...region(1), ...ct.volume, data: region(1).data } }],
      other,
    );
    for (const more of [[], ['--align', 'mask']]) {
      const output = outputIn(folder);
      const run = extract(at('ct'), at('seg-elsewhere.dcm'), output, ...more);
      expectRefusal(run, output, exitCodes.input, 'seg-elsewhere.dcm', '2.25.777', ...words);
    }
    const converted = outputIn(folder, 'mask.nii');
    const run = rachis('convert', at('seg-elsewhere.dcm'), converted, '--reference', at('ct'));
    expectRefusal(run, converted, exitCodes.input, 'seg-elsewhere.dcm', '2.25.777', /frames of reference/);
  });
});
