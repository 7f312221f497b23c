import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readImage, writeNifti } from '@rachis/formats';
import { describe, expect, test } from 'vitest';
import { stored } from '../../volume/test/orders.ts';
import { spineFiles } from './spine-files.ts';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const { image, labels, other } = spineFiles(folder);

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
    expect(lines[0]).toBe('subject,level,measurement,value,unit,reason,definition_posture');
    expect(lines).toContain('P1,L3,genant_grade,3,,,any');
    expect(lines).toContain('P1,L4-L5,meyerding_grade,0,,,any');
    expect(lines.find((line) => line.startsWith('P1,L2,core_median'))).toMatch(/,180,/);
    expect(lines.find((line) => line.startsWith('P1,,SVA'))).toContain('this one lies');
    // What norms speak of is of standing patients, whatever this one does.
    expect(lines.find((line) => line.startsWith('P1,,SVA'))).toMatch(/,standing$/);
    const svg = readFileSync(picture, 'utf8');
    expect(svg).toContain('href="data:image/png;base64,');
    expect(svg).toContain('height loss, Genant 3');
    expect(svg).toContain('Wedge: lower in front +');
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

  test('labels and Dixon images with the voxels in another order are taken as they lie', async () => {
    const moved = join(folder, 'moved.nii.gz');
    const water = join(folder, 'water.nii.gz');
    const order = { axes: [1, 2, 0], reversed: [true, false, true] } as const;
    await writeNifti(moved, stored((await readImage(labels)).volume, order));
    await writeNifti(water, stored((await readImage(image)).volume, order));
    const tables = [labels, moved].map((path) => {
      const output = outputIn(folder, 'spine.csv');
      const run = rachis(
        ...['spine', 'measure', image, path, '--scheme', 'verse', '--fat', image, '--water', water],
        ...['--output', output],
      );
      expect(run.code, run.err).toBe(0);
      expect(run.err).toContain("water.nii.gz has the image's voxels in another order");
      expect(run.err.includes("moved.nii.gz has the image's voxels in another order")).toBe(path === moved);
      return readFileSync(output, 'utf8');
    });
    expect(tables[1]).toBe(tables[0]);
    for (const [command, ending, ...more] of [
      ['landmarks', 'csv'],
      ['regions', 'nii.gz', '--regions', 'left-right'],
    ] as const) {
      const files = [labels, moved].map((path) => {
        const output = outputIn(folder, `made.${ending}`);
        const run = rachis('spine', command, image, path, '--scheme', 'verse', ...more, '--output', output);
        expect(run.code, run.err).toBe(0);
        return readFileSync(output);
      });
      expect(files[1]!.equals(files[0]!)).toBe(true);
    }
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

describe('posture', () => {
  const run = (...args: string[]) =>
    rachis('spine', 'measure', image, labels, '--scheme', 'verse', '--posture', 'standing', ...args);

  test('a CT or MR is not measured as standing, in words', () => {
    const output = outputIn(folder, 'spine.csv');
    const words = ['is a CT, in which patients lie', 'norms of standing patients do not hold'];
    expectRefusal(run('--modality', 'CT', '--output', output), output, 2, ...words);
  });

  test('JSON carries the posture of the patient, and that of each definition', () => {
    const output = outputIn(folder, 'spine.json');
    rachis('spine', 'measure', image, labels, '--scheme', 'verse', '--output', output);
    const { posture, measurements, timings } = JSON.parse(readFileSync(output, 'utf8'));
    expect(posture).toBe('supine');
    const of = (id: string) => measurements.find((one: { id: string }) => one.id === id).posture;
    expect([of('PT'), of('PI'), of('height_anterior')]).toEqual(['standing', 'any', 'any']);
    expect(timings.map(({ step }: { step: string }) => step)).toContain('landmarks');
  });

  test('timings are printed when asked for', () => {
    const output = outputIn(folder, 'spine.csv');
    const { err } = rachis(
      ...['spine', 'measure', image, labels, '--scheme', 'verse', '--timings', '--output', output],
    );
    expect(err).toMatch(/landmarks: [\d.]+ s[\s\S]*muscles: [\d.]+ s/);
  });
});

describe('label maps beside the one of vertebrae', () => {
  test('muscles of another file, fat by what the image is', async () => {
    const { volume } = await readImage(labels);
    const [nx, ny] = volume.size;
    // A block on either side of the column.
    const muscle = Uint8Array.from(volume.data, (v, i) => {
      const x = (i % nx) - nx / 2;
      const y = (Math.floor(i / nx) % ny) - ny / 2;
      return v === 0 && Math.abs(y) < 8 && Math.abs(x) > 20 && Math.abs(x) < 32 ? (x > 0 ? 5 : 6) : 0;
    });
    const file = join(folder, 'muscles.nii.gz');
    await writeNifti(file, { ...volume, data: muscle });
    const scheme = '5=psoas_major_left,6=psoas_major_right';
    const output = outputIn(folder, 'spine.csv');
    const args = [
      ...['spine', 'measure', image, labels, '--scheme', 'verse', '--also', file, '--also-scheme', scheme],
      ...['--height', '1.8', '--output', output],
    ];
    const run = rachis(...args, '--modality', 'CT');
    expect(run.code, run.err).toBe(0);
    const rows = readFileSync(output, 'utf8').trim().split('\n');
    const row = (id: string) => rows.find((one) => one.startsWith(`,L4,psoas_major_${id},`))!.split(',');
    // All of the image beside bone has -50 HU: fat.
    expect(row('left_fat_ct_mid_body_scanner')[3]).toBe('100');
    expect(Number(row('left_csa_mid_body_scanner')[3])).toBeGreaterThan(300);
    expect(row('index_mid_body_scanner')[4]).toBe('cm2/m2');
    rachis(...args);
    expect(readFileSync(output, 'utf8')).toContain('say so with --modality');
    const refused = outputIn(folder, 'spine.csv');
    const half = rachis(...args.slice(0, -1), refused, '--fat', image);
    expectRefusal(half, refused, 2, "Of Dixon's two images only one is given");
    const heights = rachis(...args.slice(0, -1), refused, '--height', '180');
    expectRefusal(heights, refused, 2, 'body height is in metres');
  });
});

test('two labels of one muscle are refused, with the files that they are in', async () => {
  const { volume } = await readImage(labels);
  const [nx] = volume.size;
  const file = join(folder, 'twice.nii.gz');
  await writeNifti(file, {
    ...volume,
    data: Uint8Array.from(volume.data, (v, i) => (v === 0 && i % nx > nx - 8 ? 5 + (i % 2) : 0)),
  });
  const output = outputIn(folder, 'spine.csv');
  const run = (scheme: string, ...more: string[]) =>
    rachis(
      ...['spine', 'measure', image, labels, '--scheme', 'verse', '--also', file, '--also-scheme', scheme],
      ...[...more, '--output', output],
    );
  const one = run('5=psoas_major_left,6=psoas_major_left');
  expectRefusal(one, output, 2, 'psoas_major_left is there twice: label 5 of', 'label 6 of', 'twice.nii.gz');
  const names = '5=psoas_major_left,6=psoas_major_right';
  const two = run(names, '--also', file, '--also-scheme', names);
  expectRefusal(two, output, 2, 'psoas_major_left is there twice');
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
