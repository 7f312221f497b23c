/** Rows of numbers, row by row; NaN is missing. */
export interface PackedRows {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** The nearest rows of each asked row, nearest first; where there are fewer, index -1 and distance Infinity. */
export interface NearestRows {
  readonly count: number;
  readonly indices: Int32Array;
  readonly distances: Float64Array;
}

/**
 * Root mean square difference of two rows over the columns that both have: Euclidean distance that does not depend on how
 * many columns there are. Infinity where they share less than half of the columns.
 */
export function rowDistance(a: PackedRows, i: number, b: PackedRows, j: number): number {
  const { columns } = a;
  let sum = 0;
  let shared = 0;
  for (let k = 0, x = i * columns, y = j * columns; k < columns; k++, x++, y++) {
    const difference = a.data[x]! - b.data[y]!;
    if (Number.isNaN(difference)) continue;
    sum += difference * difference;
    shared++;
  }
  return 2 * shared < columns || shared === 0 ? Infinity : Math.sqrt(sum / shared);
}

/** The nearest that were seen of each row, none yet. */
const noneSeen = (rows: number, count: number): NearestRows => ({
  count,
  indices: new Int32Array(rows * count).fill(-1),
  distances: new Float64Array(rows * count).fill(Infinity),
});

/** Takes row j into the nearest of row i, where it is nearer than the furthest of them. */
function see({ count, indices, distances }: NearestRows, i: number, j: number, distance: number): void {
  const start = i * count;
  let place = start + count - 1;
  if (!(distance < distances[place]!)) return;
  for (; place > start && distances[place - 1]! > distance; place--) {
    distances[place] = distances[place - 1]!;
    indices[place] = indices[place - 1]!;
  }
  distances[place] = distance;
  indices[place] = j;
}

/** For each row the `count` nearest of the others, without those that `apart` keeps out. Every pair is computed. */
export function nearestRows(
  rows: PackedRows,
  count: number,
  apart: (i: number, j: number) => boolean = () => false,
): NearestRows {
  const found = noneSeen(rows.rows, count);
  for (let i = 0; i < rows.rows; i++) {
    for (let j = i + 1; j < rows.rows; j++) {
      if (apart(i, j)) continue;
      const distance = rowDistance(rows, i, rows, j);
      see(found, i, j, distance);
      see(found, j, i, distance);
    }
  }
  return found;
}

/** Of two sets of rows, the `count` nearest of the other set for each row of either. */
export function nearestBetween(
  first: PackedRows,
  second: PackedRows,
  count: number,
): readonly [ofFirst: NearestRows, ofSecond: NearestRows] {
  const ofFirst = noneSeen(first.rows, count);
  const ofSecond = noneSeen(second.rows, count);
  for (let i = 0; i < first.rows; i++) {
    for (let j = 0; j < second.rows; j++) {
      const distance = rowDistance(first, i, second, j);
      see(ofFirst, i, j, distance);
      see(ofSecond, j, i, distance);
    }
  }
  return [ofFirst, ofSecond];
}
