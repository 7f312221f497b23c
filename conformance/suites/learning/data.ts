import type { Matrix, Outcome, TrainingData } from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
import { readFixture } from '../statistics/fixture.ts';

/** A matrix from its rows. */
export function matrix(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, columns: rows[0]!.length, data: Float64Array.from(rows.flat()) };
}

/** The data sets that a fixture's cases name. */
export function dataSets(fixture: string): ReadonlyMap<string, Readonly<Record<string, never>>> {
  return new Map(
    readFixture(fixture)
      .filter(({ kind }) => kind === 'data')
      .map(({ id, input }) => [id, input]),
  );
}

export const classOutcome = (codes: readonly number[]): Outcome => ({
  kind: 'classes',
  classes: Array.from({ length: Math.max(...codes) + 1 }, (_, k) => String(k)),
  codes: Int32Array.from(codes),
});
export const ordinalOutcome = (codes: readonly number[]): Outcome => ({
  ...(classOutcome(codes) as Outcome & { kind: 'classes' }),
  kind: 'ordinal',
});
export const continuousOutcome = (values: readonly number[]): Outcome => ({
  kind: 'continuous',
  values: Float64Array.from(values),
});
export const survivalOutcome = (times: readonly number[], events: readonly number[]): Outcome => ({
  kind: 'survival',
  times: Float64Array.from(times),
  events: Uint8Array.from(events),
});

/** Training data of plain lists. */
export function training(
  rows: readonly (readonly number[])[],
  outcome: Outcome,
  weights?: readonly number[],
  seed: string | number = 1,
): TrainingData {
  const x = matrix(rows);
  return {
    x,
    names: Array.from({ length: x.columns }, (_, j) => `x${j}`),
    outcome,
    random: createRandom(seed),
    ...(weights === undefined ? {} : { weights: Float64Array.from(weights) }),
  };
}

/** Rows of numbers out of a flat list. */
export const inRows = (data: ArrayLike<number>, columns: number): number[][] =>
  Array.from({ length: data.length / columns }, (_, i) =>
    Array.from({ length: columns }, (_, j) => data[i * columns + j]!),
  );
