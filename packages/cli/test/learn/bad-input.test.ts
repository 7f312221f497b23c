import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRefusal, outputIn, rachis, temporaryFolder } from '../support.ts';
import { exampleLines, type Line, quick, writeLines } from './tables.ts';

const folder = temporaryFolder();
const settings = join(folder, 'quick.json');
writeFileSync(settings, JSON.stringify(quick));

let tables = 0;
function learn(lines: readonly Line[], ...more: string[]) {
  const path = writeLines(join(folder, `table${tables++}.csv`), lines);
  const output = outputIn(folder, 'learned');
  const run = rachis('learn', path, '--settings', settings, '--output', output, ...more);
  return { path, output, run };
}
const outcome = ['--outcome', 'relapse', '--subject', 'subject', '--exclude', 'months'];
const changed = (change: (line: Line, row: number) => Line) => exampleLines().map(change);

describe('rachis learn refuses, with a sentence and nothing written', () => {
  it('an outcome with one class', () => {
    const { run, output } = learn(
      changed((line) => ({ ...line, relapse: 'no' })),
      ...outcome,
    );
    expectRefusal(run, output, 3, 'every row of relapse', 'two classes');
  });
  it('a table with a header and no rows, and one with a single subject', () => {
    const path = join(folder, 'header.csv');
    writeFileSync(path, 'subject,f0,f1,months,relapse\n');
    const output = outputIn(folder, 'learned');
    const run = rachis('learn', path, '--settings', settings, '--output', output, ...outcome);
    expectRefusal(run, output, 3, 'has a header and no rows', 'row for each subject');
    const repeated = changed((line) => ({ ...line, subject: 'P001' }));
    const one = learn(repeated, ...outcome);
    expectRefusal(
      one.run,
      one.output,
      3,
      'One subject cannot be spread over 4 folds',
      'at least two subjects',
    );
  });
  it('fewer events than folds', () => {
    const { run, output } = learn(
      changed((line, row) => ({ ...line, relapse: row < 3 ? 'yes' : 'no' })),
      ...outcome,
    );
    expectRefusal(run, output, 3, 'yes', '3', /fold/);
  });
  it('infinite values', () => {
    const { run, output } = learn(
      changed((line, row) => (row === 7 ? { ...line, f2: 'Infinity' } : line)),
      ...outcome,
    );
    expectRefusal(run, output, 3, 'f2', 'row 9');
  });
  it('text among numbers', () => {
    const { run, output } = learn(
      changed((line, row) => (row === 7 ? { ...line, f2: '1.2.3' } : line)),
      ...outcome,
    );
    expectRefusal(run, output, 3, 'f2', 'row 9', '1.2.3');
  });
  it('a site that has one class each', () => {
    const { run, output } = learn(
      changed((line) => ({ ...line, site: line.relapse === 'yes' ? 'north' : 'south' })),
      ...outcome,
      '--site',
      'site',
    );
    expectRefusal(run, output, 3, 'north', 'south', /site/i);
  });
  it('subjects of the training table in an external one', () => {
    const external = writeLines(join(folder, 'external.csv'), exampleLines().slice(0, 20));
    const { run, output } = learn(exampleLines(), ...outcome, '--external', external);
    expectRefusal(run, output, 3, 'P001', 'external');
  });
  it('an outcome that is no column, naming those there are', () => {
    const { run, output } = learn(exampleLines(), '--outcome', 'relaps');
    expectRefusal(run, output, 3, 'relaps', 'relapse');
  });
  it('a table that is not there', () => {
    const output = outputIn(folder, 'learned');
    const run = rachis('learn', join(folder, 'none.csv'), '--outcome', 'relapse', '--output', output);
    expectRefusal(run, output, 3, 'none.csv');
  });
});

describe('rachis learn warns of', () => {
  const warned = (lines: readonly Line[], ...more: string[]) => {
    const { run } = learn(lines, ...outcome, ...more);
    expect(run.code, run.err).toBe(0);
    return run.err;
  };
  it('the label among the predictors', () => {
    const text = warned(changed((line) => ({ ...line, label: line.relapse === 'yes' ? 1 : 0 })));
    expect(text).toMatch(/label alone tells the outcome \(AUC 1\.000\)/);
  });
  it('constant, equal and empty columns', () => {
    const text = warned(changed((line) => ({ ...line, one: 5, twin: line.f3!, none: '' })));
    expect(text).toContain('The same in every row: one');
    expect(text).toContain('The same values: f3, twin');
    expect(text).toContain('Without a single value: none');
  });
  it('rows without an outcome, which it leaves out', () => {
    const text = warned(changed((line, row) => (row === 4 ? { ...line, relapse: '' } : line)));
    expect(text).toContain('1 rows have no relapse and were left out: P005');
  });
  it('one scan under two names', () => {
    const lines = exampleLines();
    lines[10] = { ...lines[9]!, subject: 'P011' };
    expect(warned(lines)).toMatch(/Rows of different subjects are equal/);
  });
});

describe('rachis learn reads', () => {
  it('the error texts of a spreadsheet as missing where it is told to', () => {
    const lines = changed((line, row) => (row === 7 ? { ...line, f2: '#NAME?' } : line));
    const { run, output } = learn(lines, ...outcome);
    expectRefusal(run, output, 3, '#NAME?', 'missing');
    writeFileSync(join(folder, 'told.json'), JSON.stringify({ ...quick, missing: ['#NAME?'] }));
    const told = outputIn(folder, 'learned');
    const path = writeLines(join(folder, 'told.csv'), lines);
    const again = rachis(
      'learn',
      path,
      '--settings',
      join(folder, 'told.json'),
      '--output',
      told,
      ...outcome,
    );
    expect(again.code, again.err).toBe(0);
  });
});
