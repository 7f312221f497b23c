import { StatisticsError } from '../error.ts';
import { openParquet } from './parquet-rows.ts';
import type { Cell } from './infer.ts';
import { type ReadTableOptions, tableFromCells } from './read-table.ts';
import type { Table } from './table.ts';

/**
 * Reads a sheet of an Excel file (.xlsx): the first, or that of a name. The first row holds the column names. Cells
 * keep their type; the reader is loaded when first asked for.
 */
export async function readExcel(
  bytes: Uint8Array,
  { sheet, ...options }: ReadTableOptions & { readonly sheet?: string } = {},
): Promise<Table> {
  const { file = 'The table' } = options;
  const { readSheet } = await import('read-excel-file/universal');
  let cells: readonly (readonly Cell[])[];
  try {
    const content = new Blob([bytes as Uint8Array<ArrayBuffer>]);
    cells = (await readSheet(content, sheet as string)) as readonly (readonly Cell[])[];
  } catch (cause) {
    throw new StatisticsError('FILE_CORRUPT', `${file} cannot be read as an Excel sheet: ${String(cause)}`, {
      file,
      remedy: 'Save it as .xlsx or .csv; check the name of the sheet.',
      cause,
    });
  }
  const [header, ...rows] = cells;
  if (header === undefined) {
    throw new StatisticsError('FILE_CORRUPT', `${file}: the sheet is empty.`, { file });
  }
  const names = header.map((cell) => (cell === null || cell === undefined ? '' : String(cell).trim()));
  const filled = rows.filter((row) => row.some((cell) => cell !== null && cell !== undefined && cell !== ''));
  return tableFromCells(names, filled, options);
}

/** Reads a Parquet file; the reader and its decompressors are loaded when first asked for. */
export async function readParquet(bytes: Uint8Array, options: ReadTableOptions = {}): Promise<Table> {
  const { file = 'The table' } = options;
  const { compressors } = await import('hyparquet-compressors');
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  try {
    const { columns, rows } = await openParquet(buffer, compressors);
    const cells: Cell[][] = [];
    for await (const some of rows) for (const row of some) cells.push(row as Cell[]);
    return tableFromCells([...columns], cells, options);
  } catch (cause) {
    if (cause instanceof StatisticsError) throw cause;
    throw new StatisticsError('FILE_CORRUPT', `${file} cannot be read as Parquet: ${String(cause)}`, {
      file,
      cause,
    });
  }
}
