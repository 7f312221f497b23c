import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@rachis/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { runStudy, validateSignature } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-external-outcome-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Subjects whose texture is near 0, 10 or 20 by their class. */
function writeTable(name: string, prefix: string, classes: readonly string[], count: number): void {
  const random = createRandom(name);
  const lines = Array.from({ length: count }, (_, n) => {
    const own = classes[n % classes.length]!;
    const place = 10 * ['benign', 'grade1', 'grade2', 'other'].indexOf(own);
    return `${prefix}${n},${(place + random.uniform()).toFixed(6)},${own}`;
  });
  writeFileSync(join(folder, name), ['subject,texture,grade', ...lines].join('\n'));
}

writeTable('training.csv', 'T', ['benign', 'grade1', 'grade2'], 60);
async function run(external: string) {
  writeFileSync(
    join(folder, 'study.yaml'),
    `name: grades
tables: [{file: training.csv}]
external: {tables: [{file: ${external}}]}
allow: [texture]
outcome: {column: grade, kind: classes}
outer: {kind: folds, folds: 3, repeats: 1}
resamples: 100
pipelines: [{name: Plain, steps: [{step: scale}], model: {estimator: logistic-regression, settings: {alpha: 0, lambda: 0.01}}}]
signature: {bootstrap: 0}
`,
  );
  const { report } = await runStudy(join(folder, 'study.yaml'), join(folder, `result-${external}`), {
    workers: 1,
  });
  const rows = readFileSync(join(report, '../external.csv'), 'utf8').trim().split('\n');
  return new Map(
    rows.slice(1).map((row): [string, number] => [row.split(',')[1]!, Number(row.split(',')[3])]),
  );
}

describe('the outcome of an external table', () => {
  it('is that of the training classes where it lacks one of them', async () => {
    writeTable('without-benign.csv', 'E', ['grade1', 'grade2'], 30);
    const measures = await run('without-benign.csv');
    expect(measures.get('accuracy')).toBe(1);
    expect(measures.get('auc')).toBe(1);
  });

  it('is refused with a class that the models do not know', async () => {
    writeTable('strange.csv', 'E', ['grade1', 'grade2', 'other'], 30);
    await expect(run('strange.csv')).rejects.toThrow(
      /subjects.csv: grade is other; the models know benign, grade1, grade2\./,
    );
  });
});

describe('an external table of survival', () => {
  const write = (name: string, prefix: string) => {
    const random = createRandom(name);
    const lines = Array.from({ length: 60 }, (_, n) => {
      const age = 50 + 10 * random.normal();
      const months = -Math.log(random.uniform()) * 20 * Math.exp(-(age - 50) / 10);
      return `${prefix}${n},${age.toFixed(6)},${months.toFixed(4)},${n % 4 === 0 ? 0 : 1}`;
    });
    writeFileSync(join(folder, name), ['subject,age,months,died', ...lines].join('\n'));
  };

  it('is judged at times too, with the numbers of a validation of the signature', async () => {
    write('cohort.csv', 'T');
    write('others.csv', 'E');
    writeFileSync(
      join(folder, 'survival.yaml'),
      `name: survival
tables: [{file: cohort.csv}]
external: {tables: [{file: others.csv}]}
outcome: {column: died, time: months, kind: survival}
outer: {kind: folds, folds: 3, repeats: 1}
resamples: 100
pipelines: [{name: Plain, steps: [{step: scale}], model: {estimator: cox-regression, settings: {alpha: 0, lambda: 0}}}]
signature: {bootstrap: 0}
`,
    );
    const { report, signature } = await runStudy(join(folder, 'survival.yaml'), join(folder, 'survival'), {
      workers: 1,
    });
    const { summary } = await validateSignature(signature, undefined, {
      output: join(folder, 'validated'),
      tables: [join(folder, 'others.csv')],
      time: 'months',
    });
    const rows = readFileSync(join(report, '../external.csv'), 'utf8').trim().split('\n').slice(1);
    const external = rows.map((row) => [row.split(',')[1], Number(row.split(',')[3])]);
    expect(external).toEqual(summary.measures.map(({ id, value }) => [id, value]));
    expect(external.map(([id]) => id)).toContain('integrated-brier');
  });
});
