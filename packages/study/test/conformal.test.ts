import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fitFinal, type Frame, restorePipeline, validate, validationSchema } from '@rachis/learning';
import { createRandom, mean } from '@rachis/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conformalOf } from '../src/conformal/predict.ts';
import { classesOfSet, pipelineConformal } from '../src/conformal/thresholds.ts';
import { parseCsv, predictRow, readSignature, runStudy, validateSignature } from '../src/index.ts';

/** Subjects with two columns, of two unequal classes or with a value. */
function subjects(seed: string, rows: number, kind: 'classes' | 'continuous'): Frame {
  const random = createRandom(seed);
  const x = Array.from({ length: rows }, () => [random.normal(), random.normal()]);
  const lp = x.map(([a, b]) => 1.2 * a! + 0.6 * b!);
  return {
    rows,
    columns: [0, 1].map((k) => ({
      name: `x${k}`,
      kind: 'numeric',
      values: Float64Array.from(x, (own) => own[k]!),
    })),
    groups: Int32Array.from({ length: rows }, (_, row) => row),
    outcome:
      kind === 'continuous'
        ? { kind, values: Float64Array.from(lp, (value) => value + random.normal()) }
        : {
            kind,
            classes: ['no', 'yes'],
            codes: Int32Array.from(lp, (value) => (random.uniform() < 1 / (1 + Math.exp(1 - value)) ? 1 : 0)),
          },
  };
}

const planOf = (estimator: string) =>
  validationSchema.parse({
    pipelines: [
      { name: 'A', steps: [{ step: 'scale' }], model: { estimator, settings: { alpha: 0, lambda: 0.01 } } },
    ],
    outer: { kind: 'folds', folds: 5, repeats: 1 },
    inner: { folds: 2 },
  });

describe('sets and intervals from left-out scores', () => {
  it('hold the truth of further subjects about as often as said, of the rare class too', async () => {
    const held: number[] = [];
    const rare: number[] = [];
    for (let table = 0; table < 40; table++) {
      const frame = subjects(`table ${table}`, 100, 'classes');
      const plan = planOf('logistic-regression');
      const { pipelines, splits } = await validate(frame, plan);
      const [found] = pipelineConformal(frame, pipelines, splits, 1);
      const { thresholds } = found!.levels.find(({ level }) => level === 0.8)!;
      const others = subjects(`others ${table}`, 200, 'classes');
      const { data } = restorePipeline(fitFinal(frame, plan, 0).state).predict(others).probabilities!;
      const codes = others.outcome!.kind === 'classes' ? others.outcome!.codes : [];
      Array.from(codes).forEach((code, row) => {
        const holds = classesOfSet(data.subarray(2 * row, 2 * row + 2), thresholds!).includes(code) ? 1 : 0;
        held.push(holds);
        if (code === 1) rare.push(holds);
      });
    }
    // At least 80%; thresholds of small classes take the next rank, which holds a little more. Tables vary: sd 0.05 each, 0.008 of 40.
    expect(mean(held)).toBeGreaterThan(0.78);
    expect(mean(held)).toBeLessThan(0.86);
    expect(mean(rare)).toBeGreaterThan(0.77);
    expect(mean(rare)).toBeLessThan(0.88);
  });

  it('of numbers hold the value about as often as said', async () => {
    const held: number[] = [];
    for (let table = 0; table < 40; table++) {
      const frame = subjects(`numbers ${table}`, 60, 'continuous');
      const plan = planOf('linear-regression');
      const { pipelines, splits } = await validate(frame, plan);
      const [found] = pipelineConformal(frame, pipelines, splits, 1);
      const { halfWidth } = found!.levels.find(({ level }) => level === 0.9)!;
      const others = subjects(`other numbers ${table}`, 200, 'continuous');
      const { scores } = restorePipeline(fitFinal(frame, plan, 0).state).predict(others);
      if (others.outcome!.kind !== 'continuous') continue;
      const errors = others.outcome!.values.map((value, row) => Math.abs(value - scores[row]!));
      held.push(...errors.map((error) => (error <= halfWidth! ? 1 : 0)));
    }
    expect(Math.abs(mean(held) - 0.9)).toBeLessThan(0.03);
  });

  it('take one row of each subject', async () => {
    const frame = subjects('lesions', 90, 'classes');
    const grouped = { ...frame, groups: frame.groups.map((group) => group >> 1) };
    const { pipelines, splits } = await validate(grouped, planOf('logistic-regression'));
    expect(pipelineConformal(grouped, pipelines, splits, 1)[0]!.subjects).toBe(45);
  });

  it('are of no use where there are too few of a class: it belongs to every set', () => {
    expect(classesOfSet([0.99, 0.01], [0.3, null])).toEqual([0, 1]);
    const outcome = { column: 'y', kind: 'classes' as const, classes: ['no', 'yes'] };
    const conformal = { subjects: 9, levels: [{ level: 0.9, thresholds: [0.3, 0.6] }] };
    expect(conformalOf({ conformal, outcome }, 0, [0.75, 0.25])).toEqual([{ level: 0.9, classes: ['no'] }]);
    expect(conformalOf({ conformal, outcome }, 0, [0.65, 0.35])).toEqual([{ level: 0.9, classes: [] }]);
    expect(conformalOf({ conformal: undefined, outcome }, 0, [0.5, 0.5])).toEqual([]);
  });
});

describe('a signature', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-conformal-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);
  const write = (name: string, frame: Frame) =>
    writeFileSync(
      at(name),
      [
        'subject,x0,x1,y',
        ...Array.from({ length: frame.rows }, (_, row) =>
          [
            `${name}${row}`,
            ...frame.columns.map(({ values }) => values[row]),
            frame.outcome!.kind === 'classes' ? frame.outcome!.codes[row] : NaN,
          ].join(','),
        ),
      ].join('\n'),
    );
  beforeAll(async () => {
    write('home.csv', subjects('home', 120, 'classes'));
    write('others.csv', subjects('away', 80, 'classes'));
    writeFileSync(
      at('study.yaml'),
      `name: Sets
tables: [{file: home.csv}]
outcome: {column: y}
outer: {kind: folds, folds: 4, repeats: 1}
pipelines:
  - {name: A, steps: [{step: scale}], model: {estimator: logistic-regression, settings: {alpha: 0, lambda: 0.01}}}
signature: {bootstrap: 0}
`,
    );
    await runStudy(at('study.yaml'), at('out'), { workers: 1 });
  });
  it('says the sets of a patient, and the report how often sets held the truth', async () => {
    const read = await readSignature(at('out/signature.json'));
    const { conformal, probabilities } = predictRow(read, 's', [2.5, 2]);
    expect(probabilities![1]!.probability).toBeGreaterThan(0.8);
    expect(conformal!.levels.map(({ level }) => level)).toEqual([0.8, 0.9, 0.95]);
    expect(conformal!.levels[0]).toEqual({ level: 0.8, classes: ['1'] });
    const page = readFileSync(at('out/report/index.html'), 'utf8');
    expect(page).toContain('id="conformal"');
  });
  it('has its sets in the predictions of other subjects, with how often they held', async () => {
    await validateSignature(at('out/signature.json'), undefined, {
      tables: [at('others.csv')],
      output: at('judged'),
    });
    const [header, first] = parseCsv(readFileSync(at('judged/predictions.csv'), 'utf8'));
    expect(header!.slice(-3)).toEqual(['conformal_80', 'conformal_90', 'conformal_95']);
    expect(first!.at(-1)).toMatch(/^(0|1|0\|1)?$/);
    const { conformal } = JSON.parse(readFileSync(at('judged/validation.json'), 'utf8'));
    expect(conformal[1].level).toBe(0.9);
    expect(conformal[1].upper).toBeGreaterThan(0.85);
  });
});
