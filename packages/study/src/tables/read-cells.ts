import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { openParquet } from '@rachis/statistics';
import { isRachisError, RachisError } from '@rachis/volume';
import { csvRows } from './parse-csv.ts';

async function* parquetRows(path: string): AsyncGenerator<string[]> {
  const { asyncBufferFromFile } = await import('hyparquet');
  const { columns, rows } = await openParquet(await asyncBufferFromFile(path));
  yield [...columns];
  const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));
  for await (const some of rows) for (const row of some) yield row.map(text);
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
