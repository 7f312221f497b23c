import { describe, expect, it } from 'vitest';
import { accumulatedEffects, partialDependence } from '../../src/index.ts';
import { category } from '../frames.ts';
import { fitted, signalFrame, threeClasses } from './models.ts';

const values = signalFrame('continuous');
const linear = fitted(values, 'linear-regression', { lambda: 0.02 }, [{ step: 'scale' }]);
const slope = (column: string) => {
  const { mean, grid } = partialDependence(linear, values, column, { grid: [0, 1] });
  return (mean[1] - mean[0]) / (grid[1] - grid[0]);
};

describe('partial dependence', () => {
  it('of a linear model is a line with the slope of the coefficient', () => {
    const { grid, mean } = partialDependence(linear, values, 'b');
    expect(grid).toHaveLength(20);
    mean.forEach((value, at) => {
      expect(value).toBeCloseTo(mean[0] + slope('b') * (grid[at] - grid[0]), 10);
    });
  });

  it('is the mean of the curves of the rows', () => {
    const forest = fitted(signalFrame(), 'random-forest', { trees: 20 });
    const { mean, individual } = partialDependence(forest, signalFrame(), 'a', { points: 7 });
    expect([individual.rows, individual.columns]).toEqual([60, 7]);
    mean.forEach((value, at) => {
      const own = individual.data.filter((_, place) => place % 7 === at);
      expect(value).toBeCloseTo(
        own.reduce((sum, one) => sum + one / 60, 0),
        12,
      );
    });
  });

  it('is flat for a column that is not used, and has a point for each category', () => {
    const tree = fitted(values, 'decision-tree', { maximumDepth: 1 });
    expect(new Set(partialDependence(tree, values, 'noise').mean).size).toBe(1);
    const graded = {
      ...values,
      columns: [
        ...values.columns,
        category(
          'grade',
          Array.from({ length: 60 }, (_, row) => 'abc'[row % 3]),
        ),
      ],
    };
    const pipeline = fitted(graded, 'linear-regression', { lambda: 0.01 }, [{ step: 'encode' }]);
    const found = partialDependence(pipeline, graded, 'grade');
    expect(found.categories).toEqual(['a', 'b', 'c']);
    expect(found.mean).toHaveLength(3);
    expect(() => accumulatedEffects(pipeline, graded, 'grade')).toThrow(/categories, which have no order/);
  });

  it('is of a class or of the risk by a time, as asked', () => {
    const three = threeClasses();
    const forest = fitted(three, 'random-forest', { trees: 10 });
    const of = (classCode: number) =>
      partialDependence(forest, three, 'a', { grid: [0], response: { of: 'probability', classCode } })
        .mean[0];
    expect(of(0) + of(1) + of(2)).toBeCloseTo(1, 12);
    expect(() => of(3)).toThrow(/no probability of class 3/);
    const survival = signalFrame('survival');
    const cox = fitted(survival, 'cox-regression', { lambda: 0.05 });
    const risk = (time: number) =>
      partialDependence(cox, survival, 'a', { grid: [0], response: { of: 'risk', time } }).mean[0];
    expect(risk(8)).toBeGreaterThan(risk(1));
    expect(() =>
      partialDependence(forest, three, 'a', { grid: [0], response: { of: 'risk', time: 1 } }),
    ).toThrow(/no probability of survival/);
  });

  it('refuses columns and grids that are none', () => {
    expect(() => partialDependence(linear, values, 'absent')).toThrow(/no column absent/);
    expect(() => partialDependence(linear, values, 'a', { grid: [] })).toThrow(/no point to look at/);
  });
});

describe('accumulated local effects', () => {
  it('of a linear model rise with the slope of the coefficient, about 0 over the rows', () => {
    const { edges, effects, counts } = accumulatedEffects(linear, values, 'b', { intervals: 6 });
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60);
    effects.forEach((effect, at) => {
      expect(effect).toBeCloseTo(effects[0] + slope('b') * (edges[at] - edges[0]), 10);
    });
    const centre = counts.reduce((sum, count, k) => sum + (count * (effects[k] + effects[k + 1])) / 2, 0);
    expect(centre).toBeCloseTo(0, 10);
  });

  it('has intervals of equal numbers of rows from the least to the greatest value', () => {
    const { edges, counts } = accumulatedEffects(linear, values, 'a', { intervals: 10 });
    const ascending = [...values.columns[0].values].sort((x, y) => x - y);
    expect([edges[0], edges.at(-1)]).toEqual([ascending[0], ascending[59]]);
    expect([...counts]).toEqual(new Array(10).fill(6));
  });

  it('leaves out rows without a value of the column', () => {
    const holes = {
      ...values,
      columns: values.columns.map((column) =>
        column.name === 'b'
          ? { ...column, values: column.values.map((v, row) => (row < 6 ? NaN : v)) }
          : column,
      ),
    };
    const pipeline = fitted(holes, 'linear-regression', { lambda: 0.02 }, [{ step: 'impute' }]);
    const { counts } = accumulatedEffects(pipeline, holes, 'b');
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(54);
  });

  it('refuses a column of one value, and edges that do not ascend', () => {
    expect(() => accumulatedEffects(linear, values, 'same')).toThrow(/does not have two different values/);
    expect(() => accumulatedEffects(linear, values, 'a', { edges: [1, 0] })).toThrow(/do not ascend/);
    expect(() => accumulatedEffects(linear, values, 'a', { intervals: 0 })).toThrow(
      /number of intervals is 0/,
    );
  });
});
