import { StatisticsError } from '../error.ts';

/** Cells of a delimited text, as they stand. */
export interface DelimitedText {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
}

const delimiters = [',', ';', '\t'];

/** How often each delimiter stands outside quotes in the first line. */
function detectDelimiter(text: string): string {
  const counts = new Map(delimiters.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && counts.has(character)) counts.set(character, counts.get(character)! + 1);
  }
  return delimiters.reduce((best, next) => (counts.get(next)! > counts.get(best)! ? next : best));
}

/**
 * Parses delimited text by RFC 4180: quotes, doubled quotes and line breaks inside them, CRLF or LF, a byte order mark.
 * The delimiter is the most frequent of comma, semicolon and tab in the first line unless told. Empty lines are left
 * out. Rows that are longer or shorter than the header and quotes that do not close are errors with the line's number.
 */
export function parseDelimited(
  text: string,
  { delimiter, file = 'The table' }: { readonly delimiter?: string; readonly file?: string } = {},
): DelimitedText {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const used = delimiter ?? detectDelimiter(source);
  const fail = (sentence: string, remedy: string): never => {
    throw new StatisticsError('FILE_CORRUPT', `${file}: ${sentence}`, { file, remedy });
  };
  const rows: string[][] = [];
  let row: string[] = [];
  let line = 1;
  let at = 0;
  const endRow = () => {
    if (row.length > 1 || row[0] !== '') {
      if (rows.length > 0 && row.length !== rows[0]!.length) {
        fail(
          `line ${line} has ${row.length} cells, the header ${rows[0]!.length}.`,
          'Put text with a delimiter in it between double quotes.',
        );
      }
      rows.push(row);
    }
    row = [];
  };
  while (at < source.length) {
    if (source[at] === '"') {
      const opened = line;
      let cell = '';
      for (;;) {
        const close = source.indexOf('"', at + 1);
        if (close < 0) fail(`the quote opened in line ${opened} is never closed.`, 'Close it, or double it.');
        const part = source.slice(at + 1, close);
        line += part.split('\n').length - 1;
        cell += part;
        at = close + 1;
        if (source[at] !== '"') break;
        cell += '"';
      }
      row.push(cell);
      const next = source[at];
      if (next !== undefined && next !== used && next !== '\n' && next !== '\r') {
        fail(`line ${line} goes on after a closing quote.`, 'Double the quotes inside a quoted cell.');
      }
    } else {
      let end = at;
      while (end < source.length && source[end] !== used && source[end] !== '\n' && source[end] !== '\r')
        end++;
      row.push(source.slice(at, end));
      at = end;
    }
    if (source[at] === used) {
      at++;
      // A delimiter at the very end leaves an empty last cell.
      if (at === source.length) row.push('');
      continue;
    }
    if (source[at] === '\r') at++;
    if (source[at] === '\n') at++;
    endRow();
    line++;
  }
  if (row.length > 0) endRow();
  const [header, ...body] = rows;
  if (header === undefined) fail('there is nothing in it.', 'It needs a first line of column names.');
  return { header: header!.map((name) => name.trim()), rows: body, delimiter: used };
}
