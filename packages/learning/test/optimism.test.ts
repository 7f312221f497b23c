import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Frame, outerSplits, runFold, type Split, summarise, validationSchema } from '../src/index.ts';
import { shareOfTraining } from '../src/validation/learning-curve.ts';

const [fixture] = JSON.parse(
  readFileSync(new URL('../../../conformance/fixtures/learning-optimism.json', import.meta.url), 'utf8'),
).cases as [
  {
    x: number[][];
    y: number[];
    resamples: number[][];
    apparent: Record<string, number>;
    optimism: Record<string, number>;
    corrected: Record<string, number>;
    leftOut: Record<string, number>;
    auc632Plus: number;
  },
];
const rows = fixture.y.map((_, row) => row);
const frame: Frame = {
  rows: rows.length,
  columns: [0, 1, 2, 3].map((at) => ({
    name: `x${at}`,
    kind: 'numeric',
    values: Float64Array.from(fixture.x, (own) => own[at]!),
  })),
  groups: Int32Array.from(rows),
  outcome: { kind: 'classes', classes: ['no', 'yes'], codes: Int32Array.from(fixture.y) },
};
const plan = validationSchema.parse({
  pipelines: [
    { name: 'Logistic', steps: [], model: { estimator: 'logistic-regression', settings: { lambda: 0 } } },
  ],
  outer: { kind: 'bootstrap', resamples: 25 },
});

describe('optimism of the bootstrap', () => {
  it("is that of R's glm on the same resamples, of AUC, Brier score and calibration slope", () => {
    const splits: Split[] = [
      ...fixture.resamples.map((drawn, repeat) => {
        const training = drawn.map((row) => row - 1);
        const inside = new Set(training);
        return { name: `${repeat}`, repeat, fold: 0, training, test: rows.filter((row) => !inside.has(row)) };
      }),
      { name: 'all rows', repeat: 0, fold: -1, training: rows, test: rows },
    ];
    const results = splits.map((_, split) => runFold(frame, plan, splits, { pipeline: 0, split }));
    const { measures } = summarise('Logistic', frame, results, splits, { seed: 1 });
    const of = (id: string) => measures.find((one) => one.id === id)!;
    for (const [id, name] of [
      ['auc', 'auc'],
      ['brier', 'brier'],
      ['calibration-slope', 'slope'],
    ] as const) {
      const found = of(id);
      expect(found.bootstrap!.apparent).toBeCloseTo(fixture.apparent[name]!, 6);
      expect(found.bootstrap!.optimism).toBeCloseTo(fixture.optimism[name]!, 6);
      expect(found.value).toBeCloseTo(fixture.corrected[name]!, 6);
      expect(found.bootstrap!.leftOut).toBeCloseTo(fixture.leftOut[name]!, 6);
    }
    expect(of('auc').bootstrap!.estimate632Plus).toBeCloseTo(fixture.auc632Plus, 6);
  });
});

describe('the interval of a corrected measure', () => {
  it('is within what is possible, and is none of a forest, which knows its rows', () => {
    const measured = (model: object, count: number) => {
      const own = validationSchema.parse({
        pipelines: [{ name: 'Model', steps: [], model }],
        outer: { kind: 'bootstrap', resamples: count },
      });
      const splits = outerSplits(frame, own);
      const results = splits.map((_, split) => runFold(frame, own, splits, { pipeline: 0, split }));
      return summarise('Model', frame, results, splits, { seed: 1 }).measures;
    };
    for (const { id, value, lower, upper, reason } of measured(
      { estimator: 'logistic-regression', settings: { lambda: 0 } },
      25,
    )) {
      if (Number.isNaN(lower)) expect(reason, id).toBeTypeOf('string');
      else expect(lower < upper && lower <= value && value <= upper, id).toBe(true);
      if (id === 'sensitivity' || id === 'auc') expect(lower >= 0 && upper <= 1, id).toBe(true);
    }
    const auc = measured({ estimator: 'random-forest', settings: { trees: 20 } }, 12).find(
      ({ id }) => id === 'auc',
    )!;
    expect(auc.bootstrap!.apparent).toBe(1);
    expect([auc.lower, auc.upper]).toEqual([NaN, NaN]);
    expect(auc.reason).toContain('does not surround');
  });
});

describe('shares of training rows', () => {
  const split: Split = {
    name: 'a',
    repeat: 0,
    fold: 1,
    training: rows.filter((row) => row % 5 > 0),
    test: [],
  };
  it('are of each class, within each other, and the same for a seed', () => {
    const half = shareOfTraining(frame, split, 0.5, 1);
    const most = shareOfTraining(frame, split, 0.8, 1);
    expect(half).toEqual(shareOfTraining(frame, split, 0.5, 1));
    expect(half.every((row) => most.includes(row))).toBe(true);
    const events = (own: readonly number[]) => own.filter((row) => fixture.y[row] === 1).length;
    expect(events(half)).toBe(Math.round(events(split.training) / 2));
    expect(half.length).toBeCloseTo(split.training.length / 2, -0.5);
  });
  it('take subjects with all their rows', () => {
    const pairs = { ...frame, groups: Int32Array.from(rows, (row) => row >> 1) };
    const whole = { ...split, training: rows.filter((row) => row >> 1 !== 3) };
    const own = shareOfTraining(pairs, whole, 0.4, 1);
    for (const row of own) expect(own).toContain(row ^ 1);
  });
});
