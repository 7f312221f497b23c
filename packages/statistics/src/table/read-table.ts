import { StatisticsError } from '../error.ts';
import { parseDelimited } from './csv.ts';
import {
  type Cell,
  type ColumnDeclaration,
  type InferenceOptions,
  inferColumn,
  missingTexts,
} from './infer.ts';
import { type Column, createTable, type Table, type TimeToEventColumn } from './table.ts';

/** What a user says of a file. */
export interface ReadTableOptions extends Omit<InferenceOptions, 'decimalComma'> {
  /** Comma, semicolon or tab; the most frequent in the first line unless told. */
  readonly delimiter?: string;
  /** Whether numbers are written 1,5; found out where the delimiter is not a comma, unless told. */
  readonly decimalComma?: boolean;
  /** What is known of columns, by name. */
  readonly columns?: Readonly<Record<string, ColumnDeclaration>>;
  /** Column of subject identifiers; it becomes the rows' label and is no column of the table. */
  readonly subject?: string;
  /** Column of groups that stay together. */
  readonly group?: string;
  /** Pairs of columns that are a time and its event. */
  readonly timeToEvent?: readonly TimeToEventDeclaration[];
}

/** Which columns make a time-to-event column, and what its events are called in the file. */
export interface TimeToEventDeclaration {
  readonly name: string;
  readonly time: string;
  readonly event: string;
  /** Texts of the event column by their meaning: 0 censored, 1 the event, 2 and above competing. */
  readonly codes?: Readonly<Record<string, number>>;
  readonly domain?: Column['domain'];
}

/** Whether a semicolon or tab separated file writes 1,5: some cells do, and none writes 1.5. Both is an error. */
function detectDecimalComma(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  file: string,
): boolean {
  let comma: string | undefined;
  let point: string | undefined;
  for (const [i, row] of rows.entries()) {
    for (const [j, cell] of row.entries()) {
      const where = () => `column ${header[j]}, row ${i + 2}: ${JSON.stringify(cell.trim())}`;
      if (comma === undefined && /^\s*[+-]?\d+,\d+([eE][+-]?\d+)?\s*$/.test(cell)) comma = where();
      if (point === undefined && /^\s*[+-]?\d+\.\d+([eE][+-]?\d+)?\s*$/.test(cell)) point = where();
    }
    if (comma !== undefined && point !== undefined) {
      throw new StatisticsError(
        'TABLE_INVALID',
        `${file} writes decimals with a comma (${comma}) and a point (${point}).`,
        {
          file,
          remedy: 'Say which is meant (decimalComma), or write all numbers alike.',
        },
      );
    }
  }
  return comma !== undefined;
}

/** Times and events of a declaration, from their cells. */
function timeToEvent(
  declaration: TimeToEventDeclaration,
  cellsOf: (name: string) => readonly Cell[],
  options: InferenceOptions,
): TimeToEventColumn {
  const { name, time, event, codes, domain } = declaration;
  const { file = 'The table' } = options;
  const numbers = inferColumn(time, cellsOf(time), { kind: 'numeric' }, options);
  if (numbers.kind !== 'numeric') throw new Error('a numeric column was asked');
  const times = numbers.values.slice();
  const cells = cellsOf(event);
  const gone = new Set([...(options.missing ?? missingTexts), '']);
  const events = Uint8Array.from(cells, (cell, i) => {
    const text = cell === null || cell === undefined ? '' : String(cell).trim();
    const fail = (what: string, column: string, shown: string, remedy: string): never => {
      throw new StatisticsError(
        'TABLE_INVALID',
        `${file}: column ${column}, row ${i + 2}: ${shown} ${what}.`,
        {
          file,
          column,
          row: i + 2,
          remedy,
        },
      );
    };
    if (times[i]! < 0) fail('is a time below 0', time, String(times[i]), 'Count time from its origin on.');
    if (gone.has(text)) {
      // Without an event the time says nothing.
      times[i] = NaN;
      return 0;
    }
    const value =
      codes?.[text] ??
      (codes === undefined ? Number(text === 'true' ? 1 : text === 'false' ? 0 : text) : NaN);
    if (!(Number.isInteger(value) && value >= 0 && value < 256)) {
      fail(
        'is no event',
        event,
        JSON.stringify(text),
        'Write 0 (censored) and 1, or say what the texts mean (codes).',
      );
    }
    return value;
  });
  return { kind: 'time-to-event', name, ...(domain ? { domain } : {}), times, events };
}

/** Types cells that any reader gave: a header and rows. */
export function tableFromCells(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  options: ReadTableOptions = {},
): Table {
  const { file = 'The table', columns: declared = {}, subject, group, timeToEvent: pairs = [] } = options;
  const places = new Map<string, number>();
  header.forEach((name, j) => {
    const remedy = 'Give every column a name of its own.';
    if (name === '' && rows.some((row) => row[j] !== '' && row[j] !== null && row[j] !== undefined)) {
      // The nameless first column of row numbers that R and pandas write is no mistake.
      if (j > 0)
        throw new StatisticsError('TABLE_INVALID', `${file}: column ${j + 1} has no name.`, { file, remedy });
    }
    if (places.has(name)) {
      throw new StatisticsError('TABLE_INVALID', `${file}: two columns are called ${name}.`, {
        file,
        column: name,
        remedy,
      });
    }
    places.set(name, j);
  });
  const cellsOf = (name: string): readonly Cell[] => {
    const j = places.get(name);
    if (j === undefined) {
      throw new StatisticsError('COLUMN_NOT_FOUND', `${file} has no column ${name}.`, {
        file,
        column: name,
        remedy: `It has ${header.slice(0, 12).join(', ')}${header.length > 12 ? ', ...' : ''}.`,
      });
    }
    return rows.map((row) => row[j]);
  };
  for (const name of Object.keys(declared)) cellsOf(name);
  const labels = (name: string): string[] =>
    cellsOf(name).map((cell, i) => {
      const text = cell === null || cell === undefined ? '' : String(cell).trim();
      if (text !== '') return text;
      throw new StatisticsError('TABLE_INVALID', `${file}: column ${name}, row ${i + 2} is empty.`, {
        file,
        column: name,
        row: i + 2,
        remedy: 'Every row needs its subject.',
      });
    });
  const used = new Set([subject, group, ...pairs.flatMap(({ time, event }) => [time, event])]);
  const typed = header
    .filter((name) => !used.has(name) && name !== '')
    .map((name) => inferColumn(name, cellsOf(name), declared[name], options));
  return createTable([...typed, ...pairs.map((pair) => timeToEvent(pair, cellsOf, options))], {
    ...(subject === undefined ? {} : { subjects: labels(subject) }),
    ...(group === undefined ? {} : { groups: labels(group) }),
  });
}

/** Reads a table from delimited text (CSV, TSV; semicolons with decimal commas), with types as `inferColumn` finds them. */
export function readTable(text: string, options: ReadTableOptions = {}): Table {
  const { file = 'The table' } = options;
  const { header, rows, delimiter } = parseDelimited(text, options);
  const decimalComma = options.decimalComma ?? (delimiter !== ',' && detectDecimalComma(header, rows, file));
  return tableFromCells(header, rows, { ...options, decimalComma });
}
