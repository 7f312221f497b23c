import { takeRows } from '../../src/index.ts';
import { describe, expect, it } from 'vitest';
import {
  type FittedPipeline,
  type Frame,
  meanAbsoluteShap,
  type ShapValues,
  shapValues,
} from '../../src/index.ts';
import { changed, fitted, shapley, signalFrame, threeClasses, unseen } from './models.ts';

const classes = signalFrame();

/** The predictor of the model that SHAP values add up to, for each output. */
function predictorsOf(pipeline: FittedPipeline, frame: Frame, { scale, outputs }: ShapValues): number[][] {
  const { scores, probabilities } = pipeline.predict(unseen(frame));
  if (outputs.length === 1 && (scale !== 'probability' || probabilities === undefined)) return [[...scores]];
  const { data, columns } = probabilities!;
  return outputs.map(({ classCode = 1 }) => Array.from(scores, (_, row) => data[row * columns + classCode]));
}

const sums = (found: ShapValues) =>
  found.outputs.map(({ base, values }) =>
    Array.from({ length: values.rows }, (_, row) =>
      values.data
        .subarray(row * values.columns, (row + 1) * values.columns)
        .reduce((sum, value) => sum + value, base),
    ),
  );

const small = { trees: 30 };
const models: [string, string, Frame, Record<string, unknown>][] = [
  ['a tree', 'decision-tree', classes, {}],
  ['a tree of values', 'decision-tree', signalFrame('continuous'), { minimumLeaf: 3 }],
  ['a random forest', 'random-forest', classes, small],
  ['a random forest of three classes', 'random-forest', threeClasses(), small],
  ['a random forest of values', 'random-forest', signalFrame('continuous'), small],
  ['extra trees', 'extra-trees', classes, small],
  ['gradient boosting', 'gradient-boosting', classes, { rounds: 20 }],
  ['gradient boosting of values', 'gradient-boosting', signalFrame('continuous'), { rounds: 20 }],
  ['AdaBoost', 'adaboost', classes, { rounds: 20, maximumDepth: 2 }],
  ['a survival forest', 'random-survival-forest', signalFrame('survival'), small],
  ['logistic regression', 'logistic-regression', classes, { lambda: 0.01 }],
  ['linear regression', 'linear-regression', signalFrame('continuous'), { lambda: 0.01 }],
  ['linear discriminant analysis', 'linear-discriminant', classes, { shrinkage: 0.2 }],
  ['a linear support vector machine', 'support-vector-machine', classes, { kernel: 'linear' }],
  ['Cox regression', 'cox-regression', signalFrame('survival'), { lambda: 0.01 }],
  ['Fine-Gray regression', 'fine-gray', signalFrame('survival'), { lambda: 0.01 }],
  ['ordinal regression', 'ordinal-regression', signalFrame('ordinal'), {}],
];

describe.each(models)('SHAP values of %s', (_, estimator, frame, settings) => {
  const pipeline = fitted(frame, estimator, settings);
  const linear = pipeline.model.coefficients !== undefined;
  const given = linear
    ? [{ background: takeRows(frame, [0, 3, 5, 7, 11]) }]
    : [{}, { background: takeRows(frame, [0, 3, 5, 7, 11]) }];

  it('and the base add up to the predictor of each row', () => {
    for (const options of given) {
      const found = shapValues(pipeline, frame, options);
      const wanted = predictorsOf(pipeline, frame, found);
      sums(found).forEach((own, k) => {
        own.forEach((sum, row) => {
          expect(Math.abs(sum - wanted[k][row])).toBeLessThan(1e-9);
        });
      });
    }
  });

  it('give nothing to a column that does not vary', () => {
    for (const options of given) {
      const { outputs } = shapValues(pipeline, frame, options);
      for (const { values } of outputs) {
        expect(
          values.data.filter((_value, at) => at % 5 === 4).every((value) => Math.abs(value) < 1e-12),
        ).toBe(true);
      }
    }
  });
});

describe('SHAP values', () => {
  it('are those of the definition, with unknown columns from a background', () => {
    const background = takeRows(classes, [1, 4, 9, 16, 25, 36]);
    for (const [estimator, settings] of [
      ['random-forest', { trees: 7 }],
      ['gradient-boosting', { rounds: 8 }],
      ['adaboost', { rounds: 8, maximumDepth: 3 }],
      ['logistic-regression', { lambda: 0.02 }],
    ] as const) {
      const pipeline = fitted(classes, estimator, settings);
      const own = takeRows(classes, [2, 3]);
      const found = shapValues(pipeline, own, { background });
      [0, 1].forEach((row) => {
        const wanted = shapley(5, (known) => {
          const mixed = {
            ...background,
            columns: background.columns.map((column, j) =>
              known[j] ? { ...column, values: column.values.map(() => own.columns[j].values[row]) } : column,
            ),
          };
          const said = predictorsOf(pipeline, mixed, found)[0];
          return said.reduce((sum, value) => sum + value / said.length, 0);
        });
        wanted.forEach((value, j) => {
          expect(found.outputs[0].values.data[row * 5 + j]).toBeCloseTo(value, 10);
        });
      });
    }
  });

  it('are those of the definition, with rows sent both ways by the training shares', () => {
    const pipeline = fitted(classes, 'decision-tree');
    const [tree] = (pipeline.model as unknown as { ensemble: { trees: Record<string, number[]>[] } }).ensemble
      .trees;
    const row = takeRows(classes, [5]);
    const expected = (node: number, known: readonly boolean[]): number => {
      const column = tree.feature[node];
      if (column < 0) return tree.value[2 * node + 1];
      const [left, right] = [tree.left[node], tree.right[node]];
      if (known[column]) {
        return expected(row.columns[column].values[0] <= tree.threshold[node] ? left : right, known);
      }
      const share = tree.cover[left] / tree.cover[node];
      return share * expected(left, known) + (1 - share) * expected(right, known);
    };
    const [{ values }] = shapValues(pipeline, row).outputs;
    shapley(5, (known) => expected(0, known)).forEach((value, j) => {
      expect(values.data[j]).toBeCloseTo(value, 12);
    });
  });

  it('of two equal columns are the same where a model weighs them the same', () => {
    const ridge = fitted(classes, 'logistic-regression', { alpha: 0, lambda: 0.1 });
    const [{ values }] = shapValues(ridge, classes, { background: classes }).outputs;
    for (let row = 0; row < classes.rows; row++) {
      expect(values.data[row * 5]).toBeCloseTo(values.data[row * 5 + 3], 8);
    }
  });

  it('of a linear model are the coefficient times the distance from the mean', () => {
    const pipeline = fitted(signalFrame('continuous'), 'linear-regression', { lambda: 0.05 });
    const [{ values, base }] = shapValues(pipeline, classes, { background: classes }).outputs;
    const a = classes.columns[0].values;
    const mean = a.reduce((sum, value) => sum + value, 0) / a.length;
    expect(values.data[5]).toBeCloseTo(pipeline.model.coefficients![0] * (a[1] - mean), 12);
    const { scores } = pipeline.predict(unseen(classes));
    expect(base).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / scores.length, 12);
  });

  it('of trees do not change when a column is put on another scale', () => {
    const doubled = changed(classes, 'a', (value) => 8 * value);
    const one = shapValues(fitted(classes, 'random-forest', small), classes);
    const other = shapValues(fitted(doubled, 'random-forest', small), doubled);
    one.outputs[0].values.data.forEach((value, at) => {
      expect(other.outputs[0].values.data[at]).toBeCloseTo(value, 10);
    });
  });

  it('of several classes add up to predictors whose softmax are the probabilities', () => {
    const frame = threeClasses();
    for (const [estimator, settings, factor] of [
      ['gradient-boosting', { rounds: 10 }, 1],
      ['logistic-regression', { lambda: 0.02 }, 1],
      ['linear-discriminant', { shrinkage: 0.2 }, 1],
      ['adaboost', { rounds: 10 }, 1 / 2],
    ] as const) {
      const pipeline = fitted(frame, estimator, settings);
      const background = estimator === 'gradient-boosting' ? {} : { background: frame };
      const found = shapValues(pipeline, frame, background);
      expect(found.outputs.map(({ classCode }) => classCode)).toEqual([0, 1, 2]);
      const exponents = sums(found).map((own) => own.map((sum) => Math.exp(factor * sum)));
      const { data } = pipeline.predict(unseen(frame)).probabilities!;
      for (let row = 0; row < frame.rows; row++) {
        const total = exponents.reduce((sum, own) => sum + own[row], 0);
        exponents.forEach((own, k) => {
          expect(Math.abs(own[row] / total - data[3 * row + k])).toBeLessThan(1e-9);
        });
      }
    }
  });

  it('name the columns that reach the model', () => {
    const pipeline = fitted(classes, 'logistic-regression', { lambda: 0.1 }, [{ step: 'scale' }]);
    const found = shapValues(pipeline, classes, { background: classes });
    expect(found.columns).toEqual(['a', 'b', 'noise', 'twin']);
    const means = meanAbsoluteShap(found);
    expect(means[0] + means[3]).toBeGreaterThan(means[2]);
  });

  it('stay exact in trees that ask about many columns', () => {
    const frame = signalFrame('continuous', 200);
    const pipeline = fitted(frame, 'extra-trees', { trees: 5, features: 1 });
    const found = shapValues(pipeline, frame);
    const [own] = sums(found);
    const { scores } = pipeline.predict(unseen(frame));
    own.forEach((sum, row) => {
      expect(Math.abs(sum - scores[row])).toBeLessThan(1e-9);
    });
  });

  it('are refused with words where there are none', () => {
    const neighbours = fitted(classes, 'nearest-neighbours');
    expect(() => shapValues(neighbours, classes)).toThrow(/no exact SHAP values of nearest-neighbours/);
    const linear = fitted(classes, 'logistic-regression', { lambda: 0.1 });
    expect(() => shapValues(linear, classes)).toThrow(/need background rows/);
    const short = { ...classes, columns: classes.columns.slice(1) };
    expect(() => shapValues(linear, short, { background: classes })).toThrow(/lacks 1 of 5 columns/);
  });
});
