import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeNifti } from '@rachis/formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/exit-codes.ts';
import { image, labels } from '../study.ts';
import {
  expectRefusal,
  expectWritten,
  outputIn,
  rachis,
  rachisCommand,
  runAs,
  temporaryFolder,
} from '../support.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const extract = (output: string) => rachis('extract', at('image.nii'), at('labels.nii'), '--output', output);
const root = process.getuid?.() === 0;

beforeAll(async () => {
  await writeNifti(at('image.nii'), image());
  await writeNifti(at('labels.nii'), labels());
});

describe('an output that is wrong by its name alone is refused before any work', () => {
  test('none', () => {
    const run = rachis('extract', at('nowhere.nii'), at('labels.nii'));
    expect([run.code, run.out, run.err]).toEqual([
      exitCodes.usage,
      '',
      expect.stringMatching(/^rachis: .*--output/),
    ]);
  });
  test.each(['features.xlsx', 'features', 'features.csv.gz'])('an ending that is unknown: %s', (name) => {
    const output = outputIn(folder, name);
    const run = rachis('extract', at('nowhere.nii'), at('labels.nii'), '-o', output);
    expectRefusal(run, output, exitCodes.usage, name, '.csv, .json, .jsonl or .parquet');
  });
  test('a folder that is not there', () => {
    const output = join(dirname(outputIn(folder)), 'missing', 'features.csv');
    const run = rachis('extract', at('nowhere.nii'), at('labels.nii'), '-o', output);
    expect(run.err).toMatch(/missing.*not there or not writable/);
    expect([run.code, run.out]).toEqual([exitCodes.output, '']);
  });
});

describe('an output that the system refuses', () => {
  test('a file where a folder should be', () => {
    const run = extract(join(at('labels.nii'), 'features.csv'));
    expect([run.code, run.out]).toEqual([exitCodes.output, '']);
    expect(run.err).toMatch(/features\.csv cannot be written.*labels\.nii is not a folder/);
  });
  test('a folder that has the name of the table, or of its provenance', () => {
    for (const name of ['features.csv', 'features.provenance.json']) {
      const output = outputIn(folder);
      mkdirSync(join(dirname(output), name));
      const run = extract(output);
      expect([run.code, run.err]).toEqual([
        exitCodes.output,
        expect.stringMatching(/a folder has this name/),
      ]);
      expect(readdirSync(dirname(output))).toEqual([name]);
    }
  });
  test.skipIf(process.platform !== 'linux')('a folder in which no file can be made', () => {
    const run = extract('/proc/features.csv');
    expect([run.code, run.err]).toEqual([
      exitCodes.output,
      expect.stringMatching(/\/proc\/features\.csv cannot be written/),
    ]);
  });
  test('a folder without permission', (context) => {
    const output = outputIn(folder);
    chmodSync(dirname(output), 0o555);
    const command = [...rachisCommand, 'extract', at('image.nii'), at('labels.nii'), '-o', output];
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    if (root && runAs([...nobody, ...rachisCommand, '--version']).code !== 0)
      return context.skip('root may write everywhere, and no other user can be taken on here');
    if (root) chmodSync(folder, 0o755);
    expectRefusal(
      runAs(root ? [...nobody, ...command] : command),
      output,
      exitCodes.output,
      output,
      /not writable/,
    );
  });
});

describe('a disk that is full', () => {
  const disk = at('disk');
  let mounted = false;
  beforeAll(() => {
    mkdirSync(disk);
    mounted = root && runAs(['mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]).code === 0;
  });
  afterAll(() => {
    if (mounted) runAs(['umount', disk]);
  });
  test('leaves what was there, and nothing of its own', (context) => {
    if (!mounted) return context.skip('only root can mount a small disk');
    writeFileSync(join(disk, 'features.csv'), 'of yesterday');
    writeFileSync(join(disk, 'features.provenance.json'), 'of yesterday too');
    const run = extract(join(disk, 'features.csv'));
    expect([run.code, run.out]).toEqual([exitCodes.output, '']);
    expect(run.err).toMatch(/disk\/features\.(csv|provenance\.json) cannot be written: the disk is full/);
    expect(readdirSync(disk).sort()).toEqual(['features.csv', 'features.provenance.json']);
    expect(readFileSync(join(disk, 'features.csv'), 'utf8')).toBe('of yesterday');
    expect(readFileSync(join(disk, 'features.provenance.json'), 'utf8')).toBe('of yesterday too');
  });
});

test('an output of an earlier run is replaced when the new one is whole, and kept when it fails', () => {
  const output = outputIn(folder);
  expectWritten(extract(output), output);
  const before = readFileSync(output);
  expect(rachis('extract', at('image.nii'), at('labels.nii'), '-l', '9', '-o', output).code).toBe(
    exitCodes.input,
  );
  expect(readFileSync(output).equals(before)).toBe(true);
  expectWritten(rachis('extract', at('image.nii'), at('labels.nii'), '-l', '1', '-o', output), output);
  expect(readFileSync(output).equals(before)).toBe(false);
});

describe('`convert` leaves nothing behind either', () => {
  test.each([
    ['an unknown ending', 'image.xyz', exitCodes.usage, /ending must be/],
    ['regions as DICOM without the image', 'mask.dcm', exitCodes.usage, /--reference/],
  ])('%s', (_name, name, code, words) => {
    const output = outputIn(folder, name);
    expectRefusal(rachis('convert', at('labels.nii'), output), output, code, name, words);
  });
  test('a reference that is no DICOM', () => {
    const output = outputIn(folder, 'mask.dcm');
    const run = rachis('convert', at('labels.nii'), output, '--reference', at('image.nii'));
    expectRefusal(run, output, exitCodes.usage, 'image.nii', /not a DICOM series/);
  });
});
