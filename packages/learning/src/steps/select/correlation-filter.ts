import * as z from 'zod';
import { numericInScope, refuseMissing } from '../columns.ts';
import { correlation, correlationOfUnits, unitColumn } from './ranked-columns.ts';
import { scope, selectionStep } from './selection.ts';
import { strongestFirst, univariateScores } from './univariate-scores.ts';

const settings = z.strictObject({
  ...scope,
  correlation,
  threshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .describe('Of two columns whose correlation is beyond this, either sign, one goes.'),
  prefer: z
    .enum(['score', 'first'])
    .default('score')
    .describe(
      'Which of them stays: the one that goes better with the outcome by itself, or the one that comes first.',
    ),
});

/**
 * Goes through the columns, the better univariate score first, equal ones in the order of the table, and keeps each
 * whose correlation with all those kept is within the threshold. Columns that do not vary are kept.
 */
export const correlationFilter = selectionStep({
  id: 'correlation-filter',
  name: 'Correlation filter',
  settings,
  supervised: true,
  choose(frame, { correlation, threshold, prefer, ...chosen }) {
    const columns = numericInScope(frame, chosen);
    refuseMissing(columns, 'correlation-filter');
    const order =
      prefer === 'first'
        ? columns.map((_, at) => at)
        : strongestFirst(univariateScores(columns, frame.outcome!));
    const units: Float64Array[] = [];
    const kept = new Set<string>();
    for (const at of order) {
      const own = unitColumn(columns[at]!.values, correlation);
      // Equal columns differ from 1 by rounding alone.
      if (units.some((other) => Math.abs(correlationOfUnits(own, other)) > threshold + 1e-12)) continue;
      units.push(own);
      kept.add(columns[at]!.name);
    }
    return { seen: columns.map(({ name }) => name), kept };
  },
});
