import { type Cell, isMissing, linesAsParts, type RowStream } from './table.ts';

/** A row as an object keyed by column; missing values are null. */
const objectOf = (columns: readonly string[], row: readonly Cell[]) =>
  Object.fromEntries(columns.map((column, c) => [column, isMissing(row[c]) ? null : row[c]]));

function* jsonPieces({ columns, rows }: RowStream): Generator<string> {
  let before = '[\n';
  for (const row of rows) {
    yield before + JSON.stringify(objectOf(columns, row), null, 2).replace(/^/gm, '  ');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function* jsonLines({ columns, rows }: RowStream): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(objectOf(columns, row))}\n`;
}

/** A table as a JSON list of objects. */
export const jsonParts = (table: RowStream): Iterable<Uint8Array> => linesAsParts(jsonPieces(table));

/** A table as JSON lines: an object a row. */
export const jsonLineParts = (table: RowStream): Iterable<Uint8Array> => linesAsParts(jsonLines(table));
