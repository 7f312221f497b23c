import { type Cell, isMissing, type Table } from './table.ts';

/** A cell as Parquet holds it: -0, which CSV and JSON do not know, becomes 0. */
function cellOf(cell: Cell | undefined): string | number | null {
  if (isMissing(cell)) return null;
  return typeof cell === 'number' ? cell + 0 : cell;
}

/** A table as Parquet: text columns as strings, all others as doubles; missing values are null. */
export async function toParquet({ columns, text = [], rows }: Table): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map((name, c) => {
    const data = rows.map((row) => cellOf(row[c]));
    const isText = text.includes(name) || data.some((value) => typeof value === 'string');
    return { name, data, type: isText ? ('STRING' as const) : ('DOUBLE' as const), nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
