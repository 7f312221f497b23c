import * as z from 'zod';
import { numericInScope, refuseMissing } from '../columns.ts';
import { correlationOfUnits, unitRanks } from './ranked-columns.ts';
import { scope, selectionStep } from './selection.ts';
import { strongestFirst, univariateScores } from './univariate-scores.ts';

const settings = z.strictObject({
  ...scope,
  /** Of two columns whose Spearman correlation is beyond this, either sign, one goes. */
  threshold: z.number().min(0).max(1).default(0.9),
  /** Which of them stays: the one that goes better with the outcome by itself, or the one that comes first. */
  prefer: z.enum(['score', 'first']).default('score'),
});

/**
 * Goes through the columns, the better univariate score first, equal ones in the order of the table, and keeps each
 * whose Spearman correlation with all those kept is within the threshold. Columns that do not vary are kept.
 */
export const correlationFilter = selectionStep({
  id: 'correlation-filter',
  name: 'Correlation filter',
  settings,
  supervised: true,
  choose(frame, { threshold, prefer, ...chosen }) {
    const columns = numericInScope(frame, chosen);
    refuseMissing(columns, 'correlation-filter');
    const order =
      prefer === 'first'
        ? columns.map((_, at) => at)
        : strongestFirst(univariateScores(columns, frame.outcome!));
    const units: Float64Array[] = [];
    const kept = new Set<string>();
    for (const at of order) {
      const own = unitRanks(columns[at]!.values);
      // Equal columns differ from 1 by rounding alone.
      if (units.some((other) => Math.abs(correlationOfUnits(own, other)) > threshold + 1e-12)) continue;
      units.push(own);
      kept.add(columns[at]!.name);
    }
    return { seen: columns.map(({ name }) => name), kept };
  },
});
