import { mean, median } from '@rachis/statistics';
import * as z from 'zod';
import type { Frame, FrameColumn } from '../../frame/frame.ts';
import { columnsInScope, refuseInfinite, scope, withoutColumns } from '../columns.ts';
import { transformStep } from '../step.ts';

const settings = z.strictObject({
  ...scope,
  strategy: z
    .enum(['median', 'mean', 'most-frequent'])
    .default('median')
    .describe('What stands in for a missing number. Categories always take the most frequent one.'),
  indicator: z
    .boolean()
    .default(false)
    .describe(
      'Adds `NAME_missing`, 1 where the value was missing, for columns with missing training values.',
    ),
});

const state = z.object({
  fills: z.array(
    z.object({ name: z.string(), fill: z.union([z.number(), z.string()]), indicator: z.boolean() }),
  ),
  /** Columns without a single training value. */
  dropped: z.array(z.string()),
});

/** The most frequent value; of equally frequent ones the least, as in scikit-learn. */
function mostFrequent(values: Float64Array): number {
  const ascending = values.slice().sort();
  let best = NaN;
  let most = 0;
  for (let start = 0; start < ascending.length; ) {
    let end = start + 1;
    while (end < ascending.length && ascending[end] === ascending[start]) end++;
    if (end - start > most) {
      most = end - start;
      best = ascending[start]!;
    }
    start = end;
  }
  return best;
}

function fillOf(column: FrameColumn, strategy: z.output<typeof settings>['strategy']): number | string {
  const known = column.values.filter((value) => !Number.isNaN(value));
  if (column.kind === 'category') return column.categories![mostFrequent(known)]!;
  if (strategy === 'most-frequent') return mostFrequent(known);
  return strategy === 'mean' ? mean(known) : median(known);
}

function filled(column: FrameColumn, fill: number | string): FrameColumn {
  if (!column.values.some(Number.isNaN)) return column;
  if (typeof fill === 'number') {
    return { ...column, values: column.values.map((value) => (Number.isNaN(value) ? fill : value)) };
  }
  // New rows may not have the category that stands in.
  const given = column.categories ?? [];
  const categories = given.includes(fill) ? given : [...given, fill];
  const code = categories.indexOf(fill);
  return {
    ...column,
    categories,
    values: column.values.map((value) => (Number.isNaN(value) ? code : value)),
  };
}

const missingFlag = ({ name, domain, values }: FrameColumn): FrameColumn => ({
  name: `${name}_missing`,
  kind: 'numeric',
  ...(domain === undefined ? {} : { domain }),
  values: values.map((value) => (Number.isNaN(value) ? 1 : 0)),
});

/**
 * Fills missing values with the median, mean or most frequent value of the training rows. A column without any
 * training value is dropped.
 */
export const impute = transformStep({
  id: 'impute',
  name: 'Imputation',
  settings,
  supervised: false,
  state,
  fit(frame, { strategy, indicator, ...chosen }) {
    const columns = columnsInScope(frame, chosen);
    for (const column of columns) refuseInfinite(column);
    const empty = (column: FrameColumn) => column.values.every(Number.isNaN);
    return {
      fills: columns
        .filter((column) => !empty(column))
        .map((column) => ({
          name: column.name,
          fill: fillOf(column, strategy),
          indicator: indicator && column.values.some(Number.isNaN),
        })),
      dropped: columns.filter(empty).map(({ name }) => name),
    };
  },
  apply(frame, { fills, dropped }): Frame {
    const byName = new Map(fills.map((fill) => [fill.name, fill]));
    const kept = withoutColumns(frame, dropped).columns;
    const flags = kept.filter(({ name }) => byName.get(name)?.indicator === true).map(missingFlag);
    const columns = kept.map((column) => {
      const fill = byName.get(column.name);
      return fill === undefined ? column : filled(column, fill.fill);
    });
    return { ...frame, columns: [...columns, ...flags] };
  },
});
