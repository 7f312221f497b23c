import { type Cell, isMissing, linesAsParts, type RowStream } from './table.ts';

/** A cell as RFC 4180 wants it; missing values are empty, numbers in the shortest form that reads back the same. */
function csvCell(cell: Cell): string {
  if (isMissing(cell)) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const csvLine = (row: readonly Cell[]) => `${row.map(csvCell).join(',')}\n`;

function* csvLines({ columns, rows }: RowStream): Generator<string> {
  yield csvLine(columns);
  for (const row of rows) yield csvLine(row);
}

/** A table as comma-separated values with a header row. */
export const csvParts = (table: RowStream): Iterable<Uint8Array> => linesAsParts(csvLines(table));
