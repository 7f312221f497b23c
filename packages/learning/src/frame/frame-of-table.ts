import { type Column, columnOf, isMissing, type Table } from '@rachis/statistics';
import type { Outcome } from '../contract.ts';
import { learningError } from '../error.ts';
import type { Frame, FrameColumn } from './frame.ts';

/** Which column is what. Others are predictors. */
export interface FrameRoles {
  /** Column of classes, ordered classes, numbers, or of time to event. */
  readonly outcome: string;
  /** `ordinal` reads numbers or ordered categories as ordered classes, `classes` reads numbers as classes. */
  readonly kind?: Outcome['kind'];
  /** Which class is the event; of two classes the last in order unless told. */
  readonly event?: string;
  /** Column whose rows stay together, in place of the table's subjects. */
  readonly group?: string;
  /** Column of sites, scanners or batches. It is no predictor. */
  readonly site?: string;
  /** Columns that are no predictors. */
  readonly exclude?: readonly string[];
  /** The predictors, where not all others are. */
  readonly predictors?: readonly string[];
}

/** Rows that can be learned from, and what became of the others. */
export interface FramedTable {
  readonly frame: Frame;
  /** Rows of the table that the frame's rows come from. */
  readonly rows: readonly number[];
  /** Rows without an outcome, left out. */
  readonly withoutOutcome: readonly number[];
}

const codesOfNumbers = (values: Float64Array) => {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  return {
    classes: distinct.map(String),
    codes: Int32Array.from(values, (value) => distinct.indexOf(value)),
  };
};

/** Classes in the order that makes `event` the last, those that do not occur left out. */
function eventLast(classes: readonly string[], codes: Int32Array, event: string | undefined, column: string) {
  const used = classes.filter((_, code) => codes.includes(code));
  if (event !== undefined && !used.includes(event)) {
    throw learningError('DATA_UNSUITABLE', `Column ${column} has no row of the class ${event}.`, {
      column,
      remedy: `Its classes are ${used.join(', ')}.`,
    });
  }
  const order = event === undefined ? used : [...used.filter((name) => name !== event), event];
  const place = new Map(order.map((name, at) => [name, at]));
  return { classes: order, codes: codes.map((code) => place.get(classes[code]!)!) };
}

function outcomeFrom(column: Column, { kind, event }: FrameRoles): Outcome {
  const { name } = column;
  if (column.kind === 'time-to-event') {
    return { kind: 'survival', times: column.times, events: column.events };
  }
  if (kind === 'survival') {
    throw learningError('DATA_UNSUITABLE', `Column ${name} has no times to an event.`, {
      column: name,
      remedy: 'Name the column of times too.',
    });
  }
  if (column.kind === 'numeric') {
    const distinct = new Set(column.values).size;
    if (kind === 'continuous' || (kind === undefined && distinct > 2)) {
      const infinite = column.values.findIndex((value) => !Number.isFinite(value));
      if (infinite >= 0) {
        throw learningError('DATA_UNSUITABLE', `The outcome ${name} is infinite in row ${infinite + 1}.`, {
          column: name,
          remedy: 'Correct the value or leave it empty.',
        });
      }
      return { kind: 'continuous', values: column.values };
    }
    const made = codesOfNumbers(column.values);
    if (kind === 'ordinal') return { kind, ...made };
    return { kind: 'classes', ...eventLast(made.classes, made.codes, event, name) };
  }
  if (kind === 'continuous') {
    throw learningError('DATA_UNSUITABLE', `Column ${name} has categories, not numbers.`, {
      column: name,
      remedy: 'Leave the kind of the outcome out, or write numbers.',
    });
  }
  if (kind === 'ordinal' || (kind === undefined && column.kind === 'ordinal')) {
    if (column.kind !== 'ordinal') {
      throw learningError('DATA_UNSUITABLE', `The classes of ${name} have no order.`, {
        column: name,
        remedy: 'Declare the column as ordinal with its categories from lowest to highest.',
      });
    }
    const used = column.categories.filter((_, code) => column.codes.includes(code));
    const codes = column.codes.map((code) => used.indexOf(column.categories[code]!));
    return { kind: 'ordinal', classes: used, codes };
  }
  return { kind: 'classes', ...eventLast(column.categories, column.codes, event, name) };
}

/** Names as codes in the order of their first row. */
function coded(labels: readonly string[]) {
  const places = new Map<string, number>();
  const codes = Int32Array.from(labels, (label) => {
    const place = places.get(label) ?? places.size;
    places.set(label, place);
    return place;
  });
  return { codes, names: [...places.keys()] };
}

const labelsOf = (column: Column): (string | undefined)[] =>
  Array.from(
    {
      length:
        column.kind === 'numeric'
          ? column.values.length
          : column.kind === 'time-to-event'
            ? 0
            : column.codes.length,
    },
    (_, row) => {
      if (isMissing(column, row)) return undefined;
      if (column.kind === 'numeric') return String(column.values[row]);
      return column.kind === 'time-to-event' ? undefined : column.categories[column.codes[row]!];
    },
  );

function predictor(column: Column, rows: readonly number[]): FrameColumn {
  const { name, domain } = column;
  const shared = { name, ...(domain === undefined ? {} : { domain }) };
  if (column.kind === 'numeric') {
    return { ...shared, kind: 'numeric', values: Float64Array.from(rows, (row) => column.values[row]!) };
  }
  if (column.kind === 'time-to-event') throw new RangeError(`${name} is no predictor.`);
  const values = Float64Array.from(rows, (row) => (column.codes[row] === -1 ? NaN : column.codes[row]!));
  // The order of grades is a number that models can use.
  if (column.kind === 'ordinal') return { ...shared, kind: 'numeric', values };
  return { ...shared, kind: 'category', categories: column.categories, values };
}

/**
 * The rows of a table as steps and pipelines take them. Rows without an outcome are left out and told. Subjects of the
 * table (or the column `group`) keep their rows together; without either each row is a subject of its own.
 * `COLUMN_NOT_FOUND` for names that are not there, `DATA_UNSUITABLE` for an outcome that cannot be read as its kind.
 */
export function frameOfTable(table: Table, roles: FrameRoles): FramedTable {
  const outcome = columnOf(table, roles.outcome);
  if (table.rows === 0) {
    throw learningError('DATA_UNSUITABLE', 'The table has a header and no rows.', {
      remedy: 'Add a row for each subject.',
    });
  }
  const missing = Array.from({ length: table.rows }, (_, row) => isMissing(outcome, row));
  const rows = missing.flatMap((is, row) => (is ? [] : [row]));
  const withoutOutcome = missing.flatMap((is, row) => (is ? [row] : []));
  if (rows.length === 0) {
    throw learningError('DATA_UNSUITABLE', `Column ${roles.outcome} is empty in every row.`, {
      column: roles.outcome,
      remedy: 'Choose another outcome.',
    });
  }
  const own = (column: Column): Column => {
    if (column.kind === 'numeric')
      return { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) };
    if (column.kind === 'time-to-event') {
      return {
        ...column,
        times: Float64Array.from(rows, (row) => column.times[row]!),
        events: Uint8Array.from(rows, (row) => column.events[row]!),
      };
    }
    return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) };
  };
  const groupLabels =
    roles.group === undefined
      ? (table.groups ?? table.subjects)
      : labelsOf(columnOf(table, roles.group)).map((label, row) => {
          if (label !== undefined) return label;
          throw learningError('DATA_UNSUITABLE', `Column ${roles.group} is empty in row ${row + 1}.`, {
            column: roles.group!,
            remedy: 'Every row needs its group.',
          });
        });
  const groups =
    groupLabels === undefined
      ? Int32Array.from(rows, (_, at) => at)
      : coded(rows.map((row) => groupLabels[row]!)).codes;
  const siteLabels = roles.site === undefined ? undefined : labelsOf(columnOf(table, roles.site));
  const siteNames = siteLabels && [...new Set(rows.flatMap((row) => siteLabels[row] ?? []))].sort();
  const taken = new Set([roles.outcome, roles.group, roles.site, ...(roles.exclude ?? [])]);
  for (const name of roles.exclude ?? []) columnOf(table, name);
  const predictors = (
    roles.predictors ?? table.columns.map(({ name }) => name).filter((name) => !taken.has(name))
  )
    .map((name) => columnOf(table, name))
    .filter(({ kind }) => kind !== 'time-to-event');
  if (predictors.length === 0) {
    throw learningError('DATA_UNSUITABLE', 'The table has no column left to predict from.', {
      remedy: 'Leave fewer columns out.',
    });
  }
  return {
    frame: {
      rows: rows.length,
      columns: predictors.map((column) => predictor(column, rows)),
      outcome: outcomeFrom(own(outcome), roles),
      groups,
      ...(siteLabels === undefined || siteNames === undefined
        ? {}
        : {
            sites: Int32Array.from(rows, (row) =>
              siteLabels[row] === undefined ? -1 : siteNames.indexOf(siteLabels[row]!),
            ),
            siteNames,
          }),
    },
    rows,
    withoutOutcome,
  };
}
