import type { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { type Cell, isMissing, type RowStream } from './table.ts';

/** Rows that are written together: what is held in memory. */
const groupRows = 1000;

/** A cell as Parquet holds it: -0, which CSV and JSON do not know, becomes 0. */
function cellOf(cell: Cell | undefined): string | number | null {
  if (isMissing(cell)) return null;
  return typeof cell === 'number' ? cell + 0 : cell;
}

function* parquetGroups(
  { columns, text = [], rows }: RowStream,
  kinds: { readonly ByteWriter: typeof ByteWriter; readonly ParquetWriter: typeof ParquetWriter },
): Generator<Uint8Array> {
  const writer = new kinds.ByteWriter();
  const isText = columns.map((name) => text.includes(name));
  const parquet = new kinds.ParquetWriter({
    writer,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map((name, c) =>
        isText[c]
          ? ({
              name,
              repetition_type: 'OPTIONAL',
              type: 'BYTE_ARRAY',
              converted_type: 'UTF8',
              logical_type: { type: 'STRING' },
            } as const)
          : ({ name, repetition_type: 'OPTIONAL', type: 'DOUBLE' } as const),
      ),
    ],
  });
  const take = () => {
    const part = new Uint8Array(writer.buffer, 0, writer.index).slice();
    writer.index = 0;
    return part;
  };
  let group: (readonly Cell[])[] = [];
  const writeGroup = () => {
    parquet.write({
      columnData: columns.map((name, c) => ({
        name,
        data: group.map((row) => {
          const cell = cellOf(row[c]);
          return isText[c] && cell !== null ? String(cell) : cell;
        }),
      })),
      rowGroupSize: groupRows,
    });
    group = [];
  };
  for (const row of rows) {
    group.push(row);
    if (group.length < groupRows) continue;
    writeGroup();
    yield take();
  }
  if (group.length > 0) writeGroup();
  parquet.finish();
  yield take();
}

/** A table as Parquet: text columns as strings, all others as doubles; missing values are null. */
export async function parquetParts(table: RowStream): Promise<Iterable<Uint8Array>> {
  return parquetGroups(table, await import('hyparquet-writer'));
}
