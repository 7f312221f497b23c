import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { NaturalDataSet } from '../../formats/src/dicom/write-part10.ts';
import { readImage, writeNifti } from '@rachis/formats';
import { parseCsv } from '@rachis/study';
import { exitCodes } from '../src/exit-codes.ts';
import { allSlices, drawn, labels, patient, series, slice, structures } from './study.ts';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

/** A whole stack with something of its own in every slice; `more` keeps its instances apart from those of others. */
const stack = (changes: NaturalDataSet, more: number, places = allSlices): NaturalDataSet[] =>
  places.map((z) => slice(z, { SOPInstanceUID: `2.25.6${more}${z}`, ...changes }));

beforeAll(async () => {
  await structures(at('rtstruct.dcm'), [drawn]);
  await writeNifti(at('labels.nii'), labels());
});

describe('a series of two echoes', () => {
  const echo = (EchoTime: string, more: number, intercept: string) =>
    stack({ Modality: 'MR', EchoTime, RescaleIntercept: intercept }, more);

  beforeAll(async () => {
    const slices = [...echo('4.92', 1, '0'), ...echo('7.38', 2, '1000')];
    await series(at('echoes/scan'), slices);
    await structures(at('echoes/rtstruct.dcm'), [drawn]);
  });

  test('is refused with the names of its images, of which each can be taken', async () => {
    const output = outputIn(folder);
    const plain = rachis('extract', at('echoes/scan'), at('rtstruct.dcm'), '--output', output);
    expectRefusal(plain, output, exitCodes.input, patient, '`TE=4.92` (8 slices)', '`TE=7.38` (8 slices)');
    const mean = (file: string): number => {
      const [head, row] = parseCsv(readFileSync(file, 'utf8'));
      return Number(row![head!.findIndex((name) => name.startsWith('statistics_mean'))]);
    };
    const [first, second] = ['TE=4.92', 'te=7.380'].map((name, i) => {
      const own = outputIn(folder, `features${i}.csv`);
      const run = rachis('extract', at('echoes/scan'), at('rtstruct.dcm'), '--series', name, '--output', own);
      expect(run.code, run.err).toBe(exitCodes.ok);
      return mean(own);
    });
    expect(second! - first!).toBeCloseTo(1000, 6);
  });

  test('is converted, and inspected, image by image', async () => {
    const output = outputIn(folder, 'second.nii');
    expectRefusal(rachis('convert', at('echoes/scan'), output), output, exitCodes.input, 'TE=4.92');
    const run = rachis('convert', at('echoes/scan'), output, '--series', '2.25.2 TE=7.38');
    expect(run.code, run.err).toBe(exitCodes.ok);
    const own = (await readImage(at('echoes/scan'), { series: 'TE=7.38' })).volume.data;
    expect(Array.from((await readImage(output)).volume.data)).toEqual(Array.from(own));
    const inspected = rachis('inspect', at('echoes'));
    expect(inspected.out).toMatch(/series 2.25.2, TE=4.92/);
    expect(inspected.out).toMatch(/series 2.25.2, TE=7.38/);
    expect(inspected.out).not.toMatch(/!/);
    const map = outputIn(folder, 'map.nii');
    const mapped = [
      'map',
      at('echoes/scan'),
      at('labels.nii'),
      '--label',
      '1',
      '--feature',
      'statistics_mean',
      '--radius',
      '3',
      '--output',
      map,
    ];
    expectRefusal(rachis(...mapped), map, exitCodes.input, 'TE=4.92');
    const one = rachis(...mapped, '--series', 'TE=4.92');
    expect(one.code, one.err).toBe(exitCodes.ok);
  });

  test('is two rows of a manifest, with a region each, that extraction takes as they are', () => {
    const manifest = outputIn(folder, 'manifest.csv');
    const run = rachis('cohort', 'scan', at('echoes'), '--output', manifest);
    expect(run.code, run.err).toBe(exitCodes.ok);
    const rows = readFileSync(manifest, 'utf8').trim().split('\n');
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatch(/2\.25\.2 TE=4\.92.*rtstruct\.dcm,GTV-1/);
    expect(rows[2]).toMatch(/2\.25\.2 TE=7\.38.*rtstruct\.dcm,GTV-1/);
    const features = outputIn(folder);
    const extracted = rachis('extract', manifest, '--output', features);
    expect(extracted.code, extracted.err).toBe(exitCodes.ok);
    expect(readFileSync(features, 'utf8').trim().split('\n')).toHaveLength(3);
    const chosen = outputIn(folder, 'manifest.csv');
    rachis('cohort', 'scan', at('echoes'), '--series', 'TE=7*', '--output', chosen);
    expect(readFileSync(chosen, 'utf8').trim().split('\n')).toHaveLength(2);
  });
});

test('half a stack with another kernel is refused by every command', async () => {
  await series(at('kernels/scan'), [
    ...stack({ ConvolutionKernel: 'B30f' }, 3, [0, 1, 2, 3]),
    ...stack({ ConvolutionKernel: 'B70f' }, 4, [4, 5, 6, 7]),
  ]);
  await structures(at('kernels/rtstruct.dcm'), [drawn]);
  const said = /differ in convolution kernel.*B30f in .* and 3 more; B70f in .* and 3 more/;
  const output = outputIn(folder);
  const extracted = rachis('extract', at('kernels/scan'), at('rtstruct.dcm'), '--output', output);
  expectRefusal(extracted, output, exitCodes.input, said, 'kernel=B30f');
  expect(rachis('inspect', at('kernels')).out).toMatch(said);
  const manifest = outputIn(folder, 'manifest.csv');
  rachis('cohort', 'scan', at('kernels'), '--output', manifest);
  expect(readFileSync(manifest, 'utf8')).toMatch(said);
  const page = outputIn(folder, 'check.html');
  const checked = rachis('cohort', 'check', manifest, '--output', page);
  expect(checked.code, checked.err).toBe(5);
  expect(readFileSync(page.replace(/html$/, 'findings.csv'), 'utf8')).toMatch(said);
});

test('PET whose header cannot be: every command that reads it says why its units are kept', async () => {
  const pet = {
    Modality: 'PT',
    Units: 'BQML',
    CorrectedImage: ['ATTN', 'DECY'],
    DecayCorrection: 'START',
    PatientWeight: '70',
    SeriesDate: '20200102',
    SeriesTime: '103000',
    AcquisitionDate: '20200102',
    AcquisitionTime: '103000',
    RadiopharmaceuticalInformationSequence: [
      {
        RadiopharmaceuticalStartTime: '093000',
        RadionuclideTotalDose: '370',
        RadionuclideHalfLife: '6586.2',
      },
    ],
  };
  await series(at('pet/scan'), stack(pet, 5));
  await structures(at('pet/rtstruct.dcm'), [drawn]);
  const said = /stored units \(BQML\) are kept: RadionuclideTotalDose is 370 Bq/;
  expect(rachis('inspect', at('pet')).out).toMatch(said);
  expect(rachis('convert', at('pet/scan'), outputIn(folder, 'pet.nii')).err).toMatch(said);
  const one = rachis('extract', at('pet/scan'), at('rtstruct.dcm'), '--output', outputIn(folder));
  expect(one.err).toMatch(said);
  const map = [
    '--label',
    '1',
    '--feature',
    'statistics_mean',
    '--radius',
    '3',
    '--output',
    outputIn(folder, 'map.nii'),
  ];
  expect(rachis('map', at('pet/scan'), at('labels.nii'), ...map).err).toMatch(said);
  const manifest = outputIn(folder, 'manifest.csv');
  expect(rachis('cohort', 'scan', at('pet'), '--output', manifest).err).toMatch(said);
  expect(readFileSync(manifest, 'utf8')).toMatch(said);
});

test('padding in a region is said, with the number of its voxels', async () => {
  const padded = (z: number): NaturalDataSet => {
    const { PixelData, ...rest } = slice(z);
    const samples = Int16Array.from(PixelData as Int16Array);
    // Inside the region, and outside of it.
    if (z === 3) samples[5 + 12 * 5] = -2000;
    samples[0] = -2000;
    return { ...rest, PixelPaddingValue: 63_536, RescaleIntercept: '-24', PixelData: samples };
  };
  await series(at('padded'), allSlices.map(padded));
  const run = rachis('extract', at('padded'), at('rtstruct.dcm'), '--output', outputIn(folder));
  expect(run.code, run.err).toBe(exitCodes.ok);
  expect(run.err).toMatch(/warning: 1 of 144 voxels of region "GTV-1" have the padding value.*here -2024/);
  const elsewhere = await series(
    at('padded-outside'),
    allSlices.map((z) => slice(z, { PixelPaddingValue: 63_536 })),
  );
  expect(rachis('extract', elsewhere, at('rtstruct.dcm'), '--output', outputIn(folder)).err).not.toMatch(
    /padding/,
  );
});
