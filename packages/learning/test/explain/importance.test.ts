import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import {
  correlatedGroups,
  criterionOf,
  type FittedPipeline,
  type Frame,
  permutationImportance,
} from '../../src/index.ts';
import { category, numeric } from '../frames.ts';
import { fitted, signalFrame, unseen } from './models.ts';

const random = createRandom('importance');
const frame = signalFrame();
const scaled = [{ step: 'scale' }];

/** The same by its definition: permuting the table and predicting anew. */
function byDefinition(
  pipeline: FittedPipeline,
  rows: Frame,
  group: readonly string[],
  from: ArrayLike<number>,
): number {
  const moved = {
    ...rows,
    columns: rows.columns.map((column) =>
      group.includes(column.name)
        ? { ...column, values: column.values.map((_, row) => column.values[from[row]]) }
        : column,
    ),
  };
  const score = (given: Frame) => criterionOf('log-loss', rows.outcome!, pipeline.predict(unseen(given)));
  return score(rows) - score(moved);
}

describe('permutation importance', () => {
  it('is what the criterion loses, with or without steps that mix columns', () => {
    const permutations = [0, 1].map((repeat) =>
      random.split(repeat).shuffle(Int32Array.from({ length: frame.rows }, (_, row) => row)),
    );
    const groups = [['a'], ['b', 'noise'], ['a', 'twin']];
    const mixing = [{ step: 'principal-components', settings: { components: 2 } }];
    for (const pipeline of [
      fitted(frame, 'logistic-regression', { lambda: 0.02 }, scaled),
      fitted(frame, 'logistic-regression', { lambda: 0.02 }, mixing),
      fitted(frame, 'random-forest', { trees: 20 }),
      fitted(frame, 'nearest-neighbours', {}, scaled),
    ]) {
      const found = permutationImportance(pipeline, frame, random, {
        groups,
        permutations,
        criterion: 'log-loss',
      });
      groups.forEach((group, g) => {
        permutations.forEach((from, k) => {
          expect(found.groups[g].drops[k]).toBeCloseTo(byDefinition(pipeline, frame, group, from), 12);
        });
      });
    }
  });

  it('gives 0 to columns that the model does not use', () => {
    const pipeline = fitted(frame, 'decision-tree', { maximumDepth: 1 });
    const { groups } = permutationImportance(pipeline, frame, random);
    expect(groups.filter(({ mean }) => mean !== 0)).toHaveLength(1);
    expect(groups.find(({ columns }) => columns[0] === 'same')).toMatchObject({ mean: 0, deviation: 0 });
  });

  it('of equal columns hides in the other, and shows when both are permuted', () => {
    const pipeline = fitted(frame, 'logistic-regression', { alpha: 0, lambda: 0.05 }, scaled);
    const { groups } = permutationImportance(pipeline, frame, random, {
      groups: [['a'], ['twin'], ['a', 'twin'], ['noise']],
      repeats: 20,
    });
    const [a, twin, both, noise] = groups.map(({ mean }) => mean);
    expect(a).toBeCloseTo(twin, 10);
    expect(both).toBeGreaterThan(1.5 * a);
    expect(Math.abs(noise)).toBeLessThan(0.1 * both);
  });

  it('has a criterion for every kind of outcome', () => {
    for (const [kind, estimator, criterion] of [
      ['continuous', 'linear-regression', 'r2'],
      ['survival', 'cox-regression', 'concordance'],
      ['ordinal', 'ordinal-regression', 'ordinal-concordance'],
    ] as const) {
      const rows = signalFrame(kind);
      const pipeline = fitted(rows, estimator, { lambda: 0.05 }, scaled);
      const found = permutationImportance(pipeline, rows, random, { groups: [['a', 'twin'], ['noise']] });
      expect(found.criterion).toBe(criterion);
      expect(found.groups[0].mean).toBeGreaterThan(0.1);
      expect(found.groups[0].deviation).toBeGreaterThan(0);
    }
  });

  it('is the same from the same seed, and permutes whole columns of categories', () => {
    const graded = {
      ...frame,
      columns: [
        ...frame.columns,
        category(
          'grade',
          Array.from({ length: 60 }, (_, row) => 'abc'[row % 3]),
        ),
      ],
    };
    const pipeline = fitted(graded, 'logistic-regression', { lambda: 0.01 }, [{ step: 'encode' }, ...scaled]);
    const once = permutationImportance(pipeline, graded, createRandom(5));
    expect(permutationImportance(pipeline, graded, createRandom(5))).toEqual(once);
    expect(permutationImportance(pipeline, graded, createRandom(6))).not.toEqual(once);
    expect(once.groups.at(-1)!.columns).toEqual(['grade']);
  });

  it('refuses what it cannot do, with words', () => {
    const pipeline = fitted(frame, 'logistic-regression', { lambda: 0.1 });
    const ask = (options: object) => () => permutationImportance(pipeline, frame, random, options);
    expect(ask({ criterion: 'concordance' })).toThrow(/not for a classes outcome/);
    expect(ask({ groups: [['a', 'absent']] })).toThrow(/not fitted on a column absent/);
    expect(ask({ repeats: 0 })).toThrow(/number of repeats is 0/);
    expect(ask({ permutations: [[0, 0, 1]] })).toThrow(/does not have each of the 60 rows once/);
  });
});

describe('groups of correlated columns', () => {
  it('hold equal columns, whatever their sign or scale', () => {
    const turned = {
      ...frame,
      columns: [
        ...frame.columns,
        numeric(
          'turned',
          frame.columns[1].values.map((v) => -Math.exp(v)),
        ),
      ],
    };
    expect(correlatedGroups(turned)).toEqual([['a', 'twin'], ['b', 'turned'], ['noise'], ['same']]);
  });

  it('are all columns alone above correlation 1, and all together at 0', () => {
    const varied = { ...frame, columns: frame.columns.slice(0, 3) };
    expect(correlatedGroups(varied, { threshold: 1 })).toHaveLength(3);
    expect(correlatedGroups(varied, { threshold: 0 })).toEqual([['a', 'b', 'noise']]);
  });

  it('leave missing values out of account', () => {
    const holes = {
      ...frame,
      columns: frame.columns.map((column) =>
        column.name === 'twin'
          ? { ...column, values: column.values.map((v, row) => (row % 9 === 0 ? NaN : v)) }
          : column,
      ),
    };
    expect(correlatedGroups(holes, { columns: ['a', 'b', 'twin'] })).toEqual([['a', 'twin'], ['b']]);
  });

  it('are refused for a threshold or a name that is none', () => {
    expect(() => correlatedGroups(frame, { threshold: 2 })).toThrow(/threshold of correlation is 2/);
    expect(() => correlatedGroups(frame, { columns: ['absent'] })).toThrow(/no column absent/);
  });
});
