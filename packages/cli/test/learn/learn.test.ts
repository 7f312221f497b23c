import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outputIn, rachis, temporaryFolder } from '../support.ts';
import { exampleLines, quick, writeLines } from './tables.ts';

const folder = temporaryFolder();
const settings = join(folder, 'quick.json');
writeFileSync(settings, JSON.stringify(quick));
const table = writeLines(join(folder, 'table.csv'), exampleLines());

const learned = (...more: string[]) => {
  const output = outputIn(folder, 'learned');
  const run = rachis('learn', table, '--settings', settings, '--output', output, ...more);
  expect(run.code, run.err).toBe(0);
  return { output, run };
};
const base = ['--outcome', 'relapse', '--subject', 'subject', '--site', 'site', '--exclude', 'months'];

const hashes = (output: string) =>
  Object.fromEntries(
    readdirSync(output)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(output, name)))
          .digest('hex'),
      ]),
  );

describe('rachis learn', () => {
  const first = learned(...base, '--workers', '1');

  it('writes the result, tables, figures, models and a page', () => {
    const names = readdirSync(first.output);
    for (const name of [
      'result.json',
      'measures.csv',
      'predictions.csv',
      'folds.csv',
      'selection.csv',
      'comparisons.csv',
      'table-one.csv',
      'model-lasso.json',
      'model-forest.json',
      'index.html',
    ]) {
      expect(names).toContain(name);
    }
    expect(names.filter((name) => name.endsWith('.svg')).length).toBeGreaterThan(2);
  });

  it('finds the signal that is there, on rows that were left out', () => {
    const { pipelines } = JSON.parse(readFileSync(join(first.output, 'result.json'), 'utf8')) as {
      pipelines: { name: string; measures: { id: string; value: number; lower: number; upper: number }[] }[];
    };
    for (const { measures } of pipelines) {
      const auc = measures.find(({ id }) => id === 'auc')!;
      expect(auc.value).toBeGreaterThan(0.65);
      expect(auc.lower).toBeLessThan(auc.value);
      expect(auc.upper).toBeGreaterThan(auc.value);
    }
  });

  it('predicts every row once a repeat, in a fold that it was left out of', () => {
    const lines = readFileSync(join(first.output, 'predictions.csv'), 'utf8').trim().split('\n').slice(1);
    expect(lines).toHaveLength(60 * 2 * 2);
  });

  it.each(['2', '4'])('gives the same bytes with %s threads', (workers) => {
    expect(hashes(learned(...base, '--workers', workers).output)).toEqual(hashes(first.output));
  });

  it('gives other folds with another seed', () => {
    const other = hashes(learned(...base, '--seed', '2').output);
    expect(other['folds.csv']).not.toBe(hashes(first.output)['folds.csv']);
  });

  it('keeps the rows of a subject on one side', () => {
    const lines = exampleLines().map((line, row) => ({ ...line, subject: `P${row >> 1}` }));
    const doubled = writeLines(join(folder, 'doubled.csv'), lines);
    const output = outputIn(folder, 'learned');
    const run = rachis('learn', doubled, '--settings', settings, '--output', output, ...base);
    expect(run.code, run.err).toBe(0);
    const [header, ...rows] = readFileSync(join(output, 'predictions.csv'), 'utf8').trim().split('\n');
    const names = header!.split(',');
    const fold = new Map<string, Set<string>>();
    for (const row of rows) {
      const cells = row.split(',');
      const key = `${cells[names.indexOf('row')]} ${cells[names.indexOf('repeat')]}`;
      fold.set(key, (fold.get(key) ?? new Set()).add(cells[names.indexOf('fold')]!));
    }
    expect(fold.size).toBe(30 * 2);
    expect([...fold.values()].every(({ size }) => size === 1)).toBe(true);
  });

  it('learns survival from times and events', () => {
    const output = outputIn(folder, 'learned');
    const few = join(folder, 'few.json');
    writeFileSync(few, JSON.stringify({ resamples: 100 }));
    const run = rachis(
      'learn',
      table,
      '--settings',
      few,
      '--outcome',
      'relapse',
      '--event',
      'yes',
      '--time',
      'months',
      '--subject',
      'subject',
      '--exclude',
      'site',
      '--folds',
      '3',
      '--repeats',
      '1',
      '--output',
      output,
    );
    expect(run.code, run.err).toBe(0);
    expect(run.err).toContain("Harrell's concordance");
    expect(existsSync(join(output, 'index.html'))).toBe(true);
  });
});
