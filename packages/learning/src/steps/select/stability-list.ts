import * as z from 'zod';
import { learningError } from '../../error.ts';
import { columnsInScope } from '../columns.ts';
import { scope, selectionStep } from './selection.ts';

const settings = z.strictObject({
  ...scope,
  names: z
    .array(z.string())
    .min(1)
    .describe(
      'The columns that may stay: those that test and retest, readers or perturbations found stable.',
    ),
});

/**
 * Keeps the columns of a list, of those in scope. The list must come from subjects of their own or from the training
 * subjects: a list made with test subjects has seen them.
 */
export const stabilityList = selectionStep({
  id: 'stability-list',
  name: 'Stability list',
  settings,
  supervised: false,
  choose(frame, { names, ...chosen }) {
    const columns = columnsInScope(frame, chosen);
    const kept = new Set(names);
    if (!columns.some(({ name }) => kept.has(name))) {
      throw learningError(
        'DATA_UNSUITABLE',
        `None of the ${names.length} names of the stability list is among the ${columns.length} columns; the first is ${names[0]}.`,
        { column: names[0]!, remedy: 'Make the list with the settings that made the table.' },
      );
    }
    return { seen: columns.map(({ name }) => name), kept };
  },
});
