import { type FrameColumn, type FramedTable, frameOfTable } from '@rachis/learning';
import { columnOf, isDateText, parseDates, StatisticsError, type Table } from '@rachis/statistics';
import { namesMatching } from './names.ts';
import type { LearnSettings } from './settings.ts';

/** Rows to learn from, and what was left out without being asked for. */
export interface LearnFrame extends FramedTable {
  readonly notes: readonly string[];
  /** Dates as numbers, one a row of the frame. */
  readonly dates?: Float64Array;
}

/** Whether a column only numbers the rows, or names each: it tells nothing, and the order of a file can tell all. */
function isIdentifier({ kind, values, categories }: FrameColumn): boolean {
  if (kind === 'category') return categories!.length === values.length && values.length > 10;
  const start = values[0];
  return (
    values.length > 10 && (start === 0 || start === 1) && values.every((value, row) => value === start + row)
  );
}

function datesOf(table: Table, name: string, rows: readonly number[], file: string): Float64Array {
  const column = columnOf(table, name);
  if (column.kind === 'numeric') return Float64Array.from(rows, (row) => column.values[row]!);
  if (column.kind === 'time-to-event') return Float64Array.from(rows, () => NaN);
  const texts = Array.from(column.codes, (code) => column.categories[code]);
  const days = parseDates(texts, { column: name, file });
  return Float64Array.from(rows, (row) => days[row]!);
}

/** Columns of dates: no model can use one as it is, and a day says who came first, not what a patient has. */
const dateColumns = (table: Table): string[] =>
  table.columns.flatMap((column) =>
    column.kind === 'category' && column.categories.length > 0 && column.categories.every(isDateText)
      ? [column.name]
      : [],
  );

/**
 * The rows and predictors that the settings mean. Columns that only number or name the rows are left out, and told,
 * unless `predictors` names them.
 */
export function frameFor(table: Table, settings: LearnSettings, file: string): LearnFrame {
  const { outcome, kind, event, time, group, site, date } = settings;
  const names = table.columns.map(({ name }) => name);
  const roles = new Set([outcome, group, site, date].filter((name) => name !== undefined));
  const excluded = namesMatching(settings.exclude, names, file).filter((name) => !roles.has(name));
  const predictors =
    settings.predictors &&
    namesMatching(settings.predictors, names, file).filter(
      (name) => !roles.has(name) && !excluded.includes(name),
    );
  const days =
    predictors === undefined
      ? dateColumns(table).filter((name) => !roles.has(name) && !excluded.includes(name))
      : [];
  const framed = frameOfTable(table, {
    outcome,
    ...(time === undefined && kind !== undefined ? { kind } : {}),
    ...(event === undefined || time !== undefined ? {} : { event: String(event) }),
    ...(group === undefined ? {} : { group }),
    ...(site === undefined ? {} : { site }),
    exclude: [...excluded, ...days, ...(date === undefined ? [] : [date])],
    ...(predictors === undefined ? {} : { predictors }),
  });
  const { outcome: read } = framed.frame;
  if (read !== undefined && 'classes' in read && read.classes.length < 2) {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      `${file}: every row of ${outcome} that has a value is ${read.classes[0]}; a model needs two classes.`,
      { file, remedy: 'Check the column of the outcome, or add subjects of the other class.' },
    );
  }
  const notes: string[] = [...(table.notes ?? [])];
  if (days.length > 0) {
    notes.push(
      `Left out, since dates are no predictors: ${days.join(', ')}. If time matters, write it as a number (days since surgery).`,
    );
  }
  if (framed.withoutOutcome.length > 0) {
    const some = framed.withoutOutcome.slice(0, 8).map((row) => table.subjects?.[row] ?? `row ${row + 1}`);
    notes.push(
      `${framed.withoutOutcome.length} rows have no ${outcome} and were left out: ${some.join(', ')}${framed.withoutOutcome.length > 8 ? ', ...' : ''}.`,
    );
  }
  // A row number is seen on the whole table, before rows were left out.
  const numbering = new Set(
    table.columns.flatMap(({ name }) => {
      const column = columnOf(table, name);
      if (column.kind === 'numeric') return isIdentifier({ ...column, kind: 'numeric' }) ? [name] : [];
      if (column.kind !== 'category') return [];
      const values = Float64Array.from(column.codes);
      return isIdentifier({ name, kind: 'category', categories: column.categories, values }) ? [name] : [];
    }),
  );
  const identifiers =
    predictors === undefined
      ? framed.frame.columns.filter(({ name }) => numbering.has(name)).map(({ name }) => name)
      : [];
  if (identifiers.length > 0) {
    notes.push(`Left out, since they only number or name the rows: ${identifiers.join(', ')}.`);
  }
  return {
    ...framed,
    frame: {
      ...framed.frame,
      columns: framed.frame.columns.filter(({ name }) => !identifiers.includes(name)),
    },
    notes,
    ...(date === undefined ? {} : { dates: datesOf(table, date, framed.rows, file) }),
  };
}
