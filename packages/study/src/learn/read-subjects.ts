import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import {
  columnOf,
  type Domain,
  missingTexts,
  type ReadTableOptions,
  readTableFile,
  type Table,
  type TimeToEventDeclaration,
} from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import type { LearnSettings } from './settings.ts';
import { namesMatching } from './names.ts';

/** A table that unpacks to more than this is none. */
const mostBytes = 2 ** 30;

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path);
    return path.toLowerCase().endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: mostBytes }) : bytes;
  } catch (cause) {
    throw new RachisError('FILE_NOT_FOUND', `The table ${path} cannot be read.`, {
      file: path,
      remedy: 'Check the path.',
      cause,
    });
  }
}

/** A table of subjects from a file: CSV or TSV (.gz too), Excel or Parquet. `bytes`: of a file that is not written. */
export async function readSubjects(
  path: string,
  settings: LearnSettings,
  bytes?: Uint8Array,
): Promise<Table> {
  const { outcome, time, event, competing, order, subject, kind } = settings;
  const columns: Record<string, NonNullable<ReadTableOptions['columns']>[string]> = {};
  for (const name of settings.categories) columns[name] = { kind: 'category' };
  if (time === undefined) {
    if (order !== undefined) columns[outcome] = { kind: 'ordinal', categories: order.map(String) };
    else if (kind === 'classes') columns[outcome] = { kind: 'category' };
  }
  const options: ReadTableOptions = {
    columns,
    ...(settings.missing.length === 0 ? {} : { missing: [...missingTexts, ...settings.missing] }),
    ...(settings.decimalComma === undefined ? {} : { decimalComma: settings.decimalComma }),
    ...(subject === undefined ? {} : { subject }),
    ...(time === undefined ? {} : { timeToEvent: [declared(time)] }),
  };
  function declared(times: string): TimeToEventDeclaration {
    const shared = { name: outcome, time: times, event: outcome };
    if (event === undefined) return shared;
    // The event by its text; what is not named is censored.
    const codes = Object.fromEntries([
      [String(event), 1],
      ...competing.map((text, at) => [String(text), 2 + at]),
    ]);
    return { ...shared, codes, otherwise: 0 };
  }
  const table = await readPlainTable(path, options, bytes);
  if (time !== undefined && event !== undefined) refuseWithoutEvent(table, settings, path);
  return withDomains(table, settings, path);
}

function refuseWithoutEvent(table: Table, { outcome, event }: LearnSettings, file: string): void {
  const column = columnOf(table, outcome);
  if (column.kind !== 'time-to-event' || column.events.includes(1)) return;
  throw new RachisError(
    'ARGUMENT_INVALID',
    `Column ${outcome} of ${file} has no row with the event ${event}.`,
    {
      file,
      remedy: 'Write the event as the column has it.',
    },
  );
}

/** A table as its file has it: numbers, categories, missing cells. CSV or TSV (.gz too), Excel or Parquet. */
export async function readPlainTable(
  path: string,
  options: Omit<ReadTableOptions, 'file'> = {},
  bytes?: Uint8Array,
): Promise<Table> {
  return readTableFile(path.replace(/\.gz$/i, ''), bytes ?? (await bytesOf(path)), {
    ...options,
    file: path,
  });
}

/** The table with what its columns are about. */
function withDomains(table: Table, { domains }: LearnSettings, path: string): Table {
  const names = table.columns.map(({ name }) => name);
  const of = new Map<string, Domain>();
  for (const [domain, patterns] of Object.entries(domains)) {
    for (const name of namesMatching(patterns ?? [], names, path)) of.set(name, domain as Domain);
  }
  return {
    ...table,
    columns: table.columns.map((column) => {
      const domain = of.get(column.name);
      return domain === undefined ? column : { ...column, domain };
    }),
  };
}
