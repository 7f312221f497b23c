import { describe, expect, it } from 'vitest';
import {
  adjustPValues,
  chiSquareTest,
  correlationMatrix,
  fisherExact,
  kendall,
  kruskalWallis,
  mannWhitney,
  mcNemar,
  pairedTTest,
  pearson,
  proportion,
  signedRank,
  spearman,
  tTest,
} from '../src/index.ts';

describe('degenerate input', () => {
  it.each([
    ['Mann-Whitney of nothing', mannWhitney([], [1])],
    ['Mann-Whitney of equal values', mannWhitney([1, 1], [1, 1])],
    ['signed rank without differences', signedRank([1, 2], [1, 2])],
    ['t of single values', tTest([1], [2, 3])],
    ['t of constants', tTest([1, 1], [1, 1])],
    ['paired t of a constant shift', pairedTTest([1, 2, 3], [2, 3, 4])],
    ['Kruskal-Wallis of equal values', kruskalWallis([[1, 1], [1]])],
    ['Kruskal-Wallis of one group', kruskalWallis([[1, 2]])],
    ['chi-square of one row', chiSquareTest([[1, 2]])],
    ['Pearson of a constant', pearson([1, 2, 3], [1, 1, 1])],
    ['Spearman of two pairs', spearman([1, 2], [1, 2])],
    ['Kendall of a constant', kendall([1, 1, 1], [1, 2, 3])],
  ])('%s is NaN with a reason', (_, { p, reason }) => {
    expect(p).toBeNaN();
    expect(reason).toEqual(expect.any(String));
  });
  it('leaves out missing values', () => {
    expect(mannWhitney([1, 2, NaN], [3, 4]).p).toBe(mannWhitney([1, 2], [3, 4]).p);
    expect(pearson([1, 2, 3, 9], [2, 1, 5, NaN]).pairs).toBe(3);
  });
});

describe('exact tests', () => {
  it("is the lady's tea: 3 of 4 cups", () => {
    // Fisher 1935: 34/70 two-sided.
    expect(
      fisherExact([
        [3, 1],
        [1, 3],
      ]).p,
    ).toBeCloseTo(34 / 70, 12);
  });
  it('does not change when rows and columns change places', () => {
    const table = [
      [3, 5, 2],
      [6, 1, 4],
    ];
    const turned = table[0]!.map((_, j) => table.map((row) => row[j]!));
    expect(fisherExact(turned).p).toBeCloseTo(fisherExact(table).p, 12);
  });
  it('counts all orders of three against three', () => {
    // The most extreme of 20 orders, two-sided: 2/20.
    expect(mannWhitney([1, 2, 3], [4, 5, 6]).p).toBeCloseTo(0.1, 12);
    expect(signedRank([1, 2, 3], [0, 0, 0]).p).toBeCloseTo(0.25, 12);
  });
  it('has p 1 for tables without a choice', () => {
    expect(
      fisherExact([
        [0, 0],
        [3, 4],
      ]).p,
    ).toBe(1);
    expect(mcNemar(0, 0)).toMatchObject({ exactP: 1, p: NaN });
  });
  it('refuses what are no counts', () => {
    expect(() =>
      fisherExact([
        [1.5, 1],
        [1, 1],
      ]),
    ).toThrow(RangeError);
    expect(() => chiSquareTest([[1, 2], [1]])).toThrow(RangeError);
    expect(() => proportion(3, 2)).toThrow(RangeError);
  });
  it('says that a table is too large instead of running on', () => {
    const large = Array.from({ length: 8 }, (_, i) =>
      Array.from({ length: 8 }, (_, j) => 20 + ((i * 7 + j * 3) % 11)),
    );
    expect(fisherExact(large).reason).toContain('too large');
  });
});

describe('correlations of all pairs', () => {
  it.each(['pearson', 'spearman'] as const)('are those of each pair: %s', (method) => {
    const columns = [
      [1, 5, 2, 8, 4, 4],
      [2, 4, 3, 9, 1, 1],
      [7, 7, 1, 0, 2, 5],
    ];
    const matrix = correlationMatrix(columns, method);
    const pair = method === 'pearson' ? pearson : spearman;
    columns.forEach((x, j) => {
      columns.forEach((y, k) => {
        expect(matrix[j]![k]).toBeCloseTo(pair(x, y).value, 12);
      });
    });
  });
  it('are NaN for constant columns, and refuse missing values', () => {
    expect(
      correlationMatrix([
        [1, 1],
        [1, 2],
      ])[0]![1],
    ).toBeNaN();
    expect(() =>
      correlationMatrix([
        [1, NaN],
        [1, 2],
      ]),
    ).toThrow(/Column 0/);
  });
});

describe('multiple testing', () => {
  it('never lowers a p-value, keeps their order and leaves NaN out', () => {
    const p = [0.01, NaN, 0.04, 0.03, 0.2];
    for (const correction of ['bonferroni', 'holm', 'benjamini-hochberg', 'benjamini-yekutieli'] as const) {
      const adjusted = adjustPValues(p, correction);
      expect(adjusted[1]).toBeNaN();
      p.forEach((value, i) => {
        if (!Number.isNaN(value)) expect(adjusted[i]).toBeGreaterThanOrEqual(value);
      });
      expect(adjusted[0]).toBeLessThanOrEqual(adjusted[3]!);
      expect(adjusted[3]).toBeLessThanOrEqual(adjusted[2]!);
    }
    expect(adjustPValues([0.01, NaN], 'bonferroni')[0]).toBe(0.01);
  });
});
