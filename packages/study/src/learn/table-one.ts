import type { Frame } from '@rachis/learning';
import { type Column, selectColumns, type Table as SubjectTable, tableOne } from '@rachis/statistics';
import type { LearnSettings } from './settings.ts';
import { tableOneRows } from './tables.ts';

/** Table 1 by the outcome, of the clinical kind of columns (all where none is said to be), or undefined. */
export function tableOneOf(table: SubjectTable, frame: Frame, settings: LearnSettings) {
  const outcome = table.columns.find(({ name }) => name === settings.outcome);
  if (outcome === undefined || settings.time !== undefined) return undefined;
  const known = new Set(frame.columns.map(({ name }) => name));
  const own = table.columns.filter(
    ({ name, domain }) => known.has(name) && domain !== 'radiomic' && domain !== 'genomic',
  );
  const shown = own.slice(0, 60);
  const by: Column =
    outcome.kind === 'numeric' && frame.outcome!.kind === 'classes'
      ? {
          kind: 'category',
          name: outcome.name,
          categories: frame.outcome!.classes,
          codes: Int32Array.from(outcome.values, (value) =>
            frame.outcome!.kind === 'classes' ? frame.outcome!.classes.indexOf(String(value)) : -1,
          ),
        }
      : outcome;
  if ((by.kind !== 'category' && by.kind !== 'ordinal') || shown.length === 0) return undefined;
  return tableOneRows(
    tableOne(
      {
        ...selectColumns(
          table,
          shown.map(({ name }) => name),
        ),
        columns: [...shown, by],
      },
      { by: by.name },
    ),
  );
}
