import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { thorough } from '../../../../test/support/thorough.ts';
import { demoStudy } from '../../src/commands/demo-study.ts';
import { rachis, type Run, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();

/** The demo of fewer patients, features and folds. */
async function small(): Promise<Run> {
  const said = { out: '', err: '' };
  const console = {
    out: (text: string) => {
      said.out += `${text}\n`;
    },
    note: (text: string) => {
      said.err += `${text}\n`;
    },
    progress: () => {},
  };
  const families = ['glcm'];
  const size = { patients: 30, families, folds: 3, repeats: 1, bootstrap: 0 };
  const code = await demoStudy(console, folder, size);
  return { code, ...said };
}

it('rachis demo makes patients, carries out their study, and predicts for the next one', async () => {
  // As it is started, where the tests are to be thorough: that is two minutes of learning.
  const { code, out, err } = thorough(1, 0) === 1 ? rachis('demo', '--folder', folder) : await small();
  expect(code, err).toBe(0);
  expect(out).toMatch(/^\$ rachis study run [\s\S]*^\$ rachis predict /m);
  for (const name of ['result/report/index.html', 'result/signature.json', 'next-patient.json']) {
    expect(existsSync(join(folder, name)), name).toBe(true);
  }
  const { pipelines } = JSON.parse(readFileSync(join(folder, 'result/report/result.json'), 'utf8')) as {
    pipelines: { name: string; measures: { id: string; value: number }[] }[];
  };
  expect(pipelines.map(({ name }) => name)).toEqual([
    'Clinical',
    'Radiomic',
    'Radiomic forest',
    'Clinical and radscore',
  ]);
  // The texture tells something, as it was made to.
  const radiomic = pipelines[1]!.measures.find(({ id }) => id === 'auc')!.value;
  expect(radiomic).toBeGreaterThan(0.65);
}, 400_000);
