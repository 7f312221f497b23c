import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readImage, writeDicomSeries, writeNifti } from '@rachis/formats';
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

describe('rachis spine landmarks', () => {
  const base = [image, labels, '--scheme', 'verse', '--subject', 'P1'];
  const table = (...args: string[]) => {
    const output = outputIn(folder, 'spine.csv');
    const run = rachis('spine', 'measure', ...args, '--output', output);
    expect(run.code, run.err).toBe(0);
    return { rows: readFileSync(output, 'utf8').trim().split('\n'), err: run.err };
  };

  test.for(['.mrk.json', '.json', '.csv'])('a round over a %s file changes nothing', (ending) => {
    const file = outputIn(folder, `landmarks${ending}`);
    const run = rachis('spine', 'landmarks', ...base, '--output', file);
    expect(run.code, run.err).toBe(0);
    expect(run.err).toContain('landmarks of L2, L3, L4, L5');
    expect(table(...base, '--landmarks', file).rows).toEqual(table(...base).rows);
  });

  test('corrected by hand in RAS; alone; and of another patient', () => {
    const file = outputIn(folder, 'landmarks.mrk.json');
    rachis('spine', 'landmarks', ...base, '--output', file);
    const text = JSON.parse(readFileSync(file, 'utf8'));
    const [list] = text.markups;
    list.coordinateSystem = 'RAS';
    for (const point of list.controlPoints) {
      const [l, p, s] = point.position;
      point.position = [-l, -p, s + (point.label === 'L4 superior_anterior' ? 3 : 0)];
    }
    writeFileSync(file, JSON.stringify(text));
    const corrected = table(...base, '--landmarks', file);
    expect(corrected.err).toContain('Corrected by hand: L4 superior_anterior.');
    const height = (rows: readonly string[]) =>
      Number(rows.find((row) => row.startsWith('P1,L4,height_anterior'))!.split(',')[3]);
    const change = height(corrected.rows) - height(table(...base).rows);
    expect(change).toBeGreaterThan(2.7);
    expect(change).toBeLessThan(3.3);
    const alone = table('--landmarks', file);
    expect(Math.abs(height(alone.rows) - height(corrected.rows))).toBeLessThan(0.5);
    const output = outputIn(folder, 'spine.csv');
    const mixed = rachis(
      ...['spine', 'measure', image, labels, '--scheme', 'verse', '--subject', 'P2'],
      ...['--landmarks', file, '--output', output],
    );
    expectRefusal(mixed, output, 2, 'landmarks of subject P1, the image is of P2');
  });

  test('refuses endings, files that are not there, and nothing at all', () => {
    const output = outputIn(folder, 'landmarks.txt');
    expectRefusal(rachis('spine', 'landmarks', ...base, '--output', output), output, 2, 'no landmark file');
    const csv = outputIn(folder, 'spine.csv');
    const run = (...args: string[]) => rachis('spine', 'measure', ...args, '--output', csv);
    expectRefusal(run('--landmarks', join(folder, 'absent.csv')), csv, 3, 'cannot be read');
    expectRefusal(run(), csv, 2, 'There is nothing to measure');
    expectRefusal(run(image), csv, 2, 'There is nothing to measure');
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

describe('rachis spine measure MANIFEST', () => {
  const manifest = join(folder, 'manifest.csv');
  const head = 'subject,site,image,mask,scheme,outcome,posture';

  test('a row a subject, what a row says over the options, other columns carried along, problems beside it', () => {
    writeFileSync(
      manifest,
      [
        head,
        'A,north,ct.nii.gz,labels.nii.gz,,1,',
        'B,south,ct.nii.gz,labels.nii.gz,"22=L4,23=L5",0,',
        'C,south,ct.nii.gz,other.nii.gz,,1,',
        'D,south,none.nii.gz,labels.nii.gz,,1,',
        'E,south,ct.nii.gz,labels.nii.gz,,1,sitting',
        'F,south,ct.nii.gz,,,1,',
      ].join('\n'),
    );
    const output = outputIn(folder, 'spine.csv');
    const run = rachis('spine', 'measure', manifest, '--scheme', 'verse', '--output', output);
    expect(run.code, run.err).toBe(5);
    expect(run.err).toContain('6 rows, 4 could not be measured');
    const rows = readFileSync(output, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['subject', 'site', 'outcome'],
      ['A', 'north', '1'],
      ['B', 'south', '0'],
    ]);
    const at = (name: string) => rows[0]!.indexOf(name);
    expect(rows[1]![at('L3_genant_grade')]).toBe('3');
    expect(rows[2]![at('L3_genant_grade')]).toBe('');
    // The same bone by another name, its neighbours not there.
    const height = Number(rows[1]![at('L4_height_anterior')]);
    expect(Number(rows[2]![at('L5_height_anterior')])).toBeCloseTo(height, 1);
    const problems = readFileSync(join(dirname(output), 'spine.problems.csv'), 'utf8');
    for (const text of [
      'C,',
      'GRID_MISMATCH',
      'FILE_NOT_FOUND',
      'posture says ""sitting""',
      'names no image',
    ])
      expect(problems).toContain(text);
  });

  test('long; and options of one subject are refused', () => {
    writeFileSync(manifest, `${head}\nA,north,ct.nii.gz,labels.nii.gz,verse,1,`);
    const output = outputIn(folder, 'spine.csv');
    expect(rachis('spine', 'measure', manifest, '--shape', 'long', '--output', output).code).toBe(0);
    expect(readFileSync(output, 'utf8').split('\n')[0]).toBe(
      'subject,site,outcome,level,measurement,value,unit,reason,definition_posture',
    );
    const refused = outputIn(folder, 'spine.csv');
    const run = rachis('spine', 'measure', manifest, '--picture', 'x.svg', '--output', refused);
    expectRefusal(run, refused, 2, '--picture is of one subject');
  });
});

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

describe('radiographs', () => {
  const pixels = join(folder, 'pixels.csv');
  const radiograph = join(folder, 'lateral.nii.gz');

  beforeAll(async () => {
    const points = (a: number, s: number) => `${200 - s},${100 + a}`;
    writeFileSync(
      pixels,
      [
        'subject,level,point,row,column',
        ...[`P9,S1,superior_anterior,${points(-3, 86)}`, `P9,S1,superior_posterior,${points(-29, 108)}`],
        ...[`P9,L1,superior_anterior,${points(10, 190)}`, `P9,L1,superior_posterior,${points(-24, 180)}`],
        ...[`P9,L1,inferior_anterior,${points(10, 160)}`, `P9,L1,inferior_posterior,${points(-24, 152)}`],
        ...[`P9,,femoral_head_left,${points(2, 1)}`, `P9,,femoral_head_right,${points(-2, -1)}`],
      ].join('\n'),
    );
    const size = [220, 240, 1] as const;
    const direction = [1, 0, 0, 0, 1, 0, 0, 0, 1] as const;
    const data = new Uint8Array(220 * 240);
    await writeNifti(radiograph, {
      size,
      spacing: [0.5, 0.5, 1],
      origin: [0, 0, 0],
      direction,
      data,
      unit: 'arbitrary',
    });
  });

  const measure = (output: string, ...more: string[]) =>
    rachis(
      'spine',
      'measure',
      radiograph,
      '--landmarks',
      pixels,
      '--posture',
      'standing',
      '--output',
      output,
      ...more,
    );

  test('angles always; lengths where the magnification is known', () => {
    const output = outputIn(folder, 'spine.csv');
    const run = measure(output, '--faces', 'right');
    expect(run.code, run.err).toBe(0);
    expect(run.err).toContain('Lengths are not measured');
    const text = readFileSync(output, 'utf8');
    const line = (id: string) => text.split('\n').find((one) => one.includes(`,${id},`))!;
    expect(line('PI')).toMatch(/^P9,,PI,\d/);
    expect(line('height_anterior')).toContain('nothing tells the magnification');
    const sized = outputIn(folder, 'spine.csv');
    expect(measure(sized, '--faces', 'right', '--magnification', '1.25').code).toBe(0);
    expect(readFileSync(sized, 'utf8')).toMatch(/P9,L1,depth_superior,14\.1/);
  });

  test('what is not known is asked for', () => {
    const output = outputIn(folder, 'spine.csv');
    expectRefusal(measure(output), output, 2, '--faces left or right');
    expectRefusal(
      measure(output, '--faces', 'right', '--magnification', '0.5'),
      output,
      2,
      'a magnification is',
    );
    const alone = rachis('spine', 'measure', '--landmarks', pixels, '--faces', 'left', '--output', output);
    expectRefusal(alone, output, 2, 'Give the radiograph');
  });

  test('a row a subject, in the size and place of one pelvis', () => {
    const output = outputIn(folder, 'vectors.csv');
    const run = rachis(
      'spine',
      'vector',
      pixels,
      join(folder, 'none.csv'),
      '--faces',
      'right',
      '--output',
      output,
    );
    expect(run.code, run.err).toBe(5);
    const [head, row] = readFileSync(output, 'utf8').trim().split('\n');
    expect(head).toMatch(/^subject,L1_superior_anterior_a,L1_superior_anterior_s,/);
    expect(row).toMatch(/^P9,/);
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
