import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { isRachisError, RachisError } from '@rachis/volume';
import { parseCsv } from './parse-csv.ts';

async function readParquet(path: string): Promise<string[][]> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const columns = metadata.schema.slice(1).map(({ name }) => name);
  const rows = await parquetReadObjects({ file, metadata });
  const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));
  return [columns, ...rows.map((row) => columns.map((column) => text(row[column])))];
}

/** Spreadsheets of some countries write semicolons, some tabs. */
function separatorOf(text: string, ending: string): string {
  if (ending === '.tsv') return '\t';
  const head = text.slice(0, text.search(/[\r\n]|$/));
  return [',', ';', '\t'].reduce((best, one) =>
    head.split(one).length > head.split(best).length ? one : best,
  );
}

/** The cells of a table as text, its header first: CSV with commas, semicolons or tabs, or Parquet. */
export async function readCells(path: string, what: string, remedy: string): Promise<string[][]> {
  const ending = extname(path).toLowerCase();
  try {
    if (ending === '.parquet') return await readParquet(path);
    const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
    return parseCsv(text, separatorOf(text, ending));
  } catch (cause) {
    if (isRachisError(cause)) throw cause;
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
