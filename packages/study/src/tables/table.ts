/** A cell: NaN and null are missing values. */
export type Cell = string | number | null;

/** Rows under named columns; every row has a cell for each column. */
export interface Table<Rows extends Iterable<readonly Cell[]> = readonly (readonly Cell[])[]> {
  readonly columns: readonly string[];
  /** Columns of text, also where every cell is missing: the type of a column must not depend on the subject. */
  readonly text?: readonly string[];
  readonly rows: Rows;
}

/** A table whose rows come one at a time, so that it need not fit into memory. */
export type RowStream = Table<Iterable<readonly Cell[]>>;

/** Whether a cell holds no value. */
export function isMissing(cell: Cell | undefined): cell is null | undefined {
  return cell === null || cell === undefined || (typeof cell === 'number' && Number.isNaN(cell));
}

/** Lines of text as parts of a file of about 64 kB each. */
export function* linesAsParts(lines: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let part: string[] = [];
  let length = 0;
  for (const line of lines) {
    part.push(line);
    length += line.length;
    if (length < 65_536) continue;
    yield encoder.encode(part.join(''));
    part = [];
    length = 0;
  }
  if (length > 0) yield encoder.encode(part.join(''));
}
