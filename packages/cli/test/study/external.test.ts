import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { outputIn, rachis, temporaryFolder } from '../support.ts';
import { studyText, writeCohort } from './cohort.ts';

const folder = temporaryFolder();
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
