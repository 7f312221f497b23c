import { applyScaling, fitRobustScaling, fitZScore } from '@rachis/statistics';
import * as z from 'zod';
import type { FrameColumn } from '../../frame/frame.ts';
import { isConstantColumn, learnedColumns, numericInScope, scope, withoutColumns } from '../columns.ts';
import { transformStep } from '../step.ts';

const settings = z.strictObject({
  ...scope,
  method: z
    .enum(['z-score', 'robust', 'min-max'])
    .default('z-score')
    .describe(
      'Mean and standard deviation (divisor n - 1), median and interquartile range, or least and greatest to 0 and 1.',
    ),
});

const state = z.object({
  scalings: z.array(z.object({ name: z.string(), centre: z.number(), scale: z.number() })),
  dropped: z.array(z.string()),
});

function scalingOf({ name, values }: FrameColumn, method: z.output<typeof settings>['method']) {
  if (method === 'min-max') {
    let least = Infinity;
    let greatest = -Infinity;
    for (const value of values) {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    return { name, centre: least, scale: greatest - least };
  }
  const fit = method === 'robust' ? fitRobustScaling(values) : fitZScore(values);
  // More than half of the values equal: the quartiles say nothing of a column that does vary.
  const scale = Number.isNaN(fit.scale) ? fitZScore(values).scale : fit.scale;
  return { name, centre: fit.centre, scale };
}

/**
 * Brings columns to one scale by what the training rows show. Columns that do not vary there are dropped. Missing
 * values stay missing. A column with an interquartile range of 0 that varies is divided by its standard deviation.
 */
export const scale = transformStep({
  id: 'scale',
  name: 'Scaling',
  settings,
  supervised: false,
  state,
  fit(frame, { method, ...chosen }) {
    const columns = numericInScope(frame, chosen);
    const scalings = columns
      .filter(({ values }) => !isConstantColumn(values))
      .map((column) => scalingOf(column, method))
      // So little variation that it is lost to rounding, or so much that it overflows.
      .filter(({ scale }) => scale > 0 && scale < Infinity);
    const kept = new Set(scalings.map(({ name }) => name));
    return { scalings, dropped: columns.map(({ name }) => name).filter((name) => !kept.has(name)) };
  },
  apply(frame, { scalings, dropped }) {
    learnedColumns(
      frame,
      scalings.map(({ name }) => name),
      'scale',
    );
    const byName = new Map(scalings.map((scaling) => [scaling.name, scaling]));
    const rest = withoutColumns(frame, dropped);
    return {
      ...rest,
      columns: rest.columns.map((column) => {
        const scaling = byName.get(column.name);
        return scaling === undefined
          ? column
          : { ...column, values: applyScaling({ method: 'z-score', ...scaling }, column.values) };
      }),
    };
  },
});
