import { isMissing, type Table } from './table.ts';

/** A table as Parquet: text columns as strings, all others as doubles; missing values are null. */
export async function toParquet({ columns, rows }: Table): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map((name, c) => {
    const data = rows.map((row) => (isMissing(row[c]) ? null : row[c]!));
    const text = data.some((value) => typeof value === 'string');
    return { name, data, type: text ? ('STRING' as const) : ('DOUBLE' as const), nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
