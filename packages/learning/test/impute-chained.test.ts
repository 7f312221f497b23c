import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { fitPipeline, restorePipeline, takeRows } from '../src/index.ts';
import { imputeChained } from '../src/steps/prepare/impute-chained.ts';
import { stepSettings } from '../src/steps/step.ts';
import { binary, category, column, frameOf, numeric, plain } from './frames.ts';

const random = createRandom('chained');
const a = Array.from({ length: 80 }, () => random.normal());
const frame = frameOf(
  [
    numeric('a', a),
    numeric(
      'b',
      a.map((value, row) => (row % 5 === 0 ? NaN : 2 * value + 0.1 * random.normal())),
    ),
    category(
      'sex',
      a.map((value, row) => (row % 7 === 0 ? null : value > 0 ? 'f' : 'm')),
    ),
    numeric(
      'empty',
      a.map(() => NaN),
    ),
  ],
  { outcome: binary(a.map((value) => (value > 0.3 ? 1 : 0)))! },
);
const fit = (settings: object = {}, of = frame) =>
  imputeChained.fit(of, stepSettings(imputeChained, settings), createRandom(1));

describe('imputation by chained equations, as a step', () => {
  it('fills with what the other columns say, and drops what was never seen', () => {
    const { training } = fit();
    expect(training.columns.map(({ name }) => name)).toEqual(['a', 'b', 'sex']);
    column(training, 'b').forEach((value, row) => {
      if (row % 5 === 0) expect(Math.abs(value - 2 * a[row]!)).toBeLessThan(0.3);
    });
    const sex = training.columns[2]!;
    const right = a.filter(
      (value, row) => row % 7 === 0 && sex.categories![sex.values[row]!] === (value > 0 ? 'f' : 'm'),
    );
    expect(right.length).toBeGreaterThan(9);
  });

  it('does not look at the outcome', () => {
    const other = { ...frame, outcome: binary(a.map((_, row) => row % 2))! };
    expect(plain(fit({ draw: 3 }, other).fitted.state())).toEqual(plain(fit({ draw: 3 }).fitted.state()));
  });

  it('draws another imputation for each number, and the same for the same', () => {
    const b = (draw: number) => column(fit({ draw }).training, 'b');
    expect(b(1)).toEqual(b(1));
    expect(b(1)).not.toEqual(b(2));
    expect(b(1).filter((_, row) => row % 5 > 0)).toEqual(b(2).filter((_, row) => row % 5 > 0));
  });

  it('fills a row in the same way in whatever company', () => {
    const { fitted } = fit({ draw: 4 });
    const whole = column(fitted.apply(frame), 'b');
    const alone = column(fitted.apply(takeRows(frame, [15, 5])), 'b');
    expect(alone).toEqual([whole[15], whole[5]]);
  });

  it('takes the mean of a column that was complete in training, and leaves a new category as it is', () => {
    const { fitted } = fit();
    const rows = frameOf([
      numeric('a', [NaN, 1]),
      numeric('b', [1, 2]),
      category('sex', ['other', null]),
      numeric('empty', [1, NaN]),
    ]);
    const filled = fitted.apply(rows);
    expect(column(filled, 'a')[0]!).toBeCloseTo(a.reduce((sum, value) => sum + value, 0) / a.length, 10);
    const { categories, values } = filled.columns[2]!;
    expect(values[0]! >= 0 && categories![values[0]!]).toBe('other');
    expect(categories![values[1]!]).toBe('f');
  });

  it('in a pipeline predicts the same after JSON, holes and all', () => {
    const pipeline = fitPipeline(
      {
        steps: [
          { step: 'impute-chained', settings: { draw: 2 } },
          { step: 'encode', settings: {} },
          { step: 'scale', settings: {} },
        ],
        model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.1 } },
      },
      frame,
      createRandom(1),
    );
    const again = restorePipeline(JSON.parse(JSON.stringify(pipeline.state())));
    expect(again.predict(frame).scores).toEqual(pipeline.predict(frame).scores);
  });

  it('refuses a setting that is not there', () => {
    expect(() => stepSettings(imputeChained, { method: 'pmm' })).toThrow(/method/);
  });
});
