import { StatisticsError } from '../error.ts';
import { parseDelimited } from './csv.ts';
import { isTotalLabel } from './identifiers.ts';
import {
  type Cell,
  type ColumnDeclaration,
  fileRow,
  type InferenceOptions,
  inferColumn,
  missingTexts,
} from './infer.ts';
import { takeApart } from './number-text.ts';
import { foldedText } from './spellings.ts';
import { type Column, createTable, type Table, type TimeToEventColumn } from './table.ts';

/** What a user says of a file. */
export interface ReadTableOptions extends Omit<InferenceOptions, 'decimalOfOthers' | 'note'> {
  /** Comma, semicolon or tab; the most frequent in the first line unless told. */
  readonly delimiter?: string;
  /** What is known of columns, by name. */
  readonly columns?: Readonly<Record<string, ColumnDeclaration>>;
  /** Column of subject identifiers; it becomes the rows' label and is no column of the table. */
  readonly subject?: string;
  /** Column of groups that stay together. */
  readonly group?: string;
  /** What is known of the file beforehand; the table has it among its notes. */
  readonly notes?: readonly string[];
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
  /** What texts mean that `codes` does not name; they are errors unless told. */
  readonly otherwise?: number;
  readonly domain?: Column['domain'];
}

/** The first decimal of a file with a mark that has one meaning, with where it stands. */
interface DecimalsOfFile {
  readonly comma?: string;
  readonly point?: string;
}

function decimalsOf(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  options: InferenceOptions,
): DecimalsOfFile {
  const found: { comma?: string; point?: string } = {};
  for (const [i, row] of rows.entries()) {
    for (const [j, cell] of row.entries()) {
      if (typeof cell !== 'string') continue;
      const open =
        (found.comma === undefined && cell.includes(',')) ||
        (found.point === undefined && cell.includes('.'));
      if (!open) continue;
      const marks = takeApart(cell)?.marks;
      if (marks !== 'comma' && marks !== 'point') continue;
      found[marks] ??= `column ${header[j]}, row ${fileRow(options, i)}: ${JSON.stringify(cell.trim())}`;
    }
    if (found.comma !== undefined && found.point !== undefined) break;
  }
  return found;
}

/** Times and events of a declaration, from their cells. */
function timeToEvent(
  declaration: TimeToEventDeclaration,
  cellsOf: (name: string) => readonly Cell[],
  options: InferenceOptions,
): TimeToEventColumn {
  const { name, time, event, codes, otherwise, domain } = declaration;
  const coded = new Map(Object.entries(codes ?? {}).map(([text, code]) => [foldedText(text), code]));
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
        `${file}: column ${column}, row ${fileRow(options, i)}: ${shown} ${what}.`,
        {
          file,
          column,
          row: fileRow(options, i),
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
      coded.get(foldedText(text)) ??
      otherwise ??
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

/** The label of a row: its subject, or its first text. */
const labelOf = (row: readonly Cell[], place: number): string => {
  const cell = row[place];
  return typeof cell === 'string' ? cell : '';
};

/** Rows of totals or means below the subjects are no subjects. */
function withoutTotals(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  subject: string | undefined,
): { readonly kept: readonly (readonly Cell[])[]; readonly totals: readonly string[] } {
  const place = Math.max(0, subject === undefined ? 0 : header.indexOf(subject));
  let end = rows.length;
  while (end > 0 && isTotalLabel(labelOf(rows[end - 1]!, place))) end--;
  return { kept: rows.slice(0, end), totals: rows.slice(end).map((row) => labelOf(row, place).trim()) };
}

/** Types cells that any reader gave: a header and rows. Rows of totals at the end are left out, and that is said. */
export function tableFromCells(
  header: readonly string[],
  given: readonly (readonly Cell[])[],
  options: ReadTableOptions & Pick<InferenceOptions, 'decimalOfOthers'> = {},
): Table {
  const { file = 'The table', columns: declared = {}, subject, group, timeToEvent: pairs = [] } = options;
  const notes = [...(options.notes ?? [])];
  const { kept: rows, totals } = withoutTotals(header, given, subject);
  if (totals.length > 0) {
    notes.push(
      `${file}: the last ${totals.length === 1 ? 'row' : `${totals.length} rows`} (${totals.join(', ')}) ${totals.length === 1 ? 'is no subject and was' : 'are no subjects and were'} not read.`,
    );
  }
  const places = new Map<string, number>();
  const title = header.filter((one) => one !== '').length === 1 && header.length > 2;
  const remedy = title
    ? 'The first line seems to be a title: the table must begin with the line of column names.'
    : 'Give every column a name of its own.';
  header.forEach((name, j) => {
    if (name === '' && rows.some((row) => row[j] !== '' && row[j] !== null && row[j] !== undefined)) {
      // The nameless first column of row numbers that R and pandas write is no mistake.
      if (j > 0)
        throw new StatisticsError('TABLE_INVALID', `${file}: column ${j + 1} has no name.`, { file, remedy });
    }
    if (name !== '' && places.has(name)) {
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
      throw new StatisticsError(
        'TABLE_INVALID',
        `${file}: column ${name}, row ${fileRow(options, i)} is empty.`,
        {
          file,
          column: name,
          row: fileRow(options, i),
          remedy: 'Every row needs its subject; delete the row if it has none (totals, remarks).',
        },
      );
    });
  const identified = (name: string): string[] => {
    const all = labels(name);
    const damaged = all.findIndex((label) => label.includes('\ufffd'));
    if (damaged >= 0) {
      throw new StatisticsError(
        'TABLE_INVALID',
        `${file}: column ${name}, row ${fileRow(options, damaged)}: "${all[damaged]}" has letters that were lost when the file was saved; different names may have become one.`,
        {
          file,
          column: name,
          row: fileRow(options, damaged),
          remedy: 'Export the table again, as "CSV UTF-8" or .xlsx.',
        },
      );
    }
    return all;
  };
  const decimals = decimalsOf(header, rows, options);
  const { comma, point } = decimals;
  const decimalOfOthers =
    comma === undefined && point === undefined
      ? options.decimalOfOthers
      : comma === undefined
        ? ('point' as const)
        : point === undefined
          ? ('comma' as const)
          : ('both' as const);
  if (decimalOfOthers === 'both' && options.decimalComma === undefined) {
    notes.push(
      `${file} writes decimals with a comma (${comma}) and with a point (${point}): each column was read by its own.`,
    );
  }
  const reading: InferenceOptions = {
    ...options,
    ...(decimalOfOthers === undefined ? {} : { decimalOfOthers }),
    note: (sentence) => notes.push(`${file}: ${sentence[0]!.toLowerCase()}${sentence.slice(1)}`),
  };
  const used = new Set([subject, group, ...pairs.flatMap(({ time, event }) => [time, event])]);
  const typed = header
    .filter((name) => !used.has(name) && name !== '')
    .map((name) =>
      inferColumn(name, cellsOf(name), Object.hasOwn(declared, name) ? declared[name] : undefined, reading),
    );
  return createTable([...typed, ...pairs.map((pair) => timeToEvent(pair, cellsOf, reading))], {
    ...(subject === undefined ? {} : { subjects: identified(subject) }),
    ...(group === undefined ? {} : { groups: identified(group) }),
    ...(notes.length === 0 ? {} : { notes }),
  });
}

/**
 * Reads a table from delimited text (CSV, TSV; decimal commas), with types as `inferColumn` finds them. Columns that write
 * decimals differently are read each by its own mark, and that is said; what then has two meanings is refused.
 */
export function readTable(text: string, options: ReadTableOptions = {}): Table {
  const { header, rows, lines, delimiter } = parseDelimited(text, options);
  const placed = { ...options, fileRows: lines };
  if (options.decimalComma === undefined && delimiter !== ',') {
    const { point } = decimalsOf(header, rows, placed);
    // Where commas do not part cells, a comma in a number is its decimal mark, unless points are.
    const commas =
      point === undefined &&
      rows.some((row) => row.some((cell) => takeApart(cell)?.marks === 'either-comma'));
    if (commas) return tableFromCells(header, rows, { ...placed, decimalOfOthers: 'comma' });
  }
  return tableFromCells(header, rows, placed);
}
