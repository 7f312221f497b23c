import { fromRowSpace, rowSpace } from '../../optimise/row-space.ts';
import type { Standardised } from './standardise.ts';

/** Columns for a ridge or plain fit by Newton's method, few enough to solve for. */
export interface RidgeColumns {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  /** Coefficients of the columns as given, from those fitted. */
  toGiven(fitted: Float64Array): Float64Array;
}

/** The standardised columns themselves or, where they are more than the rows, the rows' coordinates. */
export function ridgeColumns(x: Standardised, lambda: number): RidgeColumns {
  const given = (b: Float64Array): Float64Array =>
    b.map((value, j) => (x.scales[j] > 0 ? value / x.scales[j] : 0));
  if (x.columns <= x.rows || lambda === 0) {
    return { rows: x.rows, columns: x.columns, data: x.data, toGiven: given };
  }
  const { size, basis, coordinates } = rowSpace(x.data, x.rows, x.columns);
  return {
    rows: x.rows,
    columns: size,
    data: coordinates,
    toGiven: (fitted) => given(fromRowSpace(basis, size, x.columns, fitted)),
  };
}
