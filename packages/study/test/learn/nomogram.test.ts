import { fitPipeline, nomogramOf, pipelineSchema } from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { nomogramPredictors } from '../../src/learn/nomogram-figure.ts';

const rows = 40;
const random = createRandom('nomogram');
const values = (make: () => number) => Float64Array.from({ length: rows }, make);
const age = values(() => 50 + 10 * random.normal());
const sex = values(() => random.integer(2));
const frame = {
  rows,
  columns: [
    { name: 'age', kind: 'numeric', values: age },
    { name: 'sex', kind: 'category', categories: ['female', 'male'], values: sex },
  ],
  outcome: {
    kind: 'classes',
    classes: ['no', 'yes'],
    codes: Int32Array.from(age, (value, row) => (value + 5 * sex[row]! + 8 * random.normal() > 52 ? 1 : 0)),
  },
  groups: Int32Array.from({ length: rows }, (_, row) => row),
} as const;

const pipeline = fitPipeline(
  pipelineSchema.parse({
    steps: [{ step: 'impute' }, { step: 'encode' }, { step: 'scale' }],
    model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.05 } },
  }),
  frame,
  createRandom(1),
);

describe('a nomogram', () => {
  const { intercept, predictors } = nomogramPredictors(pipeline, frame)!;
  const made = nomogramOf(intercept, predictors);

  it('has the predictors in the units of the table, over the values that they take', () => {
    expect(predictors.map(({ name }) => name)).toEqual(['age', 'sex=male']);
    expect(predictors[0]!.minimum).toBe(Math.min(...age));
    expect(predictors[0]!.maximum).toBe(Math.max(...age));
    expect([predictors[1]!.minimum, predictors[1]!.maximum]).toEqual([0, 1]);
  });

  it('gives the linear predictor of every row from its points', () => {
    const { scores } = pipeline.predict(frame);
    for (let row = 0; row < rows; row++) {
      const total = made.points(0, age[row]!) + made.points(1, sex[row]!);
      expect(made.predictorOf(total)).toBeCloseTo(scores[row]!, 10);
    }
  });

  it('gives 0 to 100 points to the widest effect, and no points below 0', () => {
    const ends = predictors.flatMap(({ minimum, maximum }, at) => [
      made.points(at, minimum),
      made.points(at, maximum),
    ]);
    expect(Math.max(...ends)).toBeCloseTo(100, 10);
    expect(Math.min(...ends)).toBeGreaterThan(-1e-9);
  });

  it('turns totals into predictors and back', () => {
    for (const total of [0, 37, made.most])
      expect(made.totalOf(made.predictorOf(total))).toBeCloseTo(total, 10);
  });
});
