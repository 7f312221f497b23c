/** A covariance between the empirical one and a multiple of the identity. */
export interface ShrunkCovariance {
  /** 0: the empirical covariance; 1: `scale` times the identity. */
  readonly shrinkage: number;
  /** Mean variance of the columns. */
  readonly scale: number;
  readonly means: Float64Array;
}

/**
 * The shrinkage of Ledoit and Wolf for rows (rows by columns, row by row): the covariance
 * (1 - shrinkage) S + shrinkage scale I with S the maximum likelihood covariance, which has an inverse also with more
 * columns than rows. Source: Ledoit and Wolf 2004, A well-conditioned estimator for large-dimensional covariance
 * matrices, J Multivariate Anal 88: 365-411.
 */
export function ledoitWolf(data: Float64Array, rows: number, columns: number): ShrunkCovariance {
  if (rows < 2 || columns < 1 || data.length !== rows * columns) {
    throw new RangeError('ledoitWolf wants two rows, a column, and rows times columns numbers.');
  }
  const means = new Float64Array(columns);
  for (let at = 0; at < data.length; at++) means[at % columns]! += data[at]! / rows;
  const centred = data.map((value, at) => value - means[at % columns]!);
  return { ...shrinkageOfCentred(centred, rows, columns), means };
}

/** `ledoitWolf` of rows that are centred, or weighted so that they need not be centred again. */
export function shrinkageOfCentred(
  centred: Float64Array,
  rows: number,
  columns: number,
): Omit<ShrunkCovariance, 'means'> {
  const row = (i: number) => centred.subarray(i * columns, (i + 1) * columns);
  // The Gram matrix of the rows has the same squares as that of the columns, and is small where columns are many.
  let fourth = 0;
  let squares = 0;
  let trace = 0;
  for (let i = 0; i < rows; i++) {
    const own = row(i);
    for (let k = 0; k <= i; k++) {
      const other = row(k);
      let product = 0;
      for (let j = 0; j < columns; j++) product += own[j]! * other[j]!;
      squares += (k === i ? 1 : 2) * product * product;
      if (k === i) {
        fourth += product * product;
        trace += product / rows;
      }
    }
  }
  const scale = trace / columns;
  // One column is its own target: what is left of the distance is rounding.
  if (columns === 1) return { shrinkage: 0, scale };
  const delta = squares / (rows * rows);
  const beta = (fourth / rows - delta) / (columns * rows);
  const distance = (delta - 2 * scale * trace + columns * scale * scale) / columns;
  const bounded = Math.min(beta, distance);
  return { shrinkage: bounded <= 0 ? 0 : bounded / distance, scale };
}
