import { extname } from 'node:path';
import { RachisError } from '@rachis/volume';
import { toCsv } from './csv.ts';
import { toJson } from './json.ts';
import { toParquet } from './parquet.ts';
import type { Table } from './table.ts';

const encoders: Readonly<Record<string, (table: Table) => Uint8Array | Promise<Uint8Array>>> = {
  '.csv': toCsv,
  '.json': toJson,
  '.parquet': toParquet,
};

/** `ARGUMENT_INVALID` unless the path's ending is that of a table format. */
export function checkTablePath(path: string): void {
  if (extname(path).toLowerCase() in encoders) return;
  throw new RachisError('ARGUMENT_INVALID', `${path}: the output's ending must be .csv, .json or .parquet.`, {
    file: path,
  });
}

/** The bytes of a table's file, in the format of the path's ending. */
export async function encodeTable(path: string, table: Table): Promise<Uint8Array> {
  checkTablePath(path);
  return encoders[extname(path).toLowerCase()]!(table);
}
