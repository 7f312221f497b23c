import type { AsyncBuffer, Compressors, FileMetaData } from 'hyparquet';

/** Rows that are taken out of a file at a time. */
const rowsAtATime = 10_000;

/** A Parquet file: the names of its columns, and its rows, some thousands at a time. */
export interface ParquetFile {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly (readonly unknown[])[]>;
}

/**
 * Opens a Parquet file. What is wrong with it is an `Error` with a sentence, here or while rows are read: a file that is
 * damaged, or a footer that speaks of more rows than are there (one of a hundred bytes may speak of 10^15).
 */
export async function openParquet(
  file: AsyncBuffer | ArrayBuffer,
  compressors?: Compressors,
): Promise<ParquetFile> {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet');
  await inWords(() => checkedFooter(file));
  const metadata = await inWords(() => parquetMetadataAsync(file));
  const columns = await inWords(async () =>
    parquetSchema(metadata).children.map(({ element }) => element.name),
  );
  /**
   * The cells of one column. Columns are read one at a time: of several, hyparquet waits for one while another fails, whose
   * failure nobody hears and which ends the process.
   */
  const cells = async (column: string, rowStart: number, rowEnd: number): Promise<unknown[]> => {
    const rows = await inWords(() =>
      parquetReadObjects({
        ...{ file, metadata, rowStart, rowEnd, columns: [column] },
        ...(compressors ? { compressors } : {}),
      }),
    );
    // A row beyond the data has no cell, not even an empty one.
    if (rows.length < rowEnd - rowStart || rows.at(-1)?.[column] === undefined)
      throw new Error('its footer says more rows than it has');
    return rows.map((row) => row[column]);
  };
  const count = await inWords(() => checkedCount(file, metadata, compressors));
  async function* rows(): AsyncGenerator<unknown[][]> {
    for (let start = 0; start < count && columns.length > 0; start += rowsAtATime) {
      const end = Math.min(count, start + rowsAtATime);
      const read: unknown[][] = [];
      for (const column of columns) read.push(await cells(column, start, end));
      yield Array.from({ length: end - start }, (_, row) => read.map((column) => column[row]));
    }
  }
  return { columns, rows: rows() };
}

/** Looks through the footer before it is read; a file that has none has the reader's words. */
async function checkedFooter(file: AsyncBuffer | ArrayBuffer): Promise<void> {
  const end = file.byteLength - 8;
  if (end <= 0) return;
  const tail = new Uint8Array(await file.slice(end, end + 8));
  const start = end - new DataView(tail.buffer).getUint32(0, true);
  if (start < 0 || new TextDecoder('latin1').decode(tail.subarray(4)) !== 'PAR1') return;
  const { checkFooter } = await import('./parquet-pages.ts');
  checkFooter(new Uint8Array(await file.slice(start, end)));
}

/** How many rows a file has, where its parts agree on it. */
async function checkedCount(
  file: AsyncBuffer | ArrayBuffer,
  metadata: FileMetaData,
  compressors?: Compressors,
): Promise<number> {
  const { getMaxDefinitionLevel, getMaxRepetitionLevel, getSchemaPath } = await import(
    'hyparquet/src/schema.js'
  );
  const { checkPages } = await import('./parquet-pages.ts');
  const groups = metadata.row_groups;
  // Damaged footers have structures where numbers should be.
  if (
    ![metadata.num_rows, ...groups.map((group) => group.num_rows)].every((rows) => typeof rows === 'bigint')
  )
    throw new Error('its footer is damaged');
  const sum = groups.reduce((total, group) => total + group.num_rows, 0n);
  if (metadata.num_rows !== sum || groups.some((group) => group.num_rows < 0n))
    throw new Error(`its footer says ${metadata.num_rows} rows, its groups of rows have ${sum}`);
  for (const group of groups)
    for (const { meta_data: column } of group.columns) {
      if (!column) continue;
      // Values of a list are more than its rows.
      if (column.num_values < group.num_rows)
        throw new Error(
          `its footer says ${group.num_rows} rows, its column ${column.path_in_schema.join('.')} has ${column.num_values}`,
        );
      const start = Number(column.dictionary_page_offset || column.data_page_offset);
      const end = start + Number(column.total_compressed_size);
      if (!(start >= 0 && end >= start && end <= file.byteLength))
        throw new Error(`its column ${column.path_in_schema.join('.')} lies outside the file`);
      const path = getSchemaPath(metadata.schema, column.path_in_schema);
      const levels = {
        repetition: path.length > 1 ? getMaxRepetitionLevel(path) : 0,
        definition: getMaxDefinitionLevel(path),
      };
      checkPages(new Uint8Array(await file.slice(start, end)), column, levels, compressors);
    }
  return Number(sum);
}

/** What the reader stumbles over in a damaged file is no sentence. */
async function inWords<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const own = cause instanceof TypeError || cause instanceof RangeError || /undefined/.test(String(cause));
    throw own ? new Error('it is damaged', { cause }) : cause;
  }
}
