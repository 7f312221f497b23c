import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitReporter, timeWords } from '../../src/fit-progress.ts';
import { rachis, temporaryFolder } from '../support.ts';
import { exampleLines, writeLines } from './tables.ts';

const folder = temporaryFolder();
const table = writeLines(join(folder, 'table.csv'), exampleLines());
const base = ['learn', table, '--outcome', 'relapse', '--subject', 'subject', '--exclude', 'months'];
const resultIn = (output: string) =>
  JSON.parse(readFileSync(join(output, 'result.json'), 'utf8')) as {
    plan: { outer: object; pipelines: { name: string }[] };
    explanations: unknown[];
    warnings: string[];
    permutations: unknown;
  };

describe('a first look (--quick)', () => {
  it('fits one model in one repeat, and says what it leaves out', () => {
    const output = join(folder, 'quick');
    const { code, err } = rachis(...base, '--quick', '--permutations', '20', '--output', output);
    expect(code, err).toBe(0);
    const { plan, explanations, warnings, permutations } = resultIn(output);
    expect(plan.outer).toEqual({ kind: 'folds', folds: 5, repeats: 1 });
    expect(plan.pipelines.map(({ name }) => name)).toEqual(['Penalised logistic']);
    expect([explanations, permutations]).toEqual([[], []]);
    const sentence =
      'A first look (quick): it leaves out all models but Penalised logistic, all repeats of the folds but one, what the ' +
      'models use and the 20 permutations. Run it without "quick" before you report anything.';
    expect(warnings[0]).toBe(sentence);
    expect(err).toContain(sentence);
    expect(readFileSync(join(output, 'index.html'), 'utf8')).toContain('A first look (quick)');
    expect(err).toMatch(/\nTime: \d+ s/);
  });
});

describe('progress of fits', () => {
  it('tells the time that is left once a pace is known, and begins anew with another run', () => {
    const lines: string[] = [];
    let time = 0;
    const console = { out: () => {}, note: () => {}, progress: (text: string) => lines.push(text) };
    const report = fitReporter(console, () => time);
    report(1, 101);
    time = 20_000;
    report(11, 101);
    time = 200_000;
    report(101, 101);
    report(1, 3);
    expect(lines).toEqual([
      '1 of 101 fits',
      '11 of 101 fits; about 3 min left',
      '101 of 101 fits',
      '1 of 3 fits',
    ]);
  });
  it.each([
    [0.2, '1 s'],
    [59.6, '60 s'],
    [99, '99 s'],
    [125, '2 min'],
    [5_400, '90 min'],
    [12_000, '3 h 20 min'],
  ])('%d seconds are %s', (seconds, words) => expect(timeWords(seconds)).toBe(words));
});
