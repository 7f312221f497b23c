import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '@rachis/study';
import { expectRefusal, expectWritten, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const image = join(folder, 'ct.nii.gz');
const labels = join(folder, 'labels.nii.gz');
const good = join(folder, 'params.yaml');

beforeAll(() => {
  const { code, err } = rachis('demo', '--image', '--folder', folder);
  expect(code, err).toBe(0);
  writeFileSync(
    good,
    'setting:\n  binWidth: 25\nimageType:\n  Original: {}\n  LoG:\n    sigma: [3.0]\nfeatureClass:\n  firstorder:\n    - Mean\n    - Energy\n  shape:\n',
  );
});

const parametersOf = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('extract --pyradiomics', () => {
  test('writes the columns of PyRadiomics, one row', () => {
    const output = outputIn(folder);
    expectWritten(rachis('extract', image, labels, '--pyradiomics', good, '--output', output), output);
    const [head, ...rows] = parseCsv(readFileSync(output, 'utf8'));
    expect(rows).toHaveLength(1);
    expect(head!.slice(0, 3)).toEqual(['Image', 'Mask', 'diagnostics_Versions_PyRadiomics']);
    expect(head!.slice(-5)).toEqual([
      'original_shape_VoxelVolume',
      'original_firstorder_Mean',
      'original_firstorder_Energy',
      'log-sigma-3-0-mm-3D_firstorder_Mean',
      'log-sigma-3-0-mm-3D_firstorder_Energy',
    ]);
  });
  test('reads a batch file, carries its columns along, and goes on after a bad case', () => {
    const batch = parametersOf(
      'cases.csv',
      'Patient,Image,Mask,Label\na,ct.nii.gz,labels.nii.gz,1\nb,none.nii.gz,labels.nii.gz,1\nc,ct.nii.gz,labels.nii.gz,2\n',
    );
    const output = outputIn(folder);
    const run = rachis('extract', batch, '--pyradiomics', good, '--output', output);
    expectWritten(run, output, 5);
    expect(run.err).toMatch(/none\.nii\.gz/);
    const [head, ...rows] = parseCsv(readFileSync(output, 'utf8'));
    expect(head!.slice(0, 4)).toEqual(['Patient', 'Image', 'Mask', 'Label']);
    expect(rows.map((row) => row[0])).toEqual(['a', 'c']);
    const mean = head!.indexOf('original_firstorder_Mean');
    expect(rows[0]![mean]).not.toBe(rows[1]![mean]);
  });
});

describe('parameter files that cannot be used', () => {
  test.each([
    [
      'a mistyped setting',
      'setting: {binwidth: 25}',
      /setting\.binwidth: unknown key; did you mean "binWidth"/,
    ],
    ['a mistyped image type', 'imageType: {Wavlet: {}}', /did you mean "Wavelet"/],
    ['a mistyped class', 'featureClass: {gclm: }', /did you mean "glcm"/],
    ['a mistyped feature', 'featureClass: {glcm: [Contrst]}', /no such feature; did you mean "Contrast"/],
    ['a wrong type', 'setting: {binWidth: wide}', /setting\.binWidth is "wide"/],
    ['an impossible value', 'setting: {binWidth: -5}', /setting\.binWidth is -5/],
    [
      'an impossible interpolator',
      'setting: {interpolator: sitkSpline}',
      /setting\.interpolator is "sitkSpline"/,
    ],
    ['an unknown wavelet', 'imageType: {Wavelet: {wavelet: db77}}', /imageType\.Wavelet\.wavelet is "db77"/],
    ['a section that is not known', 'settings: {}', /did you mean "setting"/],
    ['text that is not YAML', 'setting: [', /not valid YAML/],
    [
      'a YAML bomb',
      `a: &a [x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e', 'f'].map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcde'[i]}`).join(', ')}]`).join('\n')}\n`,
      /not valid YAML/,
    ],
  ])('%s', (_, text, message) => {
    const output = outputIn(folder);
    const parameters = parametersOf('bad.yaml', text);
    expectRefusal(
      rachis('extract', image, labels, '--pyradiomics', parameters, '--output', output),
      output,
      2,
      'bad.yaml',
      message,
    );
  });
  test('one that is not there', () => {
    const output = outputIn(folder);
    const run = rachis(
      'extract',
      image,
      labels,
      '--pyradiomics',
      join(folder, 'none.yaml'),
      '--output',
      output,
    );
    expectRefusal(run, output, 3, 'none.yaml');
  });
  test('with options that it takes the place of', () => {
    const output = outputIn(folder);
    const run = rachis(
      'extract',
      image,
      labels,
      '--pyradiomics',
      good,
      '--settings',
      'CT',
      '--output',
      output,
    );
    expectRefusal(run, output, 2, '--settings cannot be used with --pyradiomics');
  });
  test('a batch without the columns it needs', () => {
    const output = outputIn(folder);
    const batch = parametersOf('few.csv', 'Image\nct.nii.gz\n');
    expectRefusal(
      rachis('extract', batch, '--pyradiomics', good, '--output', output),
      output,
      2,
      'Image and Mask',
    );
  });
});
