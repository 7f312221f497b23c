import { describe, expect, test } from 'vitest';
import { type PlaneBound, planeRange } from '../src/vertebra/plane-range.ts';

/** Planes that lie between two heights at each of some places. */
const between = (places: readonly (readonly [number, number])[], low: number, high: number): PlaneBound[] =>
  places.flatMap(([a, l]): PlaneBound[] => [
    { normal: [1, a, l], limit: high },
    { normal: [-1, -a, -l], limit: -low },
  ]);

const corners = [
  [15, 20],
  [15, -20],
  [-15, 20],
  [-15, -20],
] as const;

describe('the range of planes within bounds', () => {
  const bounds = between(corners, 10, 11);
  const range = (objective: readonly [number, number, number]) =>
    planeRange(objective, bounds, [10.5, 0, 0], 4)!;

  test('a layer of 1 mm leaves a slope of 1 in 30 on either side open, less where it lies askew', () => {
    expect(range([0, 1, 0])[1]).toBeCloseTo(1 / 30, 9);
    expect(range([0, 1, 0])[0]).toBeCloseTo(-1 / 30, 9);
    expect(range([0, 0, 1])[1]).toBeCloseTo(1 / 40, 9);
    expect(range([1, 0, 0])).toEqual([expect.closeTo(10, 9), expect.closeTo(11, 9)]);
    // At a rim, the same; beyond it, more.
    expect(range([1, 15, 0])).toEqual([expect.closeTo(10, 9), expect.closeTo(11, 9)]);
    expect(range([1, 30, 0])[1]).toBeCloseTo(11.5, 9);
  });

  test('more bounds leave less; contradictions leave none', () => {
    const more = [...bounds, ...between([[0, 0]], 10.9, 11)];
    // The middle no lower than 10.9: the front at most 11, so that the back is at least 10.8.
    expect(planeRange([0, 1, 0], more, [10.95, 0, 0], 4)![1]).toBeCloseTo(0.1 / 15, 9);
    expect(planeRange([0, 1, 0], [...bounds, ...between([[0, 0]], 12, 13)], [10.5, 0, 0], 4)).toBeNull();
  });
});
