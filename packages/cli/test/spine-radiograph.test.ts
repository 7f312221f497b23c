import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNifti } from '@rachis/formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

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

  test('points as a spreadsheet writes them: semicolons, decimal commas, its own first line, another encoding', () => {
    const points = ['P9,T6', 'P9,T7', 'P9,T8'].flatMap((level, i) =>
      [
        'superior_anterior,30.5,',
        'superior_posterior,0.25,',
        'inferior_anterior,30.5,',
        'inferior_posterior,0.25,',
      ].map((point, p) => `${level},${point}${300.5 - 24 * i - (p > 1 ? 20 : 0)}`),
    );
    const plain = ['subject,level,point,anterior_mm,superior_mm', ...points].join('\n');
    const sheet = `sep=;\r\n${plain.replaceAll(',', ';').replaceAll('.', ',').replaceAll('P9', 'Müller').replaceAll('\n', '\r\n')}`;
    const results = [plain, sheet].map((text, i) => {
      const path = join(folder, `points-${i}.csv`);
      writeFileSync(path, i === 0 ? text : Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
      const output = outputIn(folder, 'spine.csv');
      const run = rachis('spine', 'measure', '--landmarks', path, '--output', output);
      expect(run.code, run.err).toBe(0);
      return readFileSync(output, 'utf8');
    });
    expect(results[1]!.replaceAll('Müller', 'P9')).toBe(results[0]);
  });

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

  test('knees, age, and points of a frontal radiograph in pixels', () => {
    const full = join(folder, 'full.csv');
    const knees = ['P9,,knee_left,1000,100', 'P9,,knee_right,1002,100'];
    writeFileSync(full, [readFileSync(pixels, 'utf8'), ...knees].join('\n'));
    const output = outputIn(folder, 'spine.csv');
    const run = rachis(
      ...['spine', 'measure', radiograph, '--landmarks', full, '--posture', 'standing', '--faces', 'right'],
      ...['--output', output],
    );
    expectRefusal(run, output, 2, 'knee_left lies outside the image');
    const frontal = join(folder, 'frontal.csv');
    writeFileSync(
      frontal,
      [
        'subject,level,point,row,column',
        ...['P9,S1,superior_right,200,60', 'P9,S1,superior_left,200,140'],
        ...['P9,,femoral_head_right,230,40', 'P9,,femoral_head_left,228,160'],
      ].join('\n'),
    );
    const front = (...more: string[]) =>
      rachis(
        'spine',
        'measure',
        ...more,
        '--landmarks',
        frontal,
        '--posture',
        'standing',
        '--output',
        output,
      );
    const done = front(radiograph);
    expect(done.code, done.err).toBe(0);
    const line = readFileSync(output, 'utf8')
      .split('\n')
      .find((one) => one.includes('pelvic_obliquity'))!;
    expect(Number(line.split(',')[3])).toBeCloseTo((Math.atan2(-2, 120) * 180) / Math.PI, 6);
    const refused = outputIn(folder, 'spine.csv');
    const alone = rachis('spine', 'measure', '--landmarks', frontal, '--output', refused);
    expectRefusal(alone, refused, 2, 'what their size is, is not known');
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
