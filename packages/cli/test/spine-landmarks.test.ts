import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { spineFiles } from './spine-files.ts';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const { image, labels } = spineFiles(folder);

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
