import { StatisticsError } from '../error.ts';

/** What a column is about; signatures and reports keep domains apart. */
export type Domain = 'radiomic' | 'semantic' | 'clinical' | 'patient-reported' | 'genomic';

interface ColumnBase {
  readonly name: string;
  readonly domain?: Domain;
  /** How the column came to its kind: "all 51 values are numbers". */
  readonly why?: string;
}

/** Numbers; NaN is missing. */
export interface NumericColumn extends ColumnBase {
  readonly kind: 'numeric';
  readonly values: Float64Array;
}

/** Categories without order; codes point into `categories`, -1 is missing. */
export interface CategoryColumn extends ColumnBase {
  readonly kind: 'category';
  readonly categories: readonly string[];
  readonly codes: Int32Array;
}

/** Categories in ascending order; codes point into `categories`, -1 is missing. */
export interface OrdinalColumn extends ColumnBase {
  readonly kind: 'ordinal';
  readonly categories: readonly string[];
  readonly codes: Int32Array;
}

/** Times with events: 0 censored, 1 the event, 2 and above competing ones. A missing time is NaN. */
export interface TimeToEventColumn extends ColumnBase {
  readonly kind: 'time-to-event';
  readonly times: Float64Array;
  readonly events: Uint8Array;
}

/** A column of a table. */
export type Column = NumericColumn | CategoryColumn | OrdinalColumn | TimeToEventColumn;

/** Rows of subjects (or regions, visits) with typed columns. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** Subject of each row; rows of one subject belong together in every split. */
  readonly subjects?: readonly string[];
  /** Group of each row, where more than the subject must stay together (a family, a centre). */
  readonly groups?: readonly string[];
  /** What the reader decided about the file that somebody should know: its encoding, units, spellings, rows left out. */
  readonly notes?: readonly string[];
}

const lengthOf = (column: Column): number => {
  if (column.kind === 'numeric') return column.values.length;
  return column.kind === 'time-to-event' ? column.times.length : column.codes.length;
};

/** Builds a table and checks it: equal lengths, distinct names, codes among the categories. */
export function createTable(
  columns: readonly Column[],
  labels: Pick<Table, 'subjects' | 'groups' | 'notes'> = {},
): Table {
  const rows = columns.length === 0 ? (labels.subjects?.length ?? 0) : lengthOf(columns[0]!);
  const names = new Set<string>();
  for (const column of columns) {
    if (names.has(column.name)) {
      throw new StatisticsError('TABLE_INVALID', `Two columns are called ${column.name}.`, {
        column: column.name,
        remedy: 'Rename one of them.',
      });
    }
    names.add(column.name);
    if (lengthOf(column) !== rows) {
      throw new RangeError(`Column ${column.name} has ${lengthOf(column)} rows, the table ${rows}.`);
    }
    if (column.kind === 'category' || column.kind === 'ordinal') {
      const wrong = column.codes.findIndex((code) => code < -1 || code >= column.categories.length);
      if (wrong >= 0) throw new RangeError(`Column ${column.name} has no category ${column.codes[wrong]}.`);
    }
  }
  for (const list of [labels.subjects, labels.groups]) {
    if (list !== undefined && list.length !== rows) {
      throw new RangeError(`${list.length} labels for ${rows} rows.`);
    }
  }
  return { rows, columns, ...labels };
}

/** The column of a name; a name that is not there is an error that lists near ones. */
export function columnOf(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const near = table.columns
    .map((column) => column.name)
    .filter((other) => other.toLowerCase().includes(name.toLowerCase()) || name.includes(other))
    .slice(0, 3);
  throw new StatisticsError('COLUMN_NOT_FOUND', `The table has no column ${name}.`, {
    column: name,
    remedy:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'Look at the first line of the file for the names.',
  });
}

/** Whether a column's value in a row is missing. */
export function isMissing(column: Column, row: number): boolean {
  if (column.kind === 'numeric') return Number.isNaN(column.values[row]!);
  if (column.kind === 'time-to-event') return Number.isNaN(column.times[row]!);
  return column.codes[row] === -1;
}

/** The rows asked, in the order asked; a row may come more than once. */
export function selectRows(table: Table, rows: ArrayLike<number>): Table {
  const kept = Uint32Array.from(rows);
  const outside = kept.findIndex((row) => row >= table.rows);
  if (outside >= 0) throw new RangeError(`The table has ${table.rows} rows, not row ${kept[outside]}.`);
  const take = <T extends Float64Array | Int32Array | Uint8Array>(from: T): T => {
    const to = new (from.constructor as new (length: number) => T)(kept.length);
    for (let i = 0; i < kept.length; i++) to[i] = from[kept[i]!]!;
    return to;
  };
  const columns = table.columns.map((column): Column => {
    if (column.kind === 'numeric') return { ...column, values: take(column.values) };
    if (column.kind === 'time-to-event') {
      return { ...column, times: take(column.times), events: take(column.events) };
    }
    return { ...column, codes: take(column.codes) };
  });
  const labels = (list: readonly string[]) => Array.from(kept, (row) => list[row]!);
  return {
    rows: kept.length,
    columns,
    ...(table.subjects === undefined ? {} : { subjects: labels(table.subjects) }),
    ...(table.groups === undefined ? {} : { groups: labels(table.groups) }),
  };
}

/** The columns of these names, in this order. */
export function selectColumns(table: Table, names: readonly string[]): Table {
  return { ...table, columns: names.map((name) => columnOf(table, name)) };
}
