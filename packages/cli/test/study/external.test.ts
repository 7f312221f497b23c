import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { outputIn, rachis, temporaryFolder } from '../support.ts';
import { studyText as usual, writeCohort } from './cohort.ts';

const folder = temporaryFolder();
/** Nothing is asked here of the interval of a prediction. */
const studyText = usual.replace('bootstrap: 100', 'bootstrap: 0');
const at = (name: string) => join(folder, name);
const external = 'external: {cohort: {folder: others}, tables: [{file: others.csv}]}\n';
const run = (text: string) => {
  const path = at('study.yaml');
  writeFileSync(path, text);
  const out = outputIn(folder, 'out');
  return { ...rachis('study', 'run', path, '--output', out), out };
};

beforeAll(async () => {
  await writeCohort(folder, 36);
  mkdirSync(at('others'));
  const [head, ...rows] = readFileSync(at('clinical.csv'), 'utf8').trim().split('\n');
  const others = rows.slice(-10);
  for (const row of others) {
    const subject = row.split(',')[0]!;
    renameSync(at(`patients/${subject}`), at(`others/${subject}`));
  }
  rmSync(at('others/P030/CT_mask.nii'));
  writeFileSync(at('clinical.csv'), `${[head, ...rows.slice(0, -10)].join('\n')}\n`);
  writeFileSync(at('others.csv'), `${[head, ...others].join('\n')}\n`);
});

describe('an external cohort in a study file', () => {
  it('is judged once by the final models, which it does not change', () => {
    const alone = run(studyText);
    const both = run(studyText + external);
    expect(both.code, both.err).toBe(0);
    const model = (out: string) => readFileSync(join(out, 'report/model-both.json'), 'utf8');
    expect(model(both.out)).toBe(model(alone.out));
    const table = readFileSync(join(both.out, 'report/external.csv'), 'utf8');
    expect(table).toMatch(/^Both,auc,AUC,[\d.]+,/m);
    const page = readFileSync(join(both.out, 'report/index.html'), 'utf8');
    expect(page).toContain('external cohort of 9 subjects, 1 left out (no features of CT');
    expect(readFileSync(join(both.out, 'external/left-out.csv'), 'utf8')).toContain('P030');
    expect(readFileSync(join(both.out, 'report/methods.md'), 'utf8')).toContain('a table of other subjects');
  });

  it('is refused with subjects of the training cohort, and without what the study looks at', () => {
    const shared = run(
      studyText +
        external.replace('folder: others', 'folder: patients').replace('others.csv', 'clinical.csv'),
    );
    expect(shared.code).toBe(3);
    expect(shared.err).toMatch(/P001/);
    const noImages = run(`${studyText}external: {tables: [{file: others.csv}]}\n`);
    expect(noImages.err).toContain('external names no cohort of images');
    const noTables = run(`${studyText}external: {cohort: {folder: others}}\n`);
    expect(noTables.err).toContain('external has no tables');
    const noFile = run(`${studyText}external: {cohort: {folder: others}, tables: [{file: none.csv}]}\n`);
    expect(noFile.err).toContain('none.csv, which is not there');
  });

  it('is refused where a predictor is missing', () => {
    const lines = readFileSync(at('others.csv'), 'utf8').trim().split('\n');
    const without = lines.map((line) =>
      line
        .split(',')
        .filter((_, k) => k !== 1)
        .join(','),
    );
    writeFileSync(at('no-age.csv'), `${without.join('\n')}\n`);
    const missing = run(studyText + external.replace('others.csv', 'no-age.csv'));
    expect([2, 3], missing.err).toContain(missing.code);
    expect(missing.err).toMatch(/\bage\b/);
  });
});

interface Line {
  readonly evaluation: number;
  readonly plan: string;
  readonly details?: {
    readonly models: readonly string[];
    readonly cohort: string;
    readonly signature: string;
  };
  readonly result?: string;
  readonly locked?: string;
}

describe('the evaluation on an external cohort', () => {
  const path = at('counted.yaml');
  const out = at('counted');
  const carryOut = (text: string) => {
    writeFileSync(path, text);
    return rachis('study', 'run', path, '--output', out);
  };
  const lines = (): Line[] =>
    readFileSync(join(out, 'signature.register.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  const page = () => readFileSync(join(out, 'report/index.html'), 'utf8');
  const signature = () => JSON.parse(readFileSync(join(out, 'signature.json'), 'utf8')) as { hash: string };
  const again = 'evaluated once before, by other models of this study';

  it('is registered before its outcomes are read, with the result and the locked signature after', () => {
    const run = carryOut(studyText + external);
    expect(run.code, run.err).toBe(0);
    const [plan, result, ...more] = lines();
    expect(more).toEqual([]);
    expect(plan!.details).toMatchObject({ models: ['Clinical', 'Radiomic', 'Both'], outcome: 'relapse' });
    expect(plan!.result).toBeUndefined();
    expect(result).toMatchObject({ evaluation: 1, plan: plan!.plan, locked: signature().hash });
    expect(result!.result).toMatch(/^[0-9a-f]{64}$/);
    expect(page()).toContain('evaluation 1 of signature.register.jsonl');
    expect(page()).not.toContain(again);
  });

  it('is not counted again where nothing changed, also with the models made anew', () => {
    const before = readFileSync(join(out, 'signature.register.jsonl'), 'utf8');
    expect(carryOut(studyText + external).code).toBe(0);
    rmSync(join(out, 'report'), { recursive: true });
    expect(carryOut(studyText + external).code).toBe(0);
    // What the study is called does not change what is judged.
    const renamed = carryOut((studyText + external).replace('name: Synthetic relapse', 'name: Relapse'));
    expect(renamed.code, renamed.err).toBe(0);
    expect(lines().filter(({ details }) => details !== undefined)).toHaveLength(1);
    expect(carryOut(studyText + external).code).toBe(0);
    expect(readFileSync(join(out, 'signature.register.jsonl'), 'utf8').startsWith(before)).toBe(true);
    expect(page()).not.toContain(again);
  });

  it('goes on as the same one after it was broken off', () => {
    const register = join(out, 'signature.register.jsonl');
    const [plan] = readFileSync(register, 'utf8').split('\n');
    writeFileSync(register, `${plan}\n`);
    expect(carryOut(studyText + external).code).toBe(0);
    const [, result, ...more] = lines();
    expect(result).toMatchObject({ evaluation: 1, locked: signature().hash });
    expect(more).toEqual([]);
  });

  it('is another one with other models, whose result is called no independent evidence', () => {
    const others = studyText.replace('lambda: 0.1}', 'lambda: 0.2}');
    expect(others).not.toBe(studyText);
    expect(carryOut(others + external).code).toBe(0);
    const [, , plan, result] = lines();
    expect([plan!.evaluation, result!.evaluation]).toEqual([2, 2]);
    expect(page()).toContain(again);
    expect(readFileSync(join(out, 'report/methods.md'), 'utf8')).toContain('judged once before');
  });

  it('is one more of those that rachis validate counts', () => {
    const output = outputIn(folder, 'validated');
    const run = rachis(
      'validate',
      join(out, 'signature.json'),
      join(out, 'external/manifest.csv'),
      '--table',
      at('others.csv'),
      '--output',
      output,
    );
    expect([0, 5], run.err).toContain(run.code);
    expect(run.err).toContain('Evaluation 3 of this signature');
    // The change was in another pipeline than the locked one, which both evaluations judged.
    expect(run.err).toContain('evaluated 2 times before');
  });
});
