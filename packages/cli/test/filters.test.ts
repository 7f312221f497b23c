import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readImage } from '@rachis/formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '@rachis/study';
import { expectRefusal, expectWritten, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const image = join(folder, 'ct.nii.gz');
const labels = join(folder, 'labels.nii.gz');
const settings = join(folder, 'filters.yaml');

beforeAll(() => {
  const { code, err } = rachis('demo', '--image', '--folder', folder);
  expect(code, err).toBe(0);
  writeFileSync(
    settings,
    `families: [statistics, glcm]
filters:
  - { type: laplacian-of-gaussian, sigma: [2, 3] }
  - { type: separable-wavelet, wavelet: coif1 }
filteredImages: { discretisation: { method: fixed-bin-number, number: 16 } }
`,
  );
});

const extract = (output: string, ...more: string[]) =>
  rachis('extract', image, labels, '--label', '1', '--settings', settings, '--output', output, ...more);

describe('filtered features from the command line', () => {
  test('the same bytes with one thread and with two', () => {
    const [one, two] = [outputIn(folder), outputIn(folder)];
    expectWritten(extract(one, '--workers', '1'), one);
    expectWritten(extract(two, '--workers', '2'), two);
    expect(readFileSync(two)).toEqual(readFileSync(one));
    const [head] = parseCsv(readFileSync(one, 'utf8'));
    expect(head).toContain('log_2mm_statistics_mean');
    expect(head).toContain('wavelet_coif1_1_HHH_glcm_contrast_3D_comb');
  });
  test('--save-images writes what the numbers were made from', async () => {
    const output = outputIn(folder);
    const images = join(dirname(output), 'images');
    const run = extract(output, '--save-images', images);
    expect(run.code, run.err).toBe(0);
    const [region] = readdirSync(images);
    const files = readdirSync(join(images, region!)).sort();
    expect(files).toHaveLength(2 * 11 + 2);
    expect(files).toEqual(expect.arrayContaining(['mask.nii.gz', 'log_2mm.nii.gz', 'log_2mm_levels.nii.gz']));
    const response = await readImage(join(images, region!, 'log_2mm.nii.gz'));
    const mask = await readImage(join(images, region!, 'mask_intensity.nii.gz'));
    const inside = [...response.volume.data].filter((_, i) => mask.volume.data[i] !== 0);
    const [head, row] = parseCsv(readFileSync(output, 'utf8'));
    const mean = Number(row![head!.indexOf('log_2mm_statistics_mean')]);
    expect(inside.reduce((a, b) => a + b, 0) / inside.length).toBeCloseTo(mean, 9);
  });
  test.each([
    ['sigma of zero', 'filters: [{type: laplacian-of-gaussian, sigma: 0}]', /filters\.0\.sigma is 0/],
    [
      'a level beyond the image',
      'filters: [{type: separable-wavelet, wavelet: db3, level: 6}]',
      /further than the image/,
    ],
    [
      'a sigma beyond the image',
      'filters: [{type: laplacian-of-gaussian, sigma: 500}]',
      /further than the image/,
    ],
    ['a mistyped filter', 'filters: [{type: laplacian, sigma: 1}]', /filters\.0/],
  ])('%s is refused', (_, text, message) => {
    const output = outputIn(folder);
    const path = join(folder, 'bad.yaml');
    writeFileSync(path, text);
    const run = rachis('extract', image, labels, '--label', '1', '--settings', path, '--output', output);
    expectRefusal(run, output, 2, message);
  });
});
