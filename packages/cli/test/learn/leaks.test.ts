import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { outputIn, rachis, temporaryFolder } from '../support.ts';
import { exampleLines, type Line, quick, writeLines } from './tables.ts';

const folder = temporaryFolder();
const settings = join(folder, 'quick.json');
writeFileSync(settings, JSON.stringify({ ...quick, explain: false }));
const outcome = ['--outcome', 'relapse', '--subject', 'subject', '--exclude', 'months'];

/** The example in an order of its own, with more features, so that rows can be told apart. */
function lines(count = 60): Line[] {
  const random = createRandom(`leaks ${count}`);
  const made = exampleLines(count).map((line) => {
    const more = Object.fromEntries(
      Array.from({ length: 6 }, (_, j) => [`g${j}`, Number(random.normal().toFixed(5))]),
    );
    return { ...line, ...more };
  });
  return random.shuffle(made);
}

function learn(table: string, output: string, ...more: string[]) {
  const run = rachis('learn', table, '--settings', settings, '--output', output, ...outcome, ...more);
  expect(run.code, run.err).toBe(0);
  const result = JSON.parse(readFileSync(join(output, 'result.json'), 'utf8')) as {
    findings: { code: string; severity: string; subjects: string[] }[];
  };
  return { run, result, page: readFileSync(join(output, 'index.html'), 'utf8') };
}

describe('rachis learn looks a table through for leaks', () => {
  it('says a subject under two names first, beside the AUC, in the result and in the report', () => {
    const own = lines();
    const table = writeLines(join(folder, 'twice.csv'), [
      ...own,
      ...own.slice(0, 3).map((line, i) => ({ ...line, subject: `N${i}`, f0: Number(line.f0) + 1e-7 })),
    ]);
    const { run, result, page } = learn(table, outputIn(folder, 'twice'));
    expect(result.findings[0]).toMatchObject({ code: 'SUBJECT_TWICE', severity: 'problem' });
    expect(result.findings[0]!.subjects).toContain('N1');
    expect(run.err.indexOf('Problem: One subject under several names')).toBeLessThan(run.err.indexOf('AUC'));
    expect(run.err).toContain('Not to be believed as it stands: one subject under several names.');
    const headline = page.indexOf('Not to be believed as it stands');
    expect(headline).toBeGreaterThan(page.indexOf('<strong>AUC</strong>'));
    expect(headline).toBeLessThan(page.indexOf('<h2>Figures</h2>'));
    expect(page).toContain('id="design-findings"');
  });

  it('knows training rows in the external table, and counts looks at it beside the output', () => {
    const table = writeLines(join(folder, 'own.csv'), lines());
    const random = createRandom('outside');
    const copies = lines().map((line, row) => ({
      ...Object.fromEntries(
        Object.entries(line).map(([name, value]) => [
          name,
          /^[fg]\d$/.test(name) ? Number(value) + 1e-4 * random.normal() : value,
        ]),
      ),
      subject: `X${row}`,
    }));
    const external = writeLines(join(folder, 'copies.csv'), copies);
    const output = outputIn(folder, 'first');
    const first = learn(table, output, '--external', external);
    expect(first.result.findings.map(({ code }) => code)).toEqual(['TRAINING_ROWS_OUTSIDE']);
    expect(first.result.findings[0]!.subjects).toHaveLength(60);
    expect(first.page).toContain('training rows in the external table');
    const register = join(output, '..', 'external.register.jsonl');
    expect(readFileSync(register, 'utf8').trim().split('\n')).toHaveLength(2);
    // The same run again is the same look; other settings are another.
    const again = learn(table, output, '--external', external);
    expect(again.result.findings.map(({ code }) => code)).toEqual(['TRAINING_ROWS_OUTSIDE']);
    const other = learn(table, join(output, '..', 'second'), '--external', external, '--seed', '7');
    expect(other.result.findings.map(({ code }) => code)).toEqual([
      'TRAINING_ROWS_OUTSIDE',
      'EXTERNAL_LOOKED_AT_BEFORE',
    ]);
    expect(other.run.err).toContain('were looked at once before');
  });

  it('has no finding and no headline on a clean table', () => {
    const { run, result, page } = learn(
      writeLines(join(folder, 'clean.csv'), lines()),
      outputIn(folder, 'clean'),
    );
    expect(result.findings).toEqual([]);
    expect(run.err).not.toContain('Not to be believed');
    expect(page).not.toContain('design-findings');
  });
});

describe('rachis study check looks the tables of a study through', () => {
  it('names a column of sites that tells the outcome, and asks how a list of columns was made', () => {
    writeLines(
      join(folder, 'study.csv'),
      lines().map((line) => ({ ...line, site: line.relapse === 'yes' && line.f0 !== 0 ? 'north' : 'south' })),
    );
    const file = join(folder, 'study.yaml');
    const text = (columns: string) =>
      `name: leaks\ntables: [{file: study.csv, subject: subject${columns}}]\noutcome: {column: relapse, event: 'yes'}\n`;
    writeFileSync(file, text(''));
    const whole = rachis('study', 'check', file);
    expect(whole.code, whole.err).toBe(0);
    expect(whole.out).toMatch(/Problem: A column tells the outcome\. site alone .* a site or scanner/);
    writeFileSync(file, text(', columns: [relapse, f0, f1, age]'));
    const chosen = rachis('study', 'check', file);
    expect(chosen.out).toMatch(
      /Question: Columns chosen before .* 3 columns \(columns of study\.csv\): f0, f1, age/,
    );
  });
});

describe('rachis validate', () => {
  it('knows rows that are nearly training rows, where the table of the training run lies beside the signature', () => {
    writeLines(join(folder, 'locked.csv'), lines());
    const study = join(folder, 'locked.yaml');
    writeFileSync(
      study,
      "name: locked\ntables: [{file: locked.csv, subject: subject}]\noutcome: {column: relapse, event: 'yes'}\nexclude: [months, site]\nouter: {kind: folds, folds: 3, repeats: 1}\nresamples: 100\nsignature: {bootstrap: 0}\n",
    );
    const run = outputIn(folder, 'locked');
    const made = rachis('study', 'run', study, '--output', run);
    expect(made.code, made.err).toBe(0);
    const random = createRandom('near');
    const near = (name: string, rows: readonly Line[], off: number) =>
      writeLines(
        join(folder, name),
        rows.map((line, row) => ({
          ...Object.fromEntries(
            Object.entries(line).map(([key, value]) => [
              key,
              /^[fg]\d$/.test(key) ? Number(value) + off * random.normal() : value,
            ]),
          ),
          subject: `X${row}`,
        })),
      );
    const judge = (table: string) => {
      const output = outputIn(folder, 'validated');
      const judged = rachis('validate', join(run, 'signature.json'), '--table', table, '--output', output);
      expect(judged.code, judged.err).toBe(0);
      return JSON.parse(readFileSync(join(output, 'validation.json'), 'utf8')) as {
        findings: { code: string; subjects: string[] }[];
        warnings: string[];
        lookedFor: string;
      };
    };
    const found = judge(near('near.csv', lines().slice(0, 20), 1e-4));
    expect(found.findings.map(({ code }) => code)).toEqual(['TRAINING_ROWS_OUTSIDE']);
    expect(found.findings[0]!.subjects).toHaveLength(20);
    expect(found.warnings.join(' ')).toContain('Training rows in the external table');
    expect(judge(near('far.csv', lines(40), 1)).findings).toEqual([]);
    renameSync(join(run, 'subjects.csv'), join(run, 'elsewhere.csv'));
    const alone = judge(near('again.csv', lines().slice(0, 20), 1e-4));
    expect(alone.findings).toEqual([]);
    expect(alone.lookedFor).toContain('could not be');
  });
});
