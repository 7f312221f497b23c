import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import {
  type Domain,
  missingTexts,
  parseDelimited,
  readExcel,
  readParquet,
  type ReadTableOptions,
  readTable,
  type Table,
} from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import type { LearnSettings } from './settings.ts';
import { namesMatching } from './names.ts';

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path);
    return path.toLowerCase().endsWith('.gz') ? gunzipSync(bytes) : bytes;
  } catch (cause) {
    throw new RachisError('FILE_NOT_FOUND', `The table ${path} cannot be read.`, {
      file: path,
      remedy: 'Check the path.',
      cause,
    });
  }
}

const endingOf = (path: string) => path.toLowerCase().replace(/\.gz$/, '').split('.').at(-1)!;

/** A table of subjects from a file: CSV or TSV (.gz too), Excel or Parquet. */
export async function readSubjects(path: string, settings: LearnSettings): Promise<Table> {
  const bytes = await bytesOf(path);
  const { outcome, time, event, competing, order, subject, kind } = settings;
  const columns: Record<string, NonNullable<ReadTableOptions['columns']>[string]> = {};
  for (const name of settings.categories) columns[name] = { kind: 'category' };
  if (time === undefined) {
    if (order !== undefined) columns[outcome] = { kind: 'ordinal', categories: order.map(String) };
    else if (kind === 'classes') columns[outcome] = { kind: 'category' };
  }
  const options: ReadTableOptions = {
    file: path,
    columns,
    ...(settings.missing.length === 0 ? {} : { missing: [...missingTexts, ...settings.missing] }),
    ...(subject === undefined ? {} : { subject }),
    ...(time === undefined ? {} : { timeToEvent: [declared(bytes, path)] }),
  };
  function declared(content: Uint8Array, file: string) {
    const shared = { name: outcome, time: time!, event: outcome };
    if (event === undefined) return shared;
    // The event by its text; what is not named is censored.
    const texts = ['csv', 'tsv', 'txt'].includes(endingOf(file))
      ? textsOf(new TextDecoder().decode(content), outcome)
      : ['0', '1', '2', String(event), ...competing.map(String)];
    const codes = Object.fromEntries(
      texts.map((text) => [
        text,
        text === String(event)
          ? 1
          : competing.map(String).includes(text)
            ? 2 + competing.map(String).indexOf(text)
            : 0,
      ]),
    );
    if (!(String(event) in codes)) {
      throw new RachisError(
        'ARGUMENT_INVALID',
        `Column ${outcome} of ${file} has no row with the event ${event}.`,
        {
          file,
          remedy: `Its values are ${texts.slice(0, 8).join(', ')}.`,
        },
      );
    }
    return { ...shared, codes };
  }
  const table = await parsed(bytes, path, options);
  return withDomains(table, settings, path);
}

function textsOf(text: string, column: string): string[] {
  const { header, rows } = parseDelimited(text, {});
  const at = header.indexOf(column);
  return at < 0 ? [] : [...new Set(rows.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== ''))];
}

/** A table as its file has it: numbers, categories, missing cells. */
export async function readPlainTable(
  path: string,
  options: Omit<ReadTableOptions, 'file'> = {},
): Promise<Table> {
  return parsed(await bytesOf(path), path, { ...options, file: path });
}

function parsed(bytes: Uint8Array, path: string, options: ReadTableOptions): Table | Promise<Table> {
  switch (endingOf(path)) {
    case 'xlsx':
      return readExcel(bytes, options);
    case 'parquet':
      return readParquet(bytes, options);
    case 'csv':
    case 'tsv':
    case 'txt':
      return readTable(new TextDecoder().decode(bytes), options);
    default:
      throw new RachisError('ARGUMENT_INVALID', `${path} is no table that can be read.`, {
        file: path,
        remedy: 'Give .csv, .tsv (also .gz), .xlsx or .parquet.',
      });
  }
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
