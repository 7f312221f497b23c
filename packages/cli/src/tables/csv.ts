import { type Cell, isMissing, type Table } from './table.ts';

/** A cell as RFC 4180 wants it; missing values are empty, numbers in the shortest form that reads back the same. */
function csvCell(cell: Cell): string {
  if (isMissing(cell)) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as comma-separated values with a header row. */
export function toCsv({ columns, rows }: Table): Uint8Array {
  const lines = [columns, ...rows].map((row) => row.map(csvCell).join(','));
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}
