import type { Matrix } from '../../contract.ts';
import { byColumn } from '../training.ts';
import type { PlacedColumns } from './placed-columns.ts';

/** Columns with the position of each value among the different values of its column: sorted once for all trees. */
export interface Presorted {
  readonly rows: number;
  readonly columns: number;
  /** Column after column. */
  readonly data: Float64Array;
  readonly ranks: Int32Array;
  /** How many different values each column has. */
  readonly levels: Int32Array;
  /** The columns in the memory of the compiled loops, while they are there. */
  readonly placed?: PlacedColumns;
}

/** Sorts every column once. */
export function presort(x: Matrix): Presorted {
  const { rows, columns } = x;
  const data = byColumn(x);
  const ranks = new Int32Array(rows * columns);
  const levels = new Int32Array(columns);
  const ordered = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    const from = j * rows;
    ordered.set(data.subarray(from, from + rows));
    ordered.sort();
    let count = 0;
    // -0 and 0 are one value.
    for (let i = 0; i < rows; i++)
      if (i === 0 || ordered[i] !== ordered[count - 1]) ordered[count++] = ordered[i];
    for (let i = 0; i < rows; i++) {
      const value = data[from + i];
      let low = 0;
      let high = count - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ordered[middle] < value) low = middle + 1;
        else high = middle;
      }
      ranks[from + i] = low;
    }
    levels[j] = count;
  }
  return { rows, columns, data, ranks, levels };
}
