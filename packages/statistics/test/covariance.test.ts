import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ledoitWolf } from '../src/index.ts';

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly data: number[];
  readonly rawShrinkage: number;
}
const { cases } = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../../conformance/fixtures/signature-ledoit-wolf.json`, 'utf8'),
) as { cases: Case[] };

describe('the covariance of Ledoit and Wolf', () => {
  it.each(cases)('shrinks as scikit-learn does: $rows rows, $columns columns', (one) => {
    const { shrinkage } = ledoitWolf(Float64Array.from(one.data), one.rows, one.columns);
    expect(Math.abs(shrinkage - one.rawShrinkage) / one.rawShrinkage).toBeLessThan(1e-10);
  });
  it('does not shrink one column, as scikit-learn', () => {
    for (let n = 10; n < 40; n++) {
      const values = Float64Array.from({ length: n }, (_, at) => Math.sin(at * n));
      expect(ledoitWolf(values, n, 1).shrinkage).toBe(0);
    }
  });
  it('has the mean variance of the columns as its scale, and their means', () => {
    const { scale, means } = ledoitWolf(Float64Array.of(0, 10, 2, 10, 4, 16), 3, 2);
    expect([...means].map((mean) => Math.round(mean * 1e9) / 1e9)).toEqual([2, 12]);
    expect(scale).toBeCloseTo((8 / 3 + 8) / 2, 12);
  });
  it('does not depend on the unit of all columns together', () => {
    const [{ rows, columns, data }] = cases as [Case, ...Case[]];
    const plain = ledoitWolf(Float64Array.from(data), rows, columns);
    const scaled = ledoitWolf(
      Float64Array.from(data, (value) => 8 * value),
      rows,
      columns,
    );
    expect(scaled.shrinkage).toBeCloseTo(plain.shrinkage, 12);
    expect(scaled.scale / plain.scale).toBeCloseTo(64, 9);
  });
  it('wants two rows, a column, and as many numbers as they are', () => {
    expect(() => ledoitWolf(Float64Array.of(1), 1, 1)).toThrow(RangeError);
    expect(() => ledoitWolf(Float64Array.of(1, 2, 3), 2, 2)).toThrow(RangeError);
  });
});
