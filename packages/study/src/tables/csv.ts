import { type Cell, isMissing, linesAsParts, type RowStream } from './table.ts';

/** Set to 1, texts that a spreadsheet would carry out are written with an apostrophe before them. */
export const neutralCellsVariable = 'RACHIS_NEUTRALISE_FORMULAS';

/** What a spreadsheet takes for a formula; a number is none. */
const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text));

/** A cell as RFC 4180 wants it; missing values are empty, numbers in the shortest form that reads back the same. */
function csvCell(cell: Cell, neutral: boolean): string {
  if (isMissing(cell)) return '';
  const own = String(cell);
  const text = neutral && typeof cell === 'string' && isFormula(own) ? `'${own}` : own;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const csvLine = (row: readonly Cell[], neutral: boolean) =>
  `${row.map((cell) => csvCell(cell, neutral)).join(',')}\n`;

function* csvLines({ columns, rows }: RowStream): Generator<string> {
  const neutral = process.env[neutralCellsVariable] === '1';
  yield csvLine(columns, neutral);
  for (const row of rows) yield csvLine(row, neutral);
}

/** A table as comma-separated values with a header row. */
export const csvParts = (table: RowStream): Iterable<Uint8Array> => linesAsParts(csvLines(table));
