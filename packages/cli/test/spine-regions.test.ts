import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImage, writeDicomSeries } from '@rachis/formats';
import { describe, expect, test } from 'vitest';
import { spineFiles } from './spine-files.ts';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const { image, labels } = spineFiles(folder);

describe('rachis spine regions', () => {
  const regions = (kinds: string, output: string, ...more: string[]) =>
    rachis(
      ...['spine', 'regions', image, labels, '--scheme', 'verse', '--regions', kinds],
      ...['--output', output, ...more],
    );

  test('a label map with names that extract takes', () => {
    const output = outputIn(folder, 'regions.nii.gz');
    const run = regions('core,endplates', output);
    expect(run.code, run.err).toBe(0);
    const { label_names: names } = JSON.parse(readFileSync(output.replace('.nii.gz', '.json'), 'utf8'));
    expect(names).toMatchObject({ 2303: 'L3_core', 2505: 'L5_endplate_superior' });
    const table = outputIn(folder, 'features.csv');
    const extracted = rachis(
      ...['extract', image, output, '--region', 'L*_core', '--settings', 'CT', '--output', table],
    );
    expect(extracted.code, extracted.err).toBe(0);
    const rows = readFileSync(table, 'utf8').trim().split('\n').slice(1);
    expect(rows.map((row) => /L\d_core/.exec(row)?.[0])).toEqual([
      'L2_core',
      'L3_core',
      'L4_core',
      'L5_core',
    ]);
  });

  test('files with a wrong orientation are divided on the grid that they state', () => {
    const output = outputIn(folder, 'regions.nii.gz');
    const run = regions('body', output, '--orientation', 'LPS');
    expect(run.code, run.err).toBe(0);
    const table = outputIn(folder, 'features.csv');
    expect(rachis('extract', image, output, '--settings', 'CT', '--output', table).code).toBe(0);
  });

  test('a DICOM SEG holds regions that overlap', async () => {
    const series = join(folder, 'series');
    const { volume } = await readImage(image);
    await writeDicomSeries(series, volume, { patient: 'P1' });
    const output = outputIn(folder, 'regions.dcm');
    const run = rachis(
      ...[
        'spine',
        'regions',
        series,
        labels,
        '--scheme',
        'verse',
        '--regions',
        'body,core',
        '--output',
        output,
      ],
    );
    expect(run.code, run.err).toBe(0);
    const table = outputIn(folder, 'features.csv');
    const extracted = rachis(
      'extract',
      series,
      output,
      '--region',
      'L3_*',
      '--settings',
      'CT',
      '--output',
      table,
    );
    expect(extracted.code, extracted.err).toBe(0);
    const text = readFileSync(table, 'utf8');
    for (const name of ['L3_body', 'L3_core']) expect(text).toContain(name);
  });

  test('refuses regions that overlap, kinds and endings that there are not, and images that are no DICOM for a SEG', () => {
    const output = outputIn(folder, 'regions.nii.gz');
    expectRefusal(regions('body,core', output), output, 2, 'overlaps L2_body');
    expectRefusal(regions('marrow', output), output, 2, 'There are no regions called marrow');
    expectRefusal(regions('core', output, '--margin', '-1'), output, 2, 'a margin is in mm');
    expectRefusal(regions('muscle-levels', output), output, 3, 'nothing to divide into muscle-levels');
    const wrong = outputIn(folder, 'regions.csv');
    expectRefusal(regions('core', wrong), wrong, 2, 'the ending must be .nii.gz');
    const seg = outputIn(folder, 'regions.dcm');
    expectRefusal(regions('core', seg), seg, 2, 'DICOM');
  });
});
