import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { infinitesimalJackknife } from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { thorough } from '../../../test/support/thorough.ts';
import { predictRow, type ReadSignature, readSignature, runStudy } from '../src/index.ts';
import { additiveLink } from '../src/signature/refits/additive.ts';
import { intervalsOf } from '../src/signature/refits/interval.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-interval-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

/** A study of one table, to its signature. */
async function signatureOf(csv: string, study: string): Promise<ReadSignature> {
  const name = `study${made++}`;
  writeFileSync(join(folder, `${name}.csv`), csv);
  writeFileSync(
    join(folder, `${name}.yaml`),
    `name: ${name}\ntables: [{file: ${name}.csv}]\nouter: {kind: folds, folds: 3, repeats: 1}\ninner: {folds: 3}\nresamples: 100\n${study}`,
  );
  const { signature } = await runStudy(join(folder, `${name}.yaml`), join(folder, name), { workers: 1 });
  return readSignature(signature);
}

const plain = (estimator: string) =>
  `pipelines: [{name: Plain, steps: [{step: impute}, {step: encode}, {step: scale}], model: {estimator: ${estimator}, settings: ${estimator === 'ordinal-regression' ? '{}' : '{alpha: 0, lambda: 0}'}}}]`;

describe('the interval of a probability', () => {
  interface Wald {
    readonly age: number[];
    readonly texture: number[];
    readonly sex: string[];
    readonly y: number[];
    readonly patients: { readonly age: number[]; readonly texture: number[]; readonly sex: string[] };
    readonly lower: number[];
    readonly upper: number[];
  }
  const wald = JSON.parse(
    readFileSync(new URL('../../../conformance/fixtures/signature-wald.json', import.meta.url), 'utf8'),
  ) as Wald;

  it('nears the Wald interval of R glm on a large sample', async () => {
    const draws = thorough(1000, 200);
    const lines = wald.y.map((y, n) => `P${n},${wald.age[n]},${wald.texture[n]},${wald.sex[n]},${y}`);
    const read = await signatureOf(
      ['subject,age,texture,sex,y', ...lines].join('\n'),
      `outcome: {column: y, event: 1, kind: classes}\n${plain('logistic-regression')}\nsignature: {bootstrap: ${draws}}\n`,
    );
    const logit = (p: number) => Math.log(p / (1 - p));
    wald.patients.age.forEach((age, at) => {
      const given: Record<string, number | string> = {
        age,
        texture: wald.patients.texture[at]!,
        sex: wald.patients.sex[at]!,
      };
      const said = predictRow(
        read,
        'new',
        read.signature.inputs.map(({ name }) => given[name]!),
      );
      const { lower, upper } = said.probabilities![1]!;
      const half = (logit(wald.upper[at]!) - logit(wald.lower[at]!)) / 2;
      // An end of a percentile interval of 1000 draws has a standard error of 0.043 half widths: three of those.
      const bound = 0.13 * Math.sqrt(1000 / draws);
      expect(Math.abs(logit(lower!) - logit(wald.lower[at]!)) / half).toBeLessThan(bound);
      expect(Math.abs(logit(upper!) - logit(wald.upper[at]!)) / half).toBeLessThan(bound);
      expect(said.interval.words).toContain('not what will become of this patient');
    });
  }, 120_000);
});

/** A table with a category, missing values, an event time and a value that follow x1. */
function table(rows: number): string {
  const random = createRandom('interval');
  const lines = ['subject,x1,x2,stage,y,grade,value,days,dead'];
  for (let n = 0; n < rows; n++) {
    const x1 = random.normal();
    const x2 = random.normal();
    const stage = ['I', 'II', 'III'][random.integer(3)]!;
    const risk = x1 + (stage === 'III' ? 0.8 : 0) + random.normal();
    const gap = n % 11 === 3;
    lines.push(
      `S${n},${gap ? '' : x1.toFixed(4)},${x2.toFixed(4)},${stage},${risk > 0.3 ? 'yes' : 'no'},${risk > 1 ? 'high' : risk > -0.5 ? 'middle' : 'low'},${(10 + 3 * risk).toFixed(3)},${(100 * Math.exp(-risk / 2) * (0.2 + random.uniform())).toFixed(1)},${random.uniform() < 0.7 ? 1 : 0}`,
    );
  }
  return lines.join('\n');
}

describe('refits of linear models', () => {
  const kinds = [
    ['logistic-regression', 'outcome: {column: y}\nexclude: [grade, value, days, dead]\n'],
    ['logistic-regression', 'outcome: {column: grade}\nexclude: [y, value, days, dead]\n'],
    [
      'ordinal-regression',
      'outcome: {column: grade, kind: ordinal, order: [low, middle, high]}\nexclude: [y, value, days, dead]\n',
    ],
    ['linear-regression', 'outcome: {column: value}\nexclude: [y, grade, days, dead]\n'],
    ['cox-regression', 'outcome: {column: dead, time: days}\nexclude: [y, grade, value]\n'],
  ] as const;
  it.each(kinds)('are kept as sums over the inputs: %s, %s', async (estimator, outcome) => {
    const read = await signatureOf(table(90), `${outcome}${plain(estimator)}\nsignature: {bootstrap: 100}\n`);
    const { uncertainty, inputs } = read.signature;
    expect(uncertainty).toMatchObject({ kind: 'bootstrap', resamples: 100 });
    expect(uncertainty).toHaveProperty('additive');
    // Missing values and categories have their part in the sum.
    const row = inputs.map(({ name }) => (name === 'stage' ? 'III' : name === 'x1' ? null : 0.3));
    const interval = intervalsOf(read)(row);
    if (typeof interval === 'string') throw new Error(interval);
    expect(interval.refits).toBeGreaterThan(90);
    const said = predictRow(read, 'new', row);
    const points = said.probabilities ?? said.survival ?? [{ probability: said.value!.value, ...said.value }];
    for (const { probability, lower, upper } of points) {
      expect(lower!).toBeLessThan(upper!);
      expect(probability).toBeGreaterThan(lower! - (upper! - lower!));
      expect(probability).toBeLessThan(upper! + (upper! - lower!));
    }
  });

  it('know nothing of a category that they never saw, and say so', async () => {
    const read = await signatureOf(
      table(90),
      `outcome: {column: y}\nexclude: [grade, value, days, dead]\n${plain('logistic-regression')}\nsignature: {bootstrap: 100}\n`,
    );
    const { uncertainty, inputs } = read.signature;
    const form = (uncertainty as { additive: { intercept: number[]; terms: [number, number[]][] }[][] })
      .additive[0]![0]!;
    const row = inputs.map(({ name }) => (name === 'stage' ? 'IV' : 0));
    expect(additiveLink(form, inputs, row)).toBeUndefined();
    expect(intervalsOf(read)(row)).toMatch(/only 0 of 100 refits know a patient/);
  });

  it('are not made where the study wants none, and the prediction says so', async () => {
    const read = await signatureOf(
      table(90),
      `outcome: {column: y}\nexclude: [grade, value, days, dead]\n${plain('logistic-regression')}\nsignature: {bootstrap: 0}\n`,
    );
    const said = predictRow(
      read,
      'new',
      read.signature.inputs.map(({ name }) => (name === 'stage' ? 'I' : 0)),
    );
    expect(said.probabilities![1]).not.toHaveProperty('lower');
    expect(said.interval.words).toMatch(/^No interval: .*signature\.bootstrap: 0/);
  });
});

describe('refits of other models', () => {
  it('are kept whole where there is room', async () => {
    const read = await signatureOf(
      table(90),
      'outcome: {column: y}\nexclude: [grade, value, days, dead, stage]\npipelines: [{name: Tree, steps: [{step: impute}], model: {estimator: decision-tree, settings: {minimumLeaf: 8}}}]\nsignature: {bootstrap: 100}\n',
    );
    expect(read.signature.uncertainty).toHaveProperty('pipelines');
    const said = predictRow(
      read,
      'new',
      read.signature.inputs.map(() => 0.2),
    );
    const { lower, upper } = said.probabilities![1]!;
    expect(lower!).toBeLessThan(upper!);
    expect(lower!).toBeGreaterThanOrEqual(0);
    expect(upper!).toBeLessThanOrEqual(1);
  });
});

describe('the jackknife of a forest', () => {
  it('has the variance of forestci, on the draws and trees of a scikit-learn forest', () => {
    const { draws, values, variance } = JSON.parse(
      readFileSync(
        new URL('../../../conformance/fixtures/signature-jackknife.json', import.meta.url),
        'utf8',
      ),
    ) as { draws: number[][]; values: number[][]; variance: number[] };
    variance.forEach((truth, row) => {
      const found = infinitesimalJackknife(draws, values[row]!);
      expect(Math.abs(found - truth) / truth).toBeLessThan(1e-9);
    });
  });

  it('stands in for refits that there is no room for', async () => {
    const read = await signatureOf(
      table(90),
      'outcome: {column: y}\nexclude: [grade, value, days, dead, stage]\npipelines: [{name: Forest, steps: [{step: impute}], model: {estimator: random-forest, settings: {trees: 600}}}]\n',
    );
    expect(read.signature.uncertainty).toMatchObject({ kind: 'jackknife', level: 0.95 });
    const said = predictRow(
      read,
      'new',
      read.signature.inputs.map(() => 0.2),
    );
    const [no, yes] = said.probabilities!;
    expect(yes!.lower!).toBeLessThan(yes!.probability);
    expect(yes!.upper!).toBeGreaterThan(yes!.probability);
    // Of two classes the one is what the other leaves.
    expect(no!.lower!).toBeCloseTo(1 - yes!.upper!, 9);
    expect(said.interval.words).toMatch(/infinitesimal jackknife .*not what will become of this patient/);
  });

  it('is not taken of other large models: they have none, and it is said why', async () => {
    const read = await signatureOf(
      table(90),
      'outcome: {column: y}\nexclude: [grade, value, days, dead, stage]\npipelines: [{name: Forest, steps: [{step: impute}], model: {estimator: extra-trees, settings: {trees: 600}}}]\n',
    );
    const said = predictRow(
      read,
      'new',
      read.signature.inputs.map(() => 0.2),
    );
    expect(said.interval.words).toMatch(/^No interval: .*extra-trees.* too large/);
  });
});

describe('a signature of format 1', () => {
  it('is read as it was, and says that it has no interval', async () => {
    const read = await signatureOf(
      table(90),
      `outcome: {column: y}\nexclude: [grade, value, days, dead]\n${plain('logistic-regression')}\nsignature: {bootstrap: 0}\n`,
    );
    const { hashOf } = await import('../src/signature/canonical.ts');
    const { hash: _, version: _two, uncertainty: _none, ...rest } = read.signature;
    const old = { ...rest, version: 1 };
    const path = join(folder, 'old.json');
    writeFileSync(path, JSON.stringify({ ...old, hash: hashOf(old) }));
    const again = await readSignature(path);
    const row = read.signature.inputs.map(({ name }) => (name === 'stage' ? 'I' : 0));
    const said = predictRow(again, 'new', row);
    expect(said.score).toBe(predictRow(read, 'new', row).score);
    expect(said.interval.words).toMatch(/^No interval: /);
  });
});

describe('refits of an earlier run', () => {
  it('are not taken where the same table is asked for another event', async () => {
    const random = createRandom('another event');
    const lines = Array.from({ length: 60 }, (_, n) => {
      const ill = n % 2 === 0;
      return `P${n},${((ill ? 1 : 0) + random.normal()).toFixed(6)},${ill ? 'ill' : 'well'}`;
    });
    writeFileSync(join(folder, 'event.csv'), ['subject,texture,state', ...lines].join('\n'));
    const endsOf = async (event: string) => {
      writeFileSync(
        join(folder, 'event.yaml'),
        `name: event\ntables: [{file: event.csv}]\nouter: {kind: folds, folds: 3, repeats: 1}\ninner: {folds: 3}\nresamples: 100\noutcome: {column: state, event: ${event}, kind: classes}\n${plain('logistic-regression')}\nsignature: {bootstrap: 100}\n`,
      );
      const { signature } = await runStudy(join(folder, 'event.yaml'), join(folder, 'event'), { workers: 1 });
      return predictRow(await readSignature(signature), 'new', [2]).probabilities!;
    };
    const ill = (said: Awaited<ReturnType<typeof endsOf>>) => said.find(({ name }) => name === 'ill')!;
    for (const event of ['ill', 'well']) {
      const { probability, lower, upper } = ill(await endsOf(event));
      expect(probability).toBeGreaterThan(0.5);
      expect(lower).toBeLessThan(probability);
      expect(upper).toBeGreaterThan(probability);
    }
  });
});
