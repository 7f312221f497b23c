import * as z from 'zod';
import { learningError } from '../../error.ts';
import { columnsInScope } from '../columns.ts';
import { scope, selectionStep } from '../select/selection.ts';

const settings = z.strictObject({ ...scope });

/** Keeps the columns in scope and drops all others: the clinical part of a table, or the radiomic one. */
export const keepColumns = selectionStep({
  id: 'keep-columns',
  name: 'Columns kept',
  settings,
  supervised: false,
  choose(frame, chosen) {
    const kept = columnsInScope(frame, chosen);
    if (kept.length === 0) {
      throw learningError(
        'DATA_UNSUITABLE',
        `No column is ${chosen.domains?.join(' or ') ?? 'among those named'}.`,
        { remedy: 'Say what the columns are about, or take the step out.' },
      );
    }
    return {
      seen: frame.columns.map(({ name }) => name),
      kept: new Set(kept.map(({ name }) => name)),
    };
  },
});
