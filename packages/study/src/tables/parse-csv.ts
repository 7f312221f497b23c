import { RachisError } from '@rachis/volume';

/** A row that begins at `from` and holds quotes, and where the next one begins. */
function quotedRow(text: string, separator: string, from: number): { row: string[]; next: number } {
  const row: string[] = [];
  let cell = '';
  let quoted = false;
  let i = from;
  for (; i < text.length; i++) {
    const letter = text[i]!;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[i + 1] === '"') cell += text[i++];
      else quoted = false;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === separator) {
      row.push(cell);
      cell = '';
    } else if (letter === '\n') break;
    else cell += letter;
  }
  if (quoted) {
    // What follows the quote would vanish in one cell.
    const line = text.slice(0, from).split('\n').length;
    throw new RachisError('FILE_CORRUPT', `Line ${line} opens a quote that is never closed.`, {
      remedy: 'Close it, or double a quote that stands for itself.',
    });
  }
  row.push(cell.replace(/\r$/, ''));
  return { row, next: i + 1 };
}

/**
 * The rows of a CSV text (RFC 4180), one after the other: cells in quotes may hold separators, line breaks and doubled
 * quotes; empty lines are skipped. `FILE_CORRUPT` where a quote is never closed.
 */
export function* csvRows(text: string, separator = ','): Generator<string[]> {
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    const line = text.slice(from, end);
    let row: string[];
    if (line.includes('"')) ({ row, next: from } = quotedRow(text, separator, from));
    else {
      row = line.replace(/\r$/, '').split(separator);
      from = end + 1;
    }
    if (row.some((cell) => cell !== '')) yield row;
  }
}

/** All rows of a CSV text; see `csvRows`. */
export const parseCsv = (text: string, separator = ','): string[][] => [...csvRows(text, separator)];
