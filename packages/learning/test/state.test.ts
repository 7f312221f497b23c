import { createRandom, type Random, StatisticsError } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import {
  estimators,
  fitPlan,
  type Frame,
  type Json,
  type OutcomeKind,
  pipelinePlanSchema,
  restorePipeline,
  steps,
  type ThresholdRule,
} from '../src/index.ts';
import { binary, frameOf, numeric } from './frames.ts';

/**
 * What is fitted is written down as JSON, and JSON has no infinity and no NaN. Whatever the rows, a fitted pipeline is
 * the same after a journey through JSON: no number of its state is lost, and it predicts the same to the last bit.
 */

type Column = (random: Random, code: number, row: number) => number;

/** Tables that bring a fit to its edges. `codes` are two classes. */
const tables: Readonly<Record<string, { readonly rows: number; readonly columns: readonly Column[] }>> = {
  noise: { rows: 30, columns: Array.from({ length: 4 }, () => (random: Random) => random.normal()) },
  constant: { rows: 30, columns: [() => 3, () => 0, () => -1e9] },
  separable: { rows: 30, columns: [(_, code) => 10 * code, (random, code) => code + 0.01 * random.normal()] },
  reversed: { rows: 30, columns: [(random, code, row) => (row % 3 === 0 ? -code : code) + random.normal()] },
  'two values': {
    rows: 30,
    columns: [(random) => (random.uniform() < 0.1 ? 1 : 0), (_, __, row) => row % 2],
  },
  'huge and minute': {
    rows: 30,
    columns: [
      (random) => 1e150 * random.normal(),
      (random) => 1e-150 * random.normal(),
      (random) => random.normal(),
    ],
  },
  tiny: { rows: 8, columns: [(random) => random.normal(), (random) => random.normal()] },
};

function frameFor(name: string, kind: OutcomeKind): Frame {
  const { rows, columns } = tables[name]!;
  const random = createRandom(`state ${name}`);
  const codes = Array.from({ length: rows }, (_, row) => row % 2);
  const made = columns.map((column, at) =>
    numeric(
      `x${at}`,
      codes.map((code, row) => column(random, code, row)),
    ),
  );
  const outcomes: Readonly<Record<OutcomeKind, Frame['outcome']>> = {
    classes: binary(codes),
    ordinal: {
      kind: 'ordinal',
      classes: ['low', 'middle', 'high'],
      codes: Int32Array.from(codes, (_, row) => row % 3),
    },
    continuous: { kind: 'continuous', values: Float64Array.from(codes, (code) => code + random.normal()) },
    survival: {
      kind: 'survival',
      times: Float64Array.from(codes, (_, row) => 1 + (row % 7)),
      events: Uint8Array.from(codes, (_, row) => (row % 3 === 0 ? 0 : row % 5 === 0 ? 2 : 1)),
    },
  };
  const sites = Int32Array.from(codes, (_, row) => (row >> 1) % 2);
  return frameOf(made, { outcome: outcomes[kind]!, sites, siteNames: ['north', 'south'] });
}

/** Where a value has something that JSON would change, by its path. */
function lostInJson(value: unknown, path = 'state'): string[] {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? []
      : [`${path}: ${Object.is(value, -0) ? '-0' : value}`];
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (Array.isArray(value)) return value.flatMap((one, at) => lostInJson(one, `${path}.${at}`));
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.entries(value).flatMap(([key, one]) => lostInJson(one, `${path}.${key}`));
  }
  return [`${path}: ${Object.prototype.toString.call(value)}`];
}

/** Settings without which a step or model cannot run, and those that keep a fit small. */
const stepSettings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'stability-list': { names: ['x0'] },
  'keep-columns': { columns: ['x0'] },
  clusters: { clusters: 2 },
  'stability-selection': { subsamples: 10 },
  boruta: { trees: 20, rounds: 10 },
  score: {
    pipeline: { steps: [], model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.1 } } },
  },
};
const modelSettings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'random-forest': { trees: 10 },
  'extra-trees': { trees: 10 },
  'random-survival-forest': { trees: 10 },
  'gradient-boosting': { rounds: 10 },
  'boosted-cox': { rounds: 10 },
  adaboost: { rounds: 10 },
  bagging: { models: 3 },
  stacking: { folds: 2, members: [{ estimator: 'decision-tree' }, { estimator: 'linear-discriminant' }] },
};

const rules: readonly ThresholdRule[] = [
  { rule: 'youden' },
  { rule: 'sensitivity', sensitivity: 1 },
  { rule: 'cost', missed: 1000, falseAlarm: 0.001 },
  { rule: 'cost', missed: 0.001, falseAlarm: 1000 },
];

/** Fits, or the words with which the rows were refused: an error of ours is an answer, anything else is not. */
function fitted(frame: Frame, plan: object, threshold: ThresholdRule, inner = 3) {
  try {
    return fitPlan(
      pipelinePlanSchema.parse({ name: 'one', ...plan }),
      frame,
      { inner: { folds: inner, repeats: 1 }, threshold },
      createRandom(5),
    ).pipeline;
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    return error.message;
  }
}

function expectSameAfterJson(frame: Frame, plan: object, threshold: ThresholdRule): boolean {
  const pipeline = fitted(frame, plan, threshold);
  if (typeof pipeline === 'string') return false;
  const state = pipeline.state();
  expect(lostInJson(state)).toEqual([]);
  const text = JSON.stringify(state);
  const restored = restorePipeline(JSON.parse(text) as Json);
  expect(JSON.stringify(restored.state())).toBe(text);
  const { outcome: _, ...unseen } = frame;
  const times = Float64Array.of(1, 3, 9);
  const before = pipeline.predict(unseen);
  const after = restored.predict(unseen);
  expect(after.scores).toEqual(before.scores);
  expect(after.probabilities).toEqual(before.probabilities);
  expect(after.survivalAt?.(times)).toEqual(before.survivalAt?.(times));
  expect(before.scores.every(Number.isFinite)).toBe(true);
  return true;
}

const kinds: readonly OutcomeKind[] = ['classes', 'ordinal', 'continuous', 'survival'];

describe('the state of a fitted pipeline after a journey through JSON', () => {
  describe.each(Object.keys(tables))('on a table that is %s', (table) => {
    it.each([...estimators.values()])('$id', ({ id, outcomes }) => {
      const fits = kinds
        .filter((kind) => outcomes.includes(kind))
        .flatMap((kind) =>
          // Only chances of classes are calibrated.
          (kind === 'classes' ? ['none', 'sigmoid', 'isotonic'] : ['none']).map((calibration) =>
            expectSameAfterJson(
              frameFor(table, kind),
              {
                calibration,
                model: { estimator: id, settings: modelSettings[id] ?? {} },
              },
              { rule: 'youden' },
            ),
          ),
        );
      if (table === 'noise') expect(fits).toContain(true);
    });

    it.each([...steps.keys()])('%s', (step) => {
      const frame = frameFor(table, 'classes');
      const done = expectSameAfterJson(
        frame,
        {
          steps: [{ step, settings: stepSettings[step] ?? {} }],
          model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.1 } },
        },
        { rule: 'youden' },
      );
      if (table === 'noise') expect(done).toBe(true);
    });

    it.each(rules)('the threshold by $rule is a number that decides', (rule) => {
      for (const calibration of ['none', 'sigmoid', 'isotonic']) {
        const plan = {
          calibration,
          model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.01 } },
        };
        const pipeline = fitted(frameFor(table, 'classes'), plan, rule);
        if (typeof pipeline === 'string') continue;
        expect(pipeline.threshold).toBeGreaterThanOrEqual(0);
        expect(pipeline.threshold).toBeLessThanOrEqual(1 + Number.EPSILON);
      }
    });
  });
});
