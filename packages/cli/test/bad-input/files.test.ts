import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDicomSeg, writeMetaImage, writeNifti, writeNrrd } from '@rachis/formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/exit-codes.ts';
import {
  allSlices,
  cut,
  drawn,
  image,
  labels,
  patient,
  readSeries,
  region,
  series,
  slice,
  structures,
} from '../study.ts';
import { expectRefusal, expectWritten, outputIn, rachis, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const extract = (imagePath: string, maskPath: string, output: string) =>
  rachis('extract', imagePath, maskPath, '--output', output);

beforeAll(async () => {
  await writeNifti(at('image.nii'), image());
  await writeNifti(at('image.nii.gz'), image());
  await writeNrrd(at('image.nrrd'), image());
  await writeMetaImage(at('image.mha'), image());
  await writeNifti(at('labels.nii.gz'), labels());
  const ct = await readSeries(at('ct'));
  await structures(at('rtstruct.dcm'), [drawn]);
  await writeDicomSeg(at('seg.dcm'), [{ name: 'tumour', mask: region(1) }], ct);
});

describe.skipIf(process.platform === 'win32')('what is neither a file nor a folder', () => {
  test.each([
    ['a pipe, which nobody writes to', 'pipe.nii', 'labels.nii.gz'],
    ['a pipe as the mask', 'image.nii', 'pipe.nii'],
    ['a device', '/dev/zero', 'labels.nii.gz'],
  ])('%s', (_what, imageName, maskName) => {
    execFileSync('mkfifo', [at('pipe.nii')]);
    const path = (name: string) => (name.startsWith('/') ? name : at(name));
    const output = outputIn(folder);
    const run = extract(path(imageName), path(maskName), output);
    rmSync(at('pipe.nii'));
    expectRefusal(run, output, exitCodes.input, 'is a pipe or a device');
  });
});

describe('a file that is not there', () => {
  test.each([
    ['the image', 'nowhere.nii', 'labels.nii.gz'],
    ['the mask', 'image.nii', 'nowhere.nii'],
  ])('%s', (_what, imageName, maskName) => {
    const output = outputIn(folder);
    expectRefusal(
      extract(at(imageName), at(maskName), output),
      output,
      exitCodes.input,
      /no file or folder.*nowhere\.nii/,
    );
  });
  test('names the subject where it is known', () => {
    const output = outputIn(folder);
    expectRefusal(
      extract(at('ct'), at('nowhere.dcm'), output),
      output,
      exitCodes.input,
      patient,
      'nowhere.dcm',
    );
    const given = rachis('extract', at('nowhere'), at('labels.nii.gz'), '-o', output, '--subject', 'S-7');
    expectRefusal(given, output, exitCodes.input, 'S-7', 'nowhere');
  });
});

describe('a file that is no image', () => {
  test('text under any name', () => {
    for (const name of [
      'notes.txt',
      'notes.nii',
      'notes.nrrd',
      'notes.dcm',
      'notes.mha',
      'notes.nii.gz',
      'notes.hdr',
    ]) {
      writeFileSync(at(name), 'Patient was seen in the clinic, the scan follows by courier. '.repeat(20));
      const output = outputIn(folder);
      expectRefusal(extract(at(name), at('labels.nii.gz'), output), output, exitCodes.input, name);
    }
  });
  test('an empty file', () => {
    for (const name of ['nothing.nii', 'nothing.nii.gz', 'nothing.dcm', 'nothing.nrrd', 'nothing.mha']) {
      writeFileSync(at(name), '');
      const output = outputIn(folder);
      expectRefusal(extract(at(name), at('labels.nii.gz'), output), output, exitCodes.input, name);
    }
  });
  test('a folder without images', () => {
    mkdirSync(at('papers'));
    writeFileSync(join(at('papers'), 'letter.txt'), 'Dear colleague');
    const output = outputIn(folder);
    expectRefusal(
      extract(at('papers'), at('labels.nii.gz'), output),
      output,
      exitCodes.input,
      'papers',
      /no DICOM image/,
    );
  });
  test('regions where the image belongs', () => {
    const output = outputIn(folder);
    expectRefusal(
      extract(at('rtstruct.dcm'), at('ct'), output),
      output,
      exitCodes.input,
      'rtstruct.dcm',
      /RTSTRUCT/,
    );
  });
  test('an image where the regions belong', () => {
    const output = outputIn(folder);
    const run = extract(at('ct'), join(at('ct'), 'slice0.dcm'), output);
    expectRefusal(run, output, exitCodes.input, 'slice0.dcm', /holds no regions.*CT/, patient);
    expectRefusal(
      extract(at('image.nii'), at('image.nii'), output),
      output,
      exitCodes.input,
      /not a label map/,
    );
  });
});

describe('a file that was cut off', () => {
  const cuts = [0.1, 0.5, 9] as const;
  test.each(['image.nii', 'image.nii.gz', 'image.nrrd', 'image.mha'])('%s', (name) => {
    for (const keep of cuts) {
      const path = cut(at(name), at(`cut-${name}`), keep);
      const output = outputIn(folder);
      expectRefusal(
        extract(path, at('labels.nii.gz'), output),
        output,
        exitCodes.input,
        `cut-${name}`,
        /ends (before|within)|damaged|not a MetaImage/,
      );
    }
  });
  test('one slice of a DICOM series', async () => {
    await series(
      at('cut-series'),
      allSlices.map((z) => slice(z)),
    );
    for (const keep of cuts) {
      cut(join(at('ct'), 'slice4.dcm'), join(at('cut-series'), 'slice4.dcm'), keep);
      const output = outputIn(folder);
      const run = extract(at('cut-series'), at('rtstruct.dcm'), output);
      expectRefusal(run, output, exitCodes.input, 'slice4.dcm', /ends before|damaged|not a DICOM/);
    }
  });
  test.each(['rtstruct.dcm', 'seg.dcm'])('%s', (name) => {
    for (const keep of cuts) {
      const path = cut(at(name), at(`cut-${name}`), keep);
      const output = outputIn(folder);
      const run = extract(at('ct'), path, output);
      expectRefusal(run, output, exitCodes.input, `cut-${name}`, /ends before|damaged|not a DICOM/, patient);
    }
  });
});

describe('a transfer syntax that cannot be read', () => {
  test('is named with the file and the patient', async () => {
    await series(
      at('video'),
      allSlices.map((z) => slice(z)),
    );
    const path = join(at('video'), 'slice3.dcm');
    const bytes = readFileSync(path);
    bytes.write('1.2.840.10008.9.9.9', bytes.indexOf('1.2.840.10008.1.2.1\0'));
    writeFileSync(path, bytes);
    const output = outputIn(folder);
    const run = extract(at('video'), at('rtstruct.dcm'), output);
    expectRefusal(run, output, exitCodes.input, 'slice3.dcm', '1.2.840.10008.9.9.9', patient);
  });
});

test('the same files, whole, are extracted', () => {
  for (const [imageName, maskName] of [
    ['image.nii', 'labels.nii.gz'],
    ['image.nii.gz', 'labels.nii.gz'],
    ['image.nrrd', 'labels.nii.gz'],
    ['image.mha', 'labels.nii.gz'],
    ['ct', 'rtstruct.dcm'],
    ['ct', 'seg.dcm'],
  ] as const) {
    const output = outputIn(folder);
    expectWritten(extract(at(imageName), at(maskName), output), output);
    expect(readFileSync(output, 'utf8').split('\n').length).toBeGreaterThan(2);
  }
});
