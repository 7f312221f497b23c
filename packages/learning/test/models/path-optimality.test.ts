import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { linearPaths, type TrainingData } from '../../src/index.ts';

/**
 * The conditions that the minimum of -(1/n) likelihood + lambda ((1 - a)/2 |b|^2 + a |b|_1) has and nothing else: with g_j
 * the derivative of the mean likelihood by a standardised coefficient, g_j - lambda (1 - a) b_j is lambda a sign(b_j) where
 * b_j is not 0, and within lambda a where it is. The path looks at few of the columns; here all are.
 */

/** Columns in blocks of ten that are alike, more than rows; the first two carry the outcome. */
function wide(rows: number, columns: number, seed: string) {
  const random = createRandom(seed);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    let common = 0;
    for (let j = 0; j < columns; j++) {
      if (j % 10 === 0) common = random.normal();
      data[i * columns + j] = 3 * (0.8 * common + 0.6 * random.normal()) + j;
    }
  }
  const signal = Float64Array.from({ length: rows }, (_, i) => {
    const [a, b] = [data[i * columns]! / 3, (data[i * columns + 1]! - 1) / 3];
    return a + b + random.normal();
  });
  return { x: { rows, columns, data }, signal };
}

function standardised({ rows, columns, data }: TrainingData['x']) {
  return Array.from({ length: columns }, (_, j) => {
    const own = Float64Array.from({ length: rows }, (_value, i) => data[i * columns + j]!);
    const mean = own.reduce((sum, value) => sum + value, 0) / rows;
    const scale = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows);
    return { scale, own: own.map((value) => (value - mean) / scale) };
  });
}

const outcomes = {
  classes: (signal: Float64Array): TrainingData['outcome'] => ({
    kind: 'classes',
    classes: ['0', '1'],
    codes: Int32Array.from(signal, (value) => (value > 0 ? 1 : 0)),
  }),
  continuous: (signal: Float64Array): TrainingData['outcome'] => ({ kind: 'continuous', values: signal }),
};

describe.each([
  ['classes', 1],
  ['classes', 0.5],
  ['continuous', 1],
  ['continuous', 0.5],
] as const)('The path of %s with alpha %d', (kind, alpha) => {
  it.each([
    [40, 500],
    [120, 60],
  ])('is at the minimum at every penalty: %d rows, %d columns', (rows, columns) => {
    const { x, signal } = wide(rows, columns, `${kind} ${alpha} ${rows}`);
    const outcome = outcomes[kind](signal);
    const random = createRandom(1);
    const path = linearPaths({ x, outcome, random } as TrainingData, { alpha, count: 40, tolerance: 1e-14 });
    const columnsOf = standardised(x);
    path.lambdas.forEach((lambda, k) => {
      const rest = Float64Array.from({ length: rows }, (_, i) => {
        let predictor = path.intercepts[k]![0]!;
        for (let j = 0; j < columns; j++) predictor += path.coefficients[k]![j]! * x.data[i * columns + j]!;
        return outcome.kind === 'continuous'
          ? outcome.values[i]! - predictor
          : (outcome as { codes: Int32Array }).codes[i]! - 1 / (1 + Math.exp(-predictor));
      });
      expect(Math.abs(rest.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-5 * rows);
      columnsOf.forEach(({ own, scale }, j) => {
        const slope = own.reduce((sum, value, i) => sum + value * rest[i]!, 0) / rows;
        const b = path.coefficients[k]![j]! * scale;
        const off = slope - lambda * (1 - alpha) * b;
        const miss =
          b === 0
            ? Math.max(0, Math.abs(off) - lambda * alpha)
            : Math.abs(off - lambda * alpha * Math.sign(b));
        expect(miss).toBeLessThan(1e-4 * path.lambdas[0]!);
      });
    });
    // Columns came in: the conditions were not those of an empty model.
    expect(path.coefficients.at(-1)!.filter((b) => b !== 0).length).toBeGreaterThan(5);
  });
});
