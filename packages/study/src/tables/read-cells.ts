import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { checkParquetRow, checkParquetRows } from '@rachis/statistics';
import { isRachisError, RachisError } from '@rachis/volume';
import { csvRows } from './parse-csv.ts';

/** Rows of a Parquet file that are taken out of it at a time. */
const rowsAtATime = 10_000;

async function* parquetRows(path: string): AsyncGenerator<string[]> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  await checkParquetRows(file, metadata);
  const columns = metadata.schema.slice(1).map(({ name }) => name);
  yield columns;
  const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));
  const count = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < count; rowStart += rowsAtATime) {
    const rowEnd = Math.min(count, rowStart + rowsAtATime);
    const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd });
    checkParquetRow(rows.at(-1));
    for (const row of rows) yield columns.map((column) => text(row[column]));
  }
}

/** Spreadsheets of some countries write semicolons, some tabs. */
function separatorOf(text: string, ending: string): string {
  if (ending === '.tsv') return '\t';
  const head = text.slice(0, text.search(/[\r\n]|$/));
  return [',', ';', '\t'].reduce((best, one) =>
    head.split(one).length > head.split(best).length ? one : best,
  );
}

/** Spreadsheets save "Unicode text" as UTF-16, which its first two bytes tell. */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** The rows of a table as text, its header first: CSV with commas, semicolons or tabs, or Parquet. */
export async function* readRows(path: string, what: string, remedy: string): AsyncGenerator<string[]> {
  const ending = extname(path).toLowerCase();
  try {
    if (ending === '.parquet') yield* parquetRows(path);
    else {
      const text = textOf(await readFile(path));
      yield* csvRows(text, separatorOf(text, ending));
    }
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
export async function readCells(path: string, what: string, remedy: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const row of readRows(path, what, remedy)) rows.push(row);
  return rows;
}
