import { readFileSync } from 'node:fs';
import { decodeText, delimitedRows } from '@rachis/statistics';

const cellText = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/**
 * A CSV file that a spreadsheet wrote, as plain CSV for readers that take no other: UTF-8, commas between cells, points in
 * numbers. Encodings and delimiters are found out as for every table. Throws the system's error where there is no file.
 */
export function plainCsv(path: string): string {
  const { text } = decodeText(readFileSync(path), path);
  // Points are millimetres or pixels: nobody groups their thousands.
  const rows = Array.from(delimitedRows(text, { file: path }), ({ cells }) =>
    cells.map((cell) => (/^\s*[+-]?\d+,\d+\s*$/.test(cell) ? cell.replace(',', '.') : cell)),
  );
  return `${rows.map((cells) => cells.map(cellText).join(',')).join('\n')}\n`;
}
