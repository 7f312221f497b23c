import { extname } from 'node:path';
import { RachisError } from '@rachis/volume';
import { csvParts } from './csv.ts';
import { jsonLineParts, jsonParts } from './json.ts';
import { parquetParts } from './parquet.ts';
import type { RowStream, Table } from './table.ts';

type Encoder = (table: RowStream) => Iterable<Uint8Array> | Promise<Iterable<Uint8Array>>;

const encoders: Readonly<Record<string, Encoder>> = {
  '.csv': csvParts,
  '.json': jsonParts,
  '.jsonl': jsonLineParts,
  '.parquet': parquetParts,
};

/** `ARGUMENT_INVALID` unless the path's ending is that of a table format. */
export function checkTablePath(path: string): void {
  if (extname(path).toLowerCase() in encoders) return;
  throw new RachisError(
    'ARGUMENT_INVALID',
    `${path}: the output's ending must be .csv, .json, .jsonl or .parquet.`,
    { file: path },
  );
}

/** The parts of a table's file, in the format of the path's ending; rows are read as the parts are taken. */
export async function tableParts(path: string, table: RowStream): Promise<Iterable<Uint8Array>> {
  checkTablePath(path);
  return encoders[extname(path).toLowerCase()]!(table);
}

/** The bytes of a table's file, in the format of the path's ending. */
export async function encodeTable(path: string, table: Table): Promise<Uint8Array> {
  // Columns that hold text are text, whether they were said to be or not.
  const text = table.columns.filter(
    (name, c) => table.text?.includes(name) || table.rows.some((row) => typeof row[c] === 'string'),
  );
  return Buffer.concat([...(await tableParts(path, { ...table, text }))]);
}
