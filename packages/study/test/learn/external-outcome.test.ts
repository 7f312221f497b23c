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

describe('outcomes of a validation that are written otherwise than in training', () => {
  const signatureOf = async (name: string, outcome: string, cells: (n: number) => string) => {
    const random = createRandom(name);
    const lines = Array.from({ length: 40 }, (_, n) => `T${n},${random.normal().toFixed(6)},${cells(n)}`);
    writeFileSync(join(folder, `${name}.csv`), ['subject,age,months,state', ...lines].join('\n'));
    writeFileSync(
      join(folder, `${name}.yaml`),
      `name: ${name}\ntables: [{file: ${name}.csv}]\noutcome: ${outcome}\nouter: {kind: folds, folds: 3, repeats: 1}\nresamples: 100\nsignature: {bootstrap: 0}\n`,
    );
    return (await runStudy(join(folder, `${name}.yaml`), join(folder, name), { workers: 1 })).signature;
  };
  const validated = (signature: string, cells: string, time?: string) => {
    const random = createRandom('otherwise');
    const lines = Array.from({ length: 20 }, (_, n) => `E${n},${random.normal().toFixed(6)},${cells}`);
    writeFileSync(join(folder, 'otherwise.csv'), ['subject,age,months,state', ...lines].join('\n'));
    return validateSignature(signature, undefined, {
      output: join(folder, 'otherwise'),
      tables: [join(folder, 'otherwise.csv')],
      ...(time === undefined ? {} : { time }),
    });
  };

  it('are refused where nobody has the event: no Brier score of 0', async () => {
    const signature = await signatureOf(
      'coded',
      '{column: state, time: months, kind: survival, event: dead}',
      (n) => `${1 + ((7 * n) % 31)},${n % 3 === 0 ? 'alive' : 'dead'}`,
    );
    await expect(validated(signature, '5,1', 'months')).rejects.toThrow(/state is never dead, but 1/);
    await expect(validated(signature, '-5,dead', 'months')).rejects.toThrow(/time of subject E0 is "-5"/i);
  });

  it('are refused where a number is none', async () => {
    const signature = await signatureOf(
      'measured',
      '{column: state, kind: continuous}',
      (n) => `1,${(n * 17) % 23}.5`,
    );
    await expect(validated(signature, '1,high')).rejects.toThrow('state of subject E0 is "high"');
  });
});
