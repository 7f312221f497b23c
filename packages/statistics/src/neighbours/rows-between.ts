import type { NearestRows, PackedRows } from './nearest-rows.ts';
import { rowDistance } from './nearest-rows.ts';

/** A row that lies on the segment from one row to another. */
export interface RowBetween {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  /** Sine of the angle by which the three are off a line; 0 on it. */
  readonly sine: number;
}

/** However many dimensions there are, a sine above this is no line. */
const mostSine = 0.2;

/**
 * Rows on segments between two others, as SMOTE and mixing make them. From a row, one end is among its nearest, the other
 * anywhere; they lie opposite each other. Rows of whitened columns (equal spread in every direction): there two directions are
 * opposite to within a sine s with a probability below s^(dimensions - 1) / 2, which is held against the number of
 * pairs. `falseRows`: how many rows may be found by chance in a whole table.
 */
export function rowsBetween(rows: PackedRows, nearest: NearestRows, falseRows: number): RowBetween[] {
  const pairs = rows.rows * nearest.count * rows.rows;
  const limit = Math.min(mostSine, ((2 * falseRows) / pairs) ** (1 / (rows.columns - 1)));
  const found: RowBetween[] = [];
  const own = new Float64Array(rows.rows);
  for (let x = 0; x < rows.rows; x++) {
    for (let j = 0; j < rows.rows; j++) own[j] = rowDistance(rows, x, rows, j);
    let best: RowBetween | undefined;
    for (let k = 0; k < nearest.count; k++) {
      const a = nearest.indices[x * nearest.count + k]!;
      if (a < 0 || !(own[a]! > 0)) continue;
      for (let b = 0; b < rows.rows; b++) {
        if (b === x || b === a || !(own[b]! >= own[a]!) || own[b] === Infinity) continue;
        const sine = opposite(rows, x, a, b, own[a]! * own[b]! * rows.columns, best?.sine ?? limit);
        if (sine < (best?.sine ?? limit)) best = { row: x, from: a, to: b, sine };
      }
    }
    if (best !== undefined) found.push(best);
  }
  return found;
}

/** Sine of the angle by which the directions from x to a and to b are off opposite; 1 where it is above the limit. */
function opposite(
  { columns, data }: PackedRows,
  x: number,
  a: number,
  b: number,
  product: number,
  limit: number,
): number {
  let dot = 0;
  for (let k = 0, i = x * columns, m = a * columns, n = b * columns; k < columns; k++, i++, m++, n++) {
    dot += (data[m]! - data[i]!) * (data[n]! - data[i]!);
  }
  const cosine = dot / product;
  // Exact to about 1e-8, far below any limit.
  if (cosine > -Math.sqrt(1 - limit * limit)) return 1;
  return Math.sqrt(Math.max(0, (1 - cosine) * (1 + cosine)));
}
