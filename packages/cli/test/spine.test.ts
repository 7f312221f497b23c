import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNifti } from '@rachis/formats';
import type { Volume } from '@rachis/volume';
import { beforeAll, describe, expect, test } from 'vitest';
import { rasterise, type SyntheticVertebra, turn } from '../../spine/test/anatomy.ts';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const image = join(folder, 'ct.nii.gz');
const labels = join(folder, 'labels.nii.gz');
const other = join(folder, 'other.nii.gz');

beforeAll(async () => {
  const vertebrae = (['L5', 'L4', 'L3', 'L2'] as const).map(
    (level, i): SyntheticVertebra => ({
      level,
      label: 24 - i,
      depth: 34,
      width: 46,
      anteriorHeight: level === 'L3' ? 15 : 27,
      posteriorHeight: 27,
      lean: 2 - i,
      place: [0, 38 * i],
    }),
  );
  const { labels: map } = rasterise(vertebrae, turn(3, 4, -3), [1.5, 1.5, 1.5], true);
  const ct: Volume = { ...map, data: Int16Array.from(map.data, (v) => (v === 0 ? -50 : 180)), unit: 'HU' };
  await writeNifti(image, ct);
  await writeNifti(labels, map);
  await writeNifti(other, { ...map, origin: [50, 0, 0] });
});

describe('rachis spine measure', () => {
  test('asks for the scheme where the labels do not tell', () => {
    const output = outputIn(folder, 'spine.csv');
    const run = rachis('spine', 'measure', image, labels, '--output', output);
    expectRefusal(run, output, 2, 'different bones in different schemes', '--scheme verse: L2, L3, L4, L5');
  });

  test('long table, with a picture', () => {
    const output = outputIn(folder, 'spine.csv');
    const picture = join(dirname(output), 'spine.svg');
    const run = rachis(
      ...['spine', 'measure', image, labels, '--scheme', 'verse', '--subject', 'P1'],
      ...['--output', output, '--picture', picture],
    );
    expect(run.code, run.err).toBe(0);
    const lines = readFileSync(output, 'utf8').trim().split('\n');
    expect(lines[0]).toBe('subject,level,measurement,value,unit,reason');
    expect(lines).toContain('P1,L3,genant_grade,3,,');
    expect(lines).toContain('P1,L4-L5,meyerding_grade,0,,');
    expect(lines.find((line) => line.startsWith('P1,L2,core_median'))).toMatch(/,180,/);
    expect(lines.find((line) => line.startsWith('P1,,SVA'))).toContain('this one lies');
    const svg = readFileSync(picture, 'utf8');
    expect(svg).toContain('href="data:image/png;base64,');
    expect(svg).toContain('height loss, Genant 3');
  });

  test('wide table and JSON with landmarks', () => {
    const wide = outputIn(folder, 'spine.csv');
    rachis('spine', 'measure', image, labels, '--scheme', 'verse', '--shape', 'wide', '--output', wide);
    const [header, row, ...more] = readFileSync(wide, 'utf8').trim().split('\n');
    expect(header).toContain('L3_height_anterior');
    expect(row!.split(',').length).toBe(header!.split(',').length);
    expect(more).toEqual([]);
    const json = outputIn(folder, 'spine.json');
    rachis('spine', 'measure', image, labels, '--scheme', 'verse', '--output', json);
    const { landmarks, space } = JSON.parse(readFileSync(json, 'utf8'));
    expect(space).toBe('LPS, mm');
    expect(landmarks[0].points.superior_anterior).toMatchObject({
      position: [expect.any(Number), expect.any(Number), expect.any(Number)],
      source: expect.stringContaining('superior endplate'),
      fitError: expect.any(Number),
    });
  });

  test('refuses labels of another grid, unknown schemes, orientations and endings', () => {
    const output = outputIn(folder, 'spine.csv');
    const run = (...args: string[]) => rachis('spine', 'measure', ...args, '--output', output);
    expectRefusal(run(image, other, '--scheme', 'verse'), output, 3, 'on another grid', 'same patient');
    expectRefusal(run(image, labels, '--scheme', 'verse2'), output, 2, 'no label scheme "verse2"');
    expectRefusal(run(image, labels, '--scheme', '24=L9'), output, 2, '"24=L9"');
    expectRefusal(run(image, labels, '--scheme', 'verse', '--orientation', 'IPX'), output, 2, '"IPX"');
    expectRefusal(run(image, labels, '--scheme', 'verse', '--picture', 'x.png'), output, 2, 'must be .svg');
  });

  test('an orientation that is wrong leaves everything empty and says why', () => {
    const output = outputIn(folder, 'spine.csv');
    const run = rachis(
      ...['spine', 'measure', image, labels, '--scheme', 'verse', '--orientation', 'LPI', '--output', output],
    );
    expect(run.code, run.err).toBe(0);
    expect(run.err).toContain('do not run downwards');
    const rows = readFileSync(output, 'utf8').trim().split('\n').slice(1);
    expect(rows.filter((row) => row.split(',')[3] !== '' && !row.includes(',volume,'))).toEqual([]);
  });
});

describe('rachis spine score', () => {
  test('totals, and what is missing', () => {
    const items = join(folder, 'items.csv');
    writeFileSync(
      items,
      'subject,location,pain,bone_lesion,alignment,collapse,posterolateral\nA,junctional,mechanical,lytic,normal,below_half,bilateral\nB,mobile,,mixed,normal,none,none\n',
    );
    const output = outputIn(folder, 'sins.csv');
    expect(rachis('spine', 'score', items, '--score', 'sins', '--output', output).code).toBe(0);
    expect(readFileSync(output, 'utf8').trim().split('\n').slice(1)).toEqual([
      'A,sins,13,unstable,13,13,,confirmed',
      'B,sins,,stable,3,6,pain,confirmed',
    ]);
    writeFileSync(items, 'subject,place\nA,junctional\n');
    const refused = outputIn(folder, 'sins.csv');
    const run = rachis('spine', 'score', items, '--score', 'sins', '--output', refused);
    expectRefusal(run, refused, 2, 'has a column place');
  });
});

const shared = process.env.RACHIS_DATA ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const real = join(shared, 'data', 'spine', 'totalsegmentator');

test.skipIf(!existsSync(real))('a real CT, with the scheme that it follows', () => {
  const output = outputIn(folder, 'spine.parquet');
  const run = rachis(
    ...['spine', 'measure', join(real, 'example_ct.nii.gz'), join(real, 'totalseg.nii.gz')],
    ...['--scheme', 'totalsegmentator_total_v2', '--output', output],
  );
  expect(run.code, run.err).toBe(0);
  expect(run.err).toContain('T11, T12, L1, L2, L3, L4, L5, S1');
});
