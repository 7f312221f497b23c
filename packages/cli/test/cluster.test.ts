import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

/** Three clouds of twelve subjects, with what goes along with them and what does not. */
const subjects = Array.from({ length: 36 }, (_, i) => {
  const kind = i % 3;
  const noise = (n: number) => Math.sin(12.9898 * (i + 1) * n) * 0.8;
  return [
    `P${i}`,
    8 * kind + noise(1),
    -6 * kind + noise(2),
    kind === 2 ? 'yes' : 'no',
    10 + 5 * kind + noise(3),
  ];
});
const table = join(folder, 'table.csv');
writeFileSync(
  table,
  ['subject,curve_01_a,curve_01_s,failure,odi', ...subjects.map((row) => row.join(','))].join('\n'),
);
const linesOf = (path: string) => readFileSync(path, 'utf8').trim().split('\n').slice(1);

describe('rachis cluster', () => {
  test.each(['k-means', 'ward', 'self-organising-map'])(
    '%s finds three clouds by stability and silhouette, tests outcomes, and assigns new rows',
    (method) => {
      const output = join(folder, method);
      const run = rachis(
        ...['cluster', table, '--method', method, '--clusters', '2-4', '--resamples', '20'],
        ...['--outcomes', 'failure,odi', '--scale', 'none', '--output', output],
      );
      expect(run.code, run.err).toBe(0);
      expect(linesOf(join(output, 'numbers.csv')).filter((line) => line.endsWith('yes'))).toHaveLength(1);
      const clusters = linesOf(join(output, 'clusters.csv')).map((line) => line.split(',')[1]);
      // A cluster is a cloud.
      expect(new Set(clusters).size).toBe(3);
      for (let i = 3; i < 36; i++) expect(clusters[i]).toBe(clusters[i % 3]);
      const outcomes = linesOf(join(output, 'outcomes.csv'));
      expect(outcomes[0]).toMatch(/^failure,chi-square,36,/);
      expect(outcomes[1]).toMatch(/^odi,Kruskal-Wallis,/);
      const svg = readFileSync(join(output, 'shapes.svg'), 'utf8');
      expect(svg).toContain('cluster 3: 12 subjects');
      const assigned = outputIn(folder, 'assigned.csv');
      const fresh = join(folder, 'fresh.csv');
      writeFileSync(fresh, 'subject,curve_01_s,curve_01_a\nnear,-6,8\nfar,90,90\nlacks,,1\n');
      const second = rachis(
        'cluster',
        fresh,
        '--assign',
        join(output, 'clustering.json'),
        '--output',
        assigned,
      );
      expect(second.code).toBe(5);
      const [near, far, lacks] = linesOf(assigned).map((line) => line.split(','));
      expect(near!.slice(0, 2)).toEqual(['near', clusters[1]]);
      expect(far![3]).toBe('yes');
      expect(lacks).toEqual(
        ['lacks', '', '', '', 'no value of curve_01_a'].map((text, i) =>
          i === 4 ? expect.stringContaining('no value of curve_01_s') : text,
        ),
      );
    },
  );

  test('too few rows, unknown columns and files that are no clustering are refused', () => {
    const output = outputIn(folder, 'none');
    expectRefusal(
      rachis('cluster', table, '--clusters', '20', '--output', output),
      output,
      2,
      'too few for 20 clusters',
    );
    expectRefusal(
      rachis('cluster', table, '--columns', 'nothing*', '--output', output),
      output,
      2,
      'has no column nothing*',
    );
    const file = outputIn(folder, 'a.csv');
    const other = join(folder, 'other.json');
    writeFileSync(other, '{"format": "other"}');
    expect(rachis('cluster', table, '--assign', other, '--output', file).err).toContain('is no clustering');
  });
});
