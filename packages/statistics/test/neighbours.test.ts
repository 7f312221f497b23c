import { describe, expect, it } from 'vitest';
import {
  closeness,
  createRandom,
  fisherExact,
  fisherTwoByTwo,
  logRatios,
  nearestBetween,
  nearestRows,
  neighbourDimension,
  neighboursNeeded,
  type PackedRows,
  rowDistance,
  rowsBetween,
} from '../src/index.ts';

const random = createRandom('neighbours');
const normal = (rows: number, columns: number): PackedRows => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, () => random.normal()),
});

describe('nearest rows', () => {
  it('are those of sorting every distance, of one set and between two', () => {
    const a = normal(30, 3);
    const b = normal(25, 3);
    const sortedBy = (from: PackedRows, i: number, to: PackedRows, without: number) =>
      Array.from({ length: to.rows }, (_, j) => j)
        .filter((j) => j !== without)
        .sort((x, y) => rowDistance(from, i, to, x) - rowDistance(from, i, to, y))
        .slice(0, 4);
    const own = nearestRows(a, 4);
    const [ofA, ofB] = nearestBetween(a, b, 4);
    for (let i = 0; i < 25; i++) {
      expect([...own.indices.subarray(i * 4, i * 4 + 4)]).toEqual(sortedBy(a, i, a, i));
      expect([...ofA.indices.subarray(i * 4, i * 4 + 4)]).toEqual(sortedBy(a, i, b, -1));
      expect([...ofB.indices.subarray(i * 4, i * 4 + 4)]).toEqual(sortedBy(b, i, a, -1));
    }
  });

  it('leave out what is kept apart, and columns that one of two rows lacks', () => {
    const rows: PackedRows = {
      rows: 3,
      columns: 4,
      data: Float64Array.of(0, 0, 0, NaN, 3, 3, 3, 9, 1, 1, NaN, NaN),
    };
    expect(rowDistance(rows, 0, rows, 1)).toBe(3);
    expect(rowDistance(rows, 0, rows, 2)).toBe(1);
    const found = nearestRows(rows, 2, (i, j) => i + j === 2);
    expect([...found.indices.subarray(0, 2)]).toEqual([1, -1]);
    const bare: PackedRows = { rows: 2, columns: 3, data: Float64Array.of(1, NaN, NaN, 1, 2, 3) };
    expect(rowDistance(bare, 0, bare, 1)).toBe(Infinity);
  });

  it('tell the dimension of the rows, below it rather than above', () => {
    for (const columns of [2, 5, 10]) {
      const found = neighbourDimension(logRatios(nearestRows(normal(800, columns), neighboursNeeded)));
      expect(found).toBeGreaterThan(0.6 * columns);
      expect(found).toBeLessThan(1.1 * columns);
    }
  });

  it('are unlikely close as often as is said, and certainly where a row was copied', () => {
    const rows = normal(2000, 4);
    const found = nearestRows(rows, neighboursNeeded);
    const dimension = neighbourDimension(logRatios(found));
    const unlikely = Array.from({ length: 2000 }, (_, i) => closeness(found, i, dimension));
    expect(unlikely.filter((p) => p < 0.01).length).toBeLessThan(2000 * 0.02);
    const copied = rows.data.slice();
    for (let k = 0; k < 4; k++) copied[4 + k] = copied[k]! + 1e-6;
    expect(closeness(nearestRows({ ...rows, data: copied }, neighboursNeeded), 0, dimension)).toBeLessThan(
      1e-12,
    );
  });
});

describe('rows between others', () => {
  it('are found where they were made, with their ends, and nowhere else', () => {
    const rows = normal(150, 10);
    const data = new Float64Array(160 * 10);
    data.set(rows.data);
    for (let made = 0; made < 10; made++) {
      const part = 0.1 + 0.08 * made;
      for (let k = 0; k < 10; k++) {
        const from = rows.data[made * 10 + k]!;
        data[(150 + made) * 10 + k] = from + part * (rows.data[(made + 20) * 10 + k]! - from);
      }
    }
    const all = { rows: 160, columns: 10, data };
    const found = rowsBetween(all, nearestRows(all, 8), 0.01);
    expect(found.map(({ row }) => row).sort((a, b) => a - b)).toEqual(
      [...Array(10).keys()].map((i) => 150 + i),
    );
    for (const { row, from, to } of found)
      expect([from, to].sort((a, b) => a - b)).toEqual([row - 150, row - 130]);
    expect(rowsBetween(rows, nearestRows(rows, 8), 0.01)).toEqual([]);
  });
});

describe('the exact test of two by two', () => {
  it('is that of fisherExact', () => {
    for (const [a, b, c, d] of [
      [3, 1, 1, 3],
      [10, 2, 3, 15],
      [0, 7, 12, 80],
      [5, 5, 5, 5],
    ] as const) {
      expect(fisherTwoByTwo(a, b, c, d)).toBeCloseTo(
        fisherExact([
          [a, b],
          [c, d],
        ]).p,
        10,
      );
    }
  });
});
