import { StatisticsError } from '../error.ts';
import { excelCells } from './excel.ts';
import { openParquet } from './parquet-rows.ts';
import type { Cell } from './infer.ts';
import { type ReadTableOptions, readTable, tableFromCells } from './read-table.ts';
import { decodeText } from './text-encoding.ts';
import type { Table } from './table.ts';

/**
 * Reads a sheet of an Excel file (.xlsx): the first, or that of a name. The first row holds the column names. Cells
 * keep their type; the reader is loaded when first asked for.
 */
export async function readExcel(
  bytes: Uint8Array,
  { sheet, ...options }: ReadTableOptions & { readonly sheet?: string } = {},
): Promise<Table> {
  const { file } = options;
  const sheetRows = await excelCells(bytes, {
    ...(file === undefined ? {} : { file }),
    ...(sheet === undefined ? {} : { sheet }),
  });
  const [header, ...rows] = sheetRows.rows;
  const names = header!.map((cell) => (cell === null || cell === undefined ? '' : String(cell).trim()));
  return tableFromCells(names, rows, { ...options, fileRows: sheetRows.fileRows.slice(1) });
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

/** Endings of the tables that can be read. */
const remedies: Readonly<Record<string, string>> = {
  xls: 'Open it in a spreadsheet program and save it as .xlsx.',
  ods: 'Save it as .xlsx or .csv.',
  numbers: 'Export it as .xlsx or .csv.',
  sav: 'Export it as .csv or .xlsx.',
  dta: 'Export it as .csv.',
  rds: 'Write it with write.csv.',
  rdata: 'Write it with write.csv.',
  json: 'Write it as .csv or .parquet.',
};

/**
 * Reads a table from the bytes of a file by the ending of its name: .csv, .tsv, .txt, .xlsx or .parquet. The encoding of
 * text is found out (`decodeText`), and said where it was a guess. `ARGUMENT_INVALID` for other endings.
 */
export async function readTableFile(
  name: string,
  bytes: Uint8Array,
  options: ReadTableOptions = {},
): Promise<Table> {
  const { file = name } = options;
  const ending = name.toLowerCase().split('.').at(-1)!;
  switch (ending) {
    case 'xlsx':
      return readExcel(bytes, { ...options, file });
    case 'parquet':
      return readParquet(bytes, { ...options, file });
    case 'csv':
    case 'tsv':
    case 'txt': {
      const { text, notes } = decodeText(bytes, file);
      return readTable(text, {
        ...options,
        file,
        ...(notes.length === 0 ? {} : { notes: [...(options.notes ?? []), ...notes] }),
      });
    }
    default:
      throw new StatisticsError('ARGUMENT_INVALID', `${file} is no table that can be read.`, {
        file,
        remedy: Object.hasOwn(remedies, ending)
          ? remedies[ending]!
          : 'Give .csv, .tsv (also .gz), .xlsx or .parquet.',
      });
  }
}
