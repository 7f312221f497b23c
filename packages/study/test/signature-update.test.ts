import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, refitWithPrior, updateModel } from '@rachis/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictRow, readSignature, runStudy, updateSignature, validateSignature } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-update-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

/** Patients whose outcome follows a and b; at another place the risk is shifted, scaled, or of other coefficients. */
function table(name: string, count: number, [intercept, a, b]: readonly [number, number, number]) {
  const random = createRandom(name);
  const lines = ['subject,a,b,c,d,y'];
  for (let row = 0; row < count; row++) {
    const [x, z] = [random.normal(), random.normal()];
    const y = random.uniform() < 1 / (1 + Math.exp(-(intercept + a * x + b * z))) ? 'yes' : 'no';
    lines.push(`${name}${row},${x},${z},${random.normal()},${random.normal()},${y}`);
  }
  writeFileSync(at(`${name}.csv`), lines.join('\n'));
  return at(`${name}.csv`);
}

let signature: string;
let bytes: Buffer;
beforeAll(async () => {
  table('home', 300, [-0.4, 1, 0.5]);
  writeFileSync(
    at('study.yaml'),
    `name: Home
tables: [{file: home.csv}]
outcome: {column: y, event: "yes"}
outer: {kind: folds, folds: 3, repeats: 1}
pipelines:
  - {name: Logistic, steps: [{step: impute}, {step: scale}], model: {estimator: logistic-regression, settings: {alpha: 0, lambda: 0}}}
signature: {bootstrap: 0}
`,
  );
  await runStudy(at('study.yaml'), at('home'), { workers: 1 });
  signature = at('home/signature.json');
  bytes = readFileSync(signature);
});

/** Coefficients of the signature in the units of the table: what the rows of a place follow from. */
async function said(path: string, row: readonly number[]) {
  const { probabilities } = predictRow(await readSignature(path), 's', [...row, 0.1, -0.2]);
  const p = probabilities![1]!.probability;
  return Math.log(p / (1 - p));
}

describe('a signature at a new place', () => {
  it('that fits is left as it is, and nothing is written', async () => {
    const outcome = await updateSignature(signature, undefined, {
      tables: [table('same', 100, [-0.4, 1, 0.5])],
      output: at('same.json'),
    });
    expect(outcome.method).toBe('none');
    expect(outcome.written).toEqual([]);
    expect(() => readFileSync(at('same.json'))).toThrow();
  });

  it('with another prevalence gets a new intercept: every logit moves by it, and the original not at all', async () => {
    const outcome = await updateSignature(signature, undefined, {
      tables: [table('shifted', 150, [0.9, 1, 0.5])],
      output: at('shifted.json'),
    });
    expect(outcome.method).toBe('intercept');
    const read = await readSignature(at('shifted.json'));
    const [update] = read.signature.updates!;
    expect(update).toMatchObject({ method: 'intercept', chosenBy: 'closed test', subjects: 150, slope: 1 });
    expect(update!.from).toBe((await readSignature(signature)).signature.hash);
    expect(update!.intercept).toBeGreaterThan(0.8);
    for (const row of [
      [0, 0],
      [1, -2],
    ])
      expect((await said(at('shifted.json'), row)) - (await said(signature, row))).toBeCloseTo(
        update!.intercept,
        9,
      );
    expect(readFileSync(signature).equals(bytes)).toBe(true);
  });

  it('with weaker predictors gets a slope', async () => {
    const outcome = await updateSignature(signature, undefined, {
      tables: [table('weaker', 200, [0.3, 0.2, 0.1])],
      output: at('weaker.json'),
    });
    expect(outcome.method).toBe('recalibration');
    const { intercept, slope } = (await readSignature(at('weaker.json'))).signature.updates![0]!;
    const row = [0.7, -0.3];
    expect(await said(at('weaker.json'), row)).toBeCloseTo(
      intercept + slope! * (await said(signature, row)),
      9,
    );
  });

  it('of other predictors is revised: it is the logistic regression of the new subjects', async () => {
    const file = table('other', 200, [-0.4, -0.2, 1.2]);
    const outcome = await updateSignature(signature, undefined, { tables: [file], output: at('other.json') });
    expect(outcome.method).toBe('revision');
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const columns = [1, 2, 3, 4].map((k) => rows.map((cells) => Number(cells[k])));
    const y = rows.map((cells) => (cells[5] === 'yes' ? 1 : 0));
    const { revision } = updateModel(
      y,
      columns[0]!.map((a) => 0.1 * a),
      columns,
    );
    const row = [0.4, 1.1];
    expect(await said(at('other.json'), row)).toBeCloseTo(
      [...row, 0.1, -0.2].reduce(
        (sum, value, k) => sum + revision!.coefficients[k]! * value,
        revision!.intercept,
      ),
      7,
    );
  });

  it('has a register of its own, and knows the subjects that it was updated with', async () => {
    const lines = readFileSync(at('shifted.register.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0].details.purpose).toBe('update');
    expect(lines[1].locked).toBe((await readSignature(at('shifted.json'))).signature.hash);
    await expect(
      validateSignature(at('shifted.json'), undefined, {
        tables: [at('shifted.csv')],
        output: at('judged'),
      }),
    ).rejects.toThrow(/1[45][0-9] of 150 subjects have the values of training subjects/);
    // Every look at outcomes stands in the register of the old one too.
    const before = readFileSync(at('home/signature.register.jsonl'), 'utf8');
    expect(before.match(/"purpose":"update"/g)!.length).toBeGreaterThanOrEqual(2);
    const again = await validateSignature(signature, undefined, {
      tables: [at('same.csv')],
      output: at('again'),
    });
    expect(again.warnings.join()).not.toMatch(/Not in the tables/);
  });

  it('can be updated again: the second is of what the first says', async () => {
    await updateSignature(at('shifted.json'), undefined, {
      tables: [table('third', 150, [0.9, 0.3, 0.15])],
      output: at('third.json'),
      method: 'recalibration',
    });
    const { signature: third } = await readSignature(at('third.json'));
    expect(third.updates!.map(({ method, chosenBy }) => [method, chosenBy])).toEqual([
      ['intercept', 'closed test'],
      ['recalibration', 'user'],
    ]);
    const { intercept, slope } = third.updates![1]!;
    const row = [-0.2, 0.9];
    expect(await said(at('third.json'), row)).toBeCloseTo(
      intercept + slope! * (await said(at('shifted.json'), row)),
      9,
    );
  });

  it('with few subjects is drawn towards the old coefficients, by another method', async () => {
    const file = table('few', 60, [-0.4, -0.2, 1.2]);
    await updateSignature(signature, undefined, { tables: [file], output: at('few.json'), method: 'prior' });
    const { signature: few } = await readSignature(at('few.json'));
    const [update] = few.updates!;
    expect(update).toMatchObject({ method: 'prior', chosenBy: 'user', subjects: 60 });
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const columns = [1, 2, 3, 4].map((k) => rows.map((cells) => Number(cells[k])));
    const y = rows.map((cells) => (cells[5] === 'yes' ? 1 : 0));
    const { pipeline } = await readSignature(signature);
    const frame = {
      rows: rows.length,
      groups: Int32Array.from(rows.keys()),
      columns: columns.map((values, k) => ({
        name: 'abcd'[k]!,
        kind: 'numeric' as const,
        values: Float64Array.from(values),
      })),
    };
    const { data } = pipeline.predict(frame).probabilities!;
    const linear = y.map((_, i) => Math.log(data[2 * i + 1]! / data[2 * i]!));
    const prepared = pipeline.prepare(frame).columns.map(({ values }) => values);
    const { intercept, slope, shifts } = refitWithPrior(y, linear, prepared);
    const row = [0.4, 1.1, 0.1, -0.2];
    const own = pipeline.prepare({
      rows: 1,
      groups: Int32Array.of(0),
      columns: row.map((value, k) => ({ name: 'abcd'[k]!, kind: 'numeric', values: Float64Array.of(value) })),
    });
    const expected =
      intercept +
      slope * (await said(signature, row.slice(0, 2))) +
      own.columns.reduce((sum, { values }, j) => sum + shifts[j]! * values[0]!, 0);
    expect(await said(at('few.json'), row.slice(0, 2))).toBeCloseTo(expected, 7);
  });

  it('is never written over, nor is its register', async () => {
    const twice = updateSignature(signature, undefined, {
      tables: [at('shifted.csv')],
      output: at('shifted.json'),
    });
    await expect(twice).rejects.toThrow(/is there already/);
  });

  it('that was changed by hand is refused, as any other', async () => {
    writeFileSync(
      at('edited.json'),
      readFileSync(at('shifted.json'), 'utf8').replace('"slope": 1', '"slope": 2'),
    );
    await expect(readSignature(at('edited.json'))).rejects.toThrow(/its hash is another one/);
  });
});
