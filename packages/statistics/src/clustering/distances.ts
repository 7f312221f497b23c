import { StatisticsError } from '../error.ts';

/** Rows of numbers, a row a subject. */
export type Rows = readonly ArrayLike<number>[];

/** Squared Euclidean distance. */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return sum;
}

/** Refuses rows that cannot be clustered: none, of unequal length, with missing values. */
export function checkRows(rows: Rows, clusters: number): void {
  const width = rows[0]?.length ?? 0;
  rows.forEach((row, i) => {
    if (row.length !== width) throw new RangeError(`Row ${i} has ${row.length} values, the first ${width}.`);
    for (let j = 0; j < width; j++) {
      if (Number.isFinite(row[j])) continue;
      throw new StatisticsError(
        'DATA_UNSUITABLE',
        `Clustering needs complete rows; row ${i} has ${row[j]} in place ${j}.`,
        {
          row: i,
          remedy: 'Impute or leave it out first, and scale the columns.',
        },
      );
    }
  });
  if (!(Number.isInteger(clusters) && clusters >= 1 && clusters <= rows.length)) {
    throw new StatisticsError('ARGUMENT_INVALID', `${rows.length} rows cannot make ${clusters} clusters.`);
  }
}

/** Index of the nearest centre; of equally near ones the first. */
export function nearest(centres: Rows, row: ArrayLike<number>): number {
  let best = 0;
  let least = Infinity;
  for (let c = 0; c < centres.length; c++) {
    const distance = squaredDistance(centres[c]!, row);
    if (distance < least) {
      least = distance;
      best = c;
    }
  }
  return best;
}
