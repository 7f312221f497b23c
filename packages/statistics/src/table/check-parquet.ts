import type { AsyncBuffer, Compressors, FileMetaData } from 'hyparquet';

/** Groups of fewer rows are read at once, whatever their footer says. */
const fewRows = 100_000;

/**
 * Holds the count of rows that a Parquet file's footer says to the file itself: an `Error` with a sentence where they differ.
 * A footer of a hundred bytes may speak of 10^15 rows, which nobody could read to the end.
 */
export async function checkParquetRows(
  file: AsyncBuffer | ArrayBuffer,
  metadata: FileMetaData,
  compressors?: Compressors,
): Promise<void> {
  const groups = metadata.row_groups;
  const sum = groups.reduce((total, group) => total + group.num_rows, 0n);
  if (metadata.num_rows !== sum || groups.some((group) => group.num_rows < 0n))
    throw new Error(`its footer says ${metadata.num_rows} rows, its groups of rows have ${sum}`);
  let first = 0;
  for (const group of groups) {
    const rows = Number(group.num_rows);
    for (const { meta_data: column } of group.columns)
      if (column && column.num_values < group.num_rows)
        throw new Error(
          `its footer says ${rows} rows, its column ${column.path_in_schema.join('.')} has ${column.num_values}`,
        );
    // Honest groups of that many rows with less than a byte a row are of one value: their last row is looked at.
    const bytes = group.columns.reduce(
      (total, { meta_data: column }) => total + Number(column?.total_compressed_size ?? 0),
      0,
    );
    if (rows > Math.max(fewRows, bytes)) {
      const { parquetReadObjects } = await import('hyparquet');
      const [last] = await parquetReadObjects({
        ...{ file, metadata, rowStart: first + rows - 1, rowEnd: first + rows },
        ...(compressors ? { compressors } : {}),
      });
      checkParquetRow(last);
    }
    first += rows;
  }
}

/** Holds a row that was read to the file: one beyond its data has no columns, not even empty ones. */
export function checkParquetRow(row: Readonly<Record<string, unknown>> | undefined): void {
  if (row === undefined || Object.values(row).every((cell) => cell === undefined))
    throw new Error('its footer says more rows than it has');
}
