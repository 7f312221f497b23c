import { StatisticsError } from '../error.ts';

/** Cells of a delimited text, as they stand. */
export interface DelimitedText {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Line of the file on which each row begins; the first line is 1. */
  readonly lines: readonly number[];
  readonly delimiter: string;
}

/** How a text is delimited. */
export interface DelimitedOptions {
  /** Comma, semicolon or tab: as the first line `sep=;` says, else the most frequent in the header, unless told. */
  readonly delimiter?: string;
  readonly file?: string;
}

/** A row and the line on which it begins. */
export interface DelimitedRow {
  readonly cells: readonly string[];
  readonly line: number;
}

const delimiters = [',', ';', '\t'];

/** How often each delimiter stands outside quotes in the first line. */
function detectDelimiter(text: string): string {
  const counts = new Map(delimiters.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) {
      if ([...counts.values()].some((count) => count > 0)) break;
    } else if (!quoted && counts.has(character)) counts.set(character, counts.get(character)! + 1);
  }
  return delimiters.reduce((best, next) => (counts.get(next)! > counts.get(best)! ? next : best));
}

/** Excel's own first line, `sep=;`, is no row of the table. */
const separatorLine = /^"?sep=(.)"?[,;\t]*(?:\r\n|\r|\n|$)/i;

const lineBreaks = (text: string) => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/**
 * Rows of delimited text (RFC 4180), one after the other: quotes, doubled quotes and line breaks inside them; lines end
 * with CRLF, LF or CR; a byte order mark and Excel's line `sep=;` are passed over. Rows without a single value are left
 * out. `FILE_CORRUPT` where a quote is not closed, or something follows it.
 */
export function* delimitedRows(
  text: string,
  { delimiter, file = 'The table' }: DelimitedOptions = {},
): Generator<DelimitedRow> {
  const fail = (sentence: string, remedy: string): never => {
    throw new StatisticsError('FILE_CORRUPT', `${file}: ${sentence}`, { file, remedy });
  };
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  const stated = separatorLine.exec(text.slice(at, at + 20));
  if (stated !== null) {
    at += stated[0].length;
    line++;
  }
  const used = delimiter ?? stated?.[1] ?? detectDelimiter(text.slice(at));
  // The search for each kind of line end goes on only when its last find is passed: a file has one kind.
  let lineFeed = -2;
  let carriageReturn = -2;
  const endOfLine = (from: number): number => {
    if (lineFeed !== -1 && lineFeed < from) lineFeed = text.indexOf('\n', from);
    if (carriageReturn !== -1 && carriageReturn < from) carriageReturn = text.indexOf('\r', from);
    const found = [lineFeed, carriageReturn].filter((place) => place >= 0);
    return found.length === 0 ? text.length : Math.min(...found);
  };
  const afterLineEnd = (from: number) =>
    text[from] === '\r' && text[from + 1] === '\n' ? from + 2 : from + 1;

  const quotedRow = (): string[] => {
    const cells: string[] = [];
    for (;;) {
      let cell: string;
      if (text[at] === '"') {
        const opened = line;
        cell = '';
        for (;;) {
          const close = text.indexOf('"', at + 1);
          if (close < 0)
            fail(`the quote opened in line ${opened} is never closed.`, 'Close it, or double it.');
          const part = text.slice(at + 1, close);
          line += lineBreaks(part);
          cell += part;
          at = close + 1;
          if (text[at] !== '"') break;
          cell += '"';
        }
        const next = text[at];
        if (next !== undefined && next !== used && next !== '\n' && next !== '\r') {
          fail(`line ${line} goes on after a closing quote.`, 'Double the quotes inside a quoted cell.');
        }
      } else {
        const end = endOfLine(at);
        const found = text.indexOf(used, at);
        const stop = found < 0 || found > end ? end : found;
        cell = text.slice(at, stop);
        at = stop;
      }
      cells.push(cell);
      if (text[at] !== used) break;
      at++;
    }
    if (at < text.length) at = afterLineEnd(at);
    return cells;
  };

  while (at < text.length) {
    const end = endOfLine(at);
    const began = line;
    const quote = text.indexOf('"', at);
    let cells: string[];
    if (quote >= 0 && quote < end) cells = quotedRow();
    else {
      cells = text.slice(at, end).split(used);
      at = end < text.length ? afterLineEnd(end) : end;
    }
    line++;
    if (cells.some((cell) => cell.trim() !== '')) yield { cells, line: began };
  }
}

/** The delimiter that `delimitedRows` finds in a text. */
export function delimiterOf(text: string): string {
  const from = text.startsWith('\ufeff') ? 1 : 0;
  const stated = separatorLine.exec(text.slice(from, from + 20));
  return stated?.[1] ?? detectDelimiter(text.slice(from + (stated?.[0].length ?? 0)));
}

/**
 * Parses delimited text; see `delimitedRows`. Columns at the end without a name and without a value are left out, as
 * spreadsheets write them where cells were once used. Rows that are longer or shorter than the header are errors with
 * the line's number.
 */
export function parseDelimited(text: string, options: DelimitedOptions = {}): DelimitedText {
  const { file = 'The table' } = options;
  const delimiter = options.delimiter ?? delimiterOf(text);
  const fail = (sentence: string, remedy: string): never => {
    throw new StatisticsError('FILE_CORRUPT', `${file}: ${sentence}`, { file, remedy });
  };
  const all = [...delimitedRows(text, { file, delimiter })];
  const [first, ...body] = all;
  if (first === undefined) fail('there is nothing in it.', 'It needs a first line of column names.');
  const names = first!.cells.map((name) => name.trim());
  let width = names.length;
  while (width > 0 && names[width - 1] === '') width--;
  // A column without a name that has values is kept, for its own error.
  for (const { cells } of body) {
    if (cells.length > names.length && cells.slice(names.length).some((cell) => cell.trim() !== '')) continue;
    for (let place = Math.min(cells.length, names.length) - 1; place >= width; place--) {
      if (cells[place]!.trim() !== '') width = place + 1;
    }
  }
  const rows = body.map(({ cells, line }) => {
    const over = cells.slice(width).some((cell) => cell.trim() !== '');
    if (over || cells.length < width) {
      fail(
        `line ${line} has ${cells.length} cells, the header ${names.length}.`,
        names.filter((name) => name !== '').length === 1 && cells.length > 2
          ? 'The first line seems to be a title: the table must begin with the line of column names.'
          : 'Put text with a delimiter in it between double quotes.',
      );
    }
    return cells.slice(0, width);
  });
  return { header: names.slice(0, width), rows, lines: body.map(({ line }) => line), delimiter };
}
