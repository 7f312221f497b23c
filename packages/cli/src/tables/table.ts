/** A cell: NaN and null are missing values. */
export type Cell = string | number | null;

/** Rows under named columns; every row has a cell for each column. */
export interface Table {
  readonly columns: readonly string[];
  /** Columns of text, also where every cell is missing: the type of a column must not depend on the subject. */
  readonly text?: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Whether a cell holds no value. */
export function isMissing(cell: Cell | undefined): cell is null | undefined {
  return cell === null || cell === undefined || (typeof cell === 'number' && Number.isNaN(cell));
}
