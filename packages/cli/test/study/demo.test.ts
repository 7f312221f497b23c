import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rachis, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();

it('rachis demo makes patients, carries out their study, and predicts for the next one', () => {
  const { code, out, err } = rachis('demo', '--folder', folder);
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
