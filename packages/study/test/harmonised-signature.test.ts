import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@rachis/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictRow, type ReadSignature, readSignature, runStudy } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-harmonised-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let read: ReadSignature;

beforeAll(async () => {
  const random = createRandom('harmonised');
  const lines = ['subject,scanner,outcome,f0,f1,f2,f3'];
  for (let n = 0; n < 60; n++) {
    const scanner = n % 2 === 0 ? 'A' : 'B';
    const event = n % 3 === 0 ? 1 : 0;
    const values = [0, 1, 2, 3].map((j) =>
      (random.normal() + (j === 0 ? 1.2 * event : 0) + (scanner === 'A' ? 2 : 0)).toFixed(5),
    );
    lines.push(`P${n},${scanner},${event === 1 ? 'yes' : 'no'},${values.join(',')}`);
  }
  writeFileSync(join(folder, 'table.csv'), `${lines.join('\n')}\n`);
  writeFileSync(
    join(folder, 'study.yaml'),
    `name: Harmonised
tables: [{file: table.csv, domain: radiomic}]
outcome: {column: outcome}
site: scanner
harmonise: true
outer: {kind: folds, folds: 3, repeats: 1}
inner: {folds: 3}
resamples: 100
signature: {pipeline: Radiomic}
`,
  );
  const { signature } = await runStudy(join(folder, 'study.yaml'), join(folder, 'out'), { workers: 1 });
  read = await readSignature(signature);
});

describe('a signature that harmonises by site', () => {
  const values = () => read.signature.inputs.map(() => 1.5);

  it('knows the sites of its training rows', () => {
    expect(read.signature.site).toEqual({ column: 'scanner', names: ['A', 'B'] });
    expect(JSON.parse(readFileSync(read.path, 'utf8')).example.site).toBe('A');
  });
  it('says different things of the same values from different sites', () => {
    const [a, b] = ['A', 'B'].map((site) => predictRow(read, 'P', values(), site).score);
    // Values of B are two below those of A for the same patient.
    expect(b).toBeGreaterThan(a!);
  });
  it('asks for the site, and refuses one that training rows did not have', () => {
    expect(() => predictRow(read, 'P', values())).toThrow(/harmonises by scanner: it needs the patient's/);
    expect(() => predictRow(read, 'P', values(), 'C')).toThrow(/C/);
  });
});
