import { variance } from '@rachis/statistics';
import * as z from 'zod';
import { isConstantColumn, numericInScope } from '../columns.ts';
import { scope, selectionStep } from './selection.ts';

const settings = z.strictObject({
  ...scope,
  threshold: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Columns whose variance (divisor n) is not above this go. It depends on units: filter before scaling.',
    ),
  /** Also drops columns of few values, one of which is far more frequent than the next (Kuhn 2008). */
  nearZero: z
    .strictObject({
      frequencyRatio: z
        .number()
        .min(1)
        .default(19)
        .describe('How many times as frequent the most frequent value may be as the second.'),
      distinctPercent: z
        .number()
        .min(0)
        .max(100)
        .default(10)
        .describe('Different values in per cent of the rows.'),
    })
    .optional(),
});

function isNearZero(
  values: Float64Array,
  { frequencyRatio, distinctPercent }: { frequencyRatio: number; distinctPercent: number },
): boolean {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first = 0, second = 0] = [...counts.values()].sort((a, b) => b - a);
  return first / second > frequencyRatio && (100 * counts.size) / values.length <= distinctPercent;
}

/** Drops columns of numbers that do not vary, or hardly, in the training rows. Missing values are left out. */
export const varianceFilter = selectionStep({
  id: 'variance-filter',
  name: 'Variance filter',
  settings,
  supervised: false,
  choose(frame, { threshold, nearZero, ...chosen }) {
    const columns = numericInScope(frame, chosen);
    const kept = columns.filter(({ values }) => {
      const known = values.filter((value) => !Number.isNaN(value));
      if (isConstantColumn(known) || !(variance(known, 0) > threshold)) return false;
      return nearZero === undefined || !isNearZero(known, nearZero);
    });
    return { seen: columns.map(({ name }) => name), kept: new Set(kept.map(({ name }) => name)) };
  },
});
