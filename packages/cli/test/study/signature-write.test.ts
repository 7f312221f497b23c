import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectRefusal, outputIn, rachis, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const mayo = fileURLToPath(new URL('../../../../examples/signatures/mayo.yaml', import.meta.url));
const values = [
  'age=65',
  'smoker=yes',
  'earlier-cancer=no',
  'diameter-mm=18',
  'spiculated=yes',
  'upper-lobe=yes',
];
const clinical = (given: readonly string[]) => given.flatMap((one) => ['--clinical', one]);

describe('rachis signature write', () => {
  it('locks a formula of a paper, which is then shown and asked', () => {
    const output = outputIn(folder, 'mayo.json');
    const run = rachis('signature', 'write', mayo, '--output', output);
    expect(run.code, run.err).toBe(0);
    const shown = rachis('signature', 'show', output).out;
    expect(shown).toContain(
      'written down from a paper, not fitted here: doi 10.1001/archinte.1997.00440290031002',
    );
    expect(shown).toContain('fitted on 419 subjects');
    const said = rachis('predict', output, ...clinical(values));
    expect(said.code, said.err).toBe(0);
    const { probabilities } = JSON.parse(said.out) as { probabilities: { probability: number }[] };
    expect(probabilities[1]!.probability).toBeCloseTo(0.651059587392067, 13);
    expect(rachis('predict', output, ...clinical(values.slice(1))).err).toContain('The signature needs age');
    // Never over another one.
    const again = rachis('signature', 'write', mayo, '--output', output);
    expect(again.code).toBe(4);
    expect(again.err).toContain('is there already');
  });

  it('is asked with a table of one patient, and refuses one that can be read in two ways', () => {
    const output = outputIn(folder, 'asked.json');
    expect(rachis('signature', 'write', mayo, '--output', output).code).toBe(0);
    const pairs = values.map((one) => one.split('='));
    const table = (name: string, separator: string, own: readonly (readonly string[])[]) => {
      const path = join(folder, name);
      const line = (place: number) => own.map((pair) => pair[place]).join(separator);
      writeFileSync(path, `\ufeff${line(0)}\n${line(1)}\n`);
      return path;
    };
    const said = (out: string) =>
      (JSON.parse(out) as { probabilities: { probability: number }[] }).probabilities[1]!.probability;
    // As spreadsheets of some countries write it.
    for (const separator of [',', ';']) {
      const run = rachis('predict', output, '--clinical', table('one.csv', separator, pairs));
      expect(run.code, run.err).toBe(0);
      expect(said(run.out)).toBeCloseTo(0.651059587392067, 13);
    }
    const refused = (given: readonly string[]) => {
      const run = rachis('predict', output, ...clinical(given));
      expect(run.code, run.err).toBeGreaterThan(0);
      expect(run.out).toBe('');
      return run.err;
    };
    const twice = table('twice.csv', ',', [...pairs, ['age', '80']]);
    expect(refused([twice])).toMatch(/age is given twice.*twice\.csv/);
    expect(refused([...values, 'age=80'])).toContain('age is given twice');
    const other = table('other.csv', ',', [['weight', '70']]);
    expect(refused([other])).toMatch(/other\.csv has no column/);
    const short = join(folder, 'short.csv');
    writeFileSync(short, `${pairs.map(([name]) => name).join(',')}\n65,yes\n`);
    expect(refused([short])).toMatch(/short\.csv: line 2 has 2 cells/);
  });

  it('says what is wrong with a file, and writes nothing', () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, readFileSync(mayo, 'utf8').replace(', coefficient: 0.0391', ''));
    const output = outputIn(folder, 'wrong.json');
    expectRefusal(
      rachis('signature', 'write', wrong, '--output', output),
      output,
      2,
      'wrong.yaml',
      'age has no coefficient',
    );
  });
});
