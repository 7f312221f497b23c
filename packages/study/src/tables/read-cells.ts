import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeText, delimitedRows, excelCells, openParquet } from '@rachis/statistics';
import { isRachisError, RachisError } from '@rachis/volume';

async function* parquetRows(path: string): AsyncGenerator<string[]> {
  const { asyncBufferFromFile } = await import('hyparquet');
  const { columns, rows } = await openParquet(await asyncBufferFromFile(path));
  yield [...columns];
  // Lists and records as they are written; nothing reads such a column, but it may stand beside others.
  const text = (value: unknown) =>
    value === null || value === undefined
      ? ''
      : typeof value === 'object' && !(value instanceof Date)
        ? JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part))
        : String(value);
  for await (const some of rows) for (const row of some) yield row.map(text);
}

/** Cells of a workbook as text; dates by their day. */
async function* excelRows(path: string): AsyncGenerator<string[]> {
  const { rows } = await excelCells(bytesOf(path), { file: path });
  const text = (cell: unknown) =>
    cell === null || cell === undefined
      ? ''
      : cell instanceof Date
        ? cell.toISOString().slice(0, 10)
        : String(cell);
  for (const row of rows) yield row.map(text);
}

/** A table that unpacks to more than this is none. */
const mostBytes = 2 ** 30;

/** The bytes of a file, of a `.gz` what is in it. */
function bytesOf(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return path.toLowerCase().endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: mostBytes }) : bytes;
}

/** What rows look like without the empty cells that spreadsheets put behind the last named column. */
function withoutEmptyEnd(head: readonly string[]): (row: readonly string[]) => string[] {
  const width = head.findLastIndex((name) => name.trim() !== '') + 1;
  return (row) => {
    let end = row.length;
    while (end > width && row[end - 1]!.trim() === '') end--;
    return row.slice(0, end);
  };
}

async function* textRows(
  path: string,
  ending: string,
  note: (sentence: string) => void,
): AsyncGenerator<string[]> {
  const { text, notes } = decodeText(bytesOf(path), path);
  notes.forEach(note);
  let cut: ReturnType<typeof withoutEmptyEnd> | undefined;
  for (const { cells } of delimitedRows(text, {
    file: path,
    ...(ending === '.tsv' ? { delimiter: '\t' } : {}),
  })) {
    cut ??= withoutEmptyEnd(cells);
    yield cut(cells);
  }
}

/**
 * The rows of a table as text, its header first: CSV with commas, semicolons or tabs, Excel or Parquet. `note` takes what
 * was guessed, such as the encoding.
 */
export async function* readRows(
  path: string,
  what: string,
  remedy: string,
  note: (sentence: string) => void = () => {},
): AsyncGenerator<string[]> {
  const ending = extname(path.toLowerCase().replace(/\.gz$/, ''));
  try {
    if (ending === '.parquet') yield* parquetRows(path);
    else if (ending === '.xlsx') yield* excelRows(path);
    else yield* textRows(path, ending, note);
  } catch (cause) {
    if (isRachisError(cause)) {
      if (cause.details.file !== undefined) throw cause;
      throw new RachisError(cause.code, `${path}: ${cause.message}`, { ...cause.details, file: path, cause });
    }
    const missing = (cause as { code?: unknown }).code === 'ENOENT';
    throw new RachisError(
      missing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      missing
        ? `There is no ${what} ${path}.`
        : `The ${what} ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}.`,
      { file: path, remedy, cause },
    );
  }
}

/** All rows of a table; see `readRows`. */
export async function readCells(
  path: string,
  what: string,
  remedy: string,
  note?: (sentence: string) => void,
): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const row of readRows(path, what, remedy, note)) rows.push(row);
  return rows;
}
