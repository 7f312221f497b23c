import type { Frame, FrameColumn, Outcome } from '@rachis/learning';
import { StatisticsError } from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import type { Cell } from '../tables/table.ts';
import type { ReadSignature } from './read.ts';

/** Cells of a column as the pipeline of the signature takes them. */
export function columnOf(
  { name, kind, domain }: ReadSignature['signature']['inputs'][number],
  cells: readonly Cell[],
): FrameColumn {
  const shared = {
    name,
    ...(domain === undefined ? {} : { domain: domain as FrameColumn['domain'] & string }),
  };
  const missing = (cell: Cell) =>
    cell === null || cell === '' || (typeof cell === 'number' && Number.isNaN(cell));
  if (kind === 'numeric') {
    const values = Float64Array.from(cells, (cell) => (missing(cell) ? NaN : Number(cell)));
    const bad = cells.findIndex((cell, row) => !missing(cell) && Number.isNaN(values[row]!));
    if (bad >= 0) {
      throw new RachisError('ARGUMENT_INVALID', `${name} is "${cells[bad]}"; the signature wants a number.`, {
        remedy: 'Write the column as in the training table.',
      });
    }
    return { ...shared, kind, values };
  }
  const categories = [...new Set(cells.filter((cell) => !missing(cell)).map(String))].sort();
  return {
    ...shared,
    kind,
    categories,
    values: Float64Array.from(cells, (cell) => (missing(cell) ? NaN : categories.indexOf(String(cell)))),
  };
}

/** Sites of the rows, where the signature harmonises by them. */
export function sitesOf(
  { signature }: ReadSignature,
  cells: readonly Cell[] | undefined,
): Pick<Frame, 'sites' | 'siteNames'> {
  if (signature.site === undefined) return {};
  if (cells === undefined) {
    throw new RachisError('ARGUMENT_INVALID', `No table has the column ${signature.site.column}.`, {
      remedy: 'The signature harmonises by it.',
    });
  }
  const siteNames = [...new Set(cells.map(String))].sort();
  return { siteNames, sites: Int32Array.from(cells, (cell) => siteNames.indexOf(String(cell))) };
}

/** Events by the codes of the training table: what is not named there is censored, where an event was named. */
function eventsOf({ signature }: ReadSignature, cells: readonly Cell[]): Uint8Array {
  const { event, competing = [], column } = signature.outcome;
  return Uint8Array.from(cells, (cell) => {
    const text = String(cell);
    if (event !== undefined) {
      if (text === event) return 1;
      const place = competing.indexOf(text);
      return place < 0 ? 0 : 2 + place;
    }
    if (text === '0' || text === '1' || text === 'true' || text === 'false')
      return Number(text === '1' || text === 'true');
    throw new StatisticsError('DATA_UNSUITABLE', `${column} is ${text}; events are 1, censored ones 0.`, {
      column,
      remedy: 'Write the outcome as in the training table.',
    });
  });
}

/** Numbers from cells; `DATA_UNSUITABLE` names the first subject whose cell is none. */
function numbersOf(
  cells: readonly Cell[],
  what: string,
  subjects: readonly Cell[],
  least = -Infinity,
): Float64Array {
  const values = Float64Array.from(cells, Number);
  const bad = values.findIndex((value) => !(Number.isFinite(value) && value >= least));
  if (bad >= 0) {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      `${what} of subject ${subjects[bad]} is "${cells[bad]}"; it must be a number${least === 0 ? ' from 0' : ''}.`,
      { remedy: 'Write the outcome as in the training table.' },
    );
  }
  return values;
}

/** Outcomes of the rows, written as in the training table; `DATA_UNSUITABLE` for what it did not have. */
export function outcomeOf(
  read: ReadSignature,
  cells: readonly Cell[],
  times: readonly Cell[],
  subjects: readonly Cell[],
): Outcome {
  const { signature } = read;
  const { kind, classes, column, event = '1' } = signature.outcome;
  if (kind === 'continuous') return { kind, values: numbersOf(cells, column, subjects) };
  if (kind === 'survival') {
    const events = eventsOf(read, cells);
    if (!events.includes(1)) {
      const found = [...new Set(cells.map(String))].slice(0, 8).join(', ');
      throw new StatisticsError(
        'DATA_UNSUITABLE',
        `No subject has the event of the signature: ${column} is never ${event}, but ${found}.`,
        { column, remedy: 'Write the outcome as in the training table, or follow the subjects for longer.' },
      );
    }
    return { kind, times: numbersOf(times, 'The time', subjects, 0), events };
  }
  const codes = Int32Array.from(cells, (cell) => classes.indexOf(String(cell)));
  const strange = cells.find((_, row) => codes[row] === -1);
  if (strange !== undefined) {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      `${column} is ${strange}; the signature knows ${classes.join(', ')}.`,
      {
        column,
        remedy: 'Write the outcome as in the training table.',
      },
    );
  }
  return { kind, classes, codes };
}
