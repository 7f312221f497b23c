import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readImage } from '@rachis/formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const image = join(folder, 'ct.nii.gz');
const labels = join(folder, 'labels.nii.gz');

beforeAll(() => {
  const { code, err } = rachis('demo', '--image', '--folder', folder);
  expect(code, err).toBe(0);
});

const map = (output: string, ...more: string[]) =>
  rachis('map', image, labels, '--label', '1', '--output', output, ...more);

describe('rachis map', () => {
  test('writes an image on the grid of the input', async () => {
    const output = outputIn(folder, 'map.nii.gz');
    const run = map(output, '--feature', 'statistics_mean', '--radius', '5', '--outside', '-5000');
    expect([run.code, run.out], run.err).toEqual([0, '']);
    const [made, read] = [await readImage(output), await readImage(image)];
    expect(made.volume.size).toEqual(read.volume.size);
    expect(made.volume.spacing).toEqual(read.volume.spacing);
    expect(new Set(made.volume.data).size).toBeGreaterThan(10);
    expect(Math.min(...new Set(made.volume.data))).toBe(-5000);
  });
  test('writes several with the feature in their names', () => {
    const output = outputIn(folder, '{feature}.nrrd');
    const run = map(
      output,
      '--feature',
      'glcm_contrast,glcm_joint_entropy_3D_comb',
      '--radius-voxels',
      '1',
      '--shape',
      'box',
    );
    expect(run.code, run.err).toBe(0);
    expect(readdirSync(dirname(output)).sort()).toEqual([
      'glcm_contrast_3D_avg.nrrd',
      'glcm_joint_entropy_3D_comb.nrrd',
    ]);
  });
});

describe('maps that cannot be', () => {
  test.each([
    ['an unknown feature', ['--feature', 'glcm_contrst', '--radius', '4'], /did you mean "glcm_contrast/],
    ['a feature without a map', ['--feature', 'morphology_volume', '--radius', '4'], /morphology_volume/],
    ['a radius of zero', ['--feature', 'glcm_contrast', '--radius', '0'], /above zero/],
    ['a radius beyond the image', ['--feature', 'glcm_contrast', '--radius', '4000'], /4000 mm/],
    ['no radius', ['--feature', 'glcm_contrast'], /one radius/],
    ['two radii', ['--feature', 'glcm_contrast', '--radius', '4', '--radius-voxels', '2'], /one radius/],
    ['a radius that is no number', ['--feature', 'glcm_contrast', '--radius', 'far'], /It must be a number/],
    ['several maps in one file', ['--feature', 'glcm', '--radius', '4'], /\{feature\}/],
    [
      'an unknown aggregation',
      ['--feature', 'glcm_contrast', '--radius', '4', '--aggregation', '4D'],
      /no aggregation "4D"/,
    ],
  ])('%s', (_, more, message) => {
    const output = outputIn(folder, 'map.nii.gz');
    expectRefusal(map(output, ...more), output, 2, message);
  });
  test('an ending that is no image', () => {
    const output = outputIn(folder, 'map.csv');
    expectRefusal(map(output, '--feature', 'glcm_contrast', '--radius', '4'), output, 2, 'map.csv');
  });
});
