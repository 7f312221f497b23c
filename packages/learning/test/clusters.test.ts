import { createRandom } from '@rachis/statistics';
import { describe, expect, test } from 'vitest';
import { type Frame, stepOf, stepSettings, takeRows } from '../src/index.ts';

/** Three clouds, and a column that says nothing of them. */
const random = createRandom('clouds');
const cloud = Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : i < 50 ? 1 : 2));
const column = (name: string, values: readonly number[]) =>
  ({ name, kind: 'numeric', values: Float64Array.from(values) }) as const;
const frame: Frame = {
  rows: 60,
  groups: Int32Array.from({ length: 60 }, (_, i) => i),
  columns: [
    column(
      'x',
      cloud.map((k) => 10 * k + random.normal()),
    ),
    column(
      'y',
      cloud.map((k) => (k === 1 ? 10 : 0) + random.normal()),
    ),
    column(
      'age',
      cloud.map(() => 60 + random.normal()),
    ),
  ],
};
const step = stepOf('clusters');

describe.each(['k-means', 'ward', 'self-organising-map'])('the step clusters, %s', (method) => {
  const settings = stepSettings(step, { clusters: 3, method, columns: ['x', 'y'] });
  const { fitted, training } = step.fit(frame, settings, createRandom(1));

  test('a column of 0 and 1 for each cluster but the largest, in place of what was clustered', () => {
    expect(training.columns.map(({ name }) => name)).toEqual(['age', 'cluster_1', 'cluster_2']);
    // A map of nodes in a row may divide the largest cloud.
    if (method === 'self-organising-map') return;
    const [, second, third] = training.columns;
    expect(Array.from(second!.values)).toEqual(cloud.map((k) => (k === 1 ? 1 : 0)));
    expect(Array.from(third!.values)).toEqual(cloud.map((k) => (k === 2 ? 1 : 0)));
  });

  test('a row alone is given to the cluster that it has among others; the stored state does the same', () => {
    const restored = step.restore(JSON.parse(JSON.stringify(fitted.state())));
    for (const row of [0, 35, 59]) {
      const alone = takeRows(frame, [row]);
      for (const one of [fitted, restored])
        expect(one.apply(alone).columns.map(({ values }) => values[0])).toEqual(
          training.columns.map(({ values }) => values[row]),
        );
    }
  });
});

test('found in the training rows alone: other rows do not move them', () => {
  const settings = stepSettings(step, { clusters: 2, columns: ['x', 'y'] });
  const rows = cloud.flatMap((k, i) => (k < 2 ? [i] : []));
  const { fitted } = step.fit(takeRows(frame, rows), settings, createRandom(1));
  const before = JSON.stringify(fitted.state());
  fitted.apply(frame);
  expect(JSON.stringify(fitted.state())).toBe(before);
});

test('missing values and more clusters than rows are refused', () => {
  const settings = stepSettings(step, { clusters: 3, columns: ['x', 'y'] });
  const holes = {
    ...frame,
    columns: [
      column(
        'x',
        cloud.map((_, i) => (i === 4 ? Number.NaN : i)),
      ),
      frame.columns[1]!,
    ],
  };
  expect(() => step.fit(holes, settings, createRandom(1))).toThrow('Column x is missing in row 5');
  expect(() => step.fit(takeRows(frame, [0, 1]), settings, createRandom(1))).toThrow(
    'cannot make 3 clusters',
  );
});
