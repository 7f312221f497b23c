import type { Matrix } from '../../contract.ts';

/**
 * Inner products of one or two rows of `a` (`first`, `second`) with rows `from` to `to` of `b`, into `one` and `two` at
 * the places of b's rows. Each product is summed along the columns by itself: it does not depend on what else is asked.
 */
export function innerProducts(
  a: Matrix,
  first: number,
  second: number,
  b: Matrix,
  from: number,
  to: number,
  one: Float64Array,
  two: Float64Array,
): void {
  const { columns } = a;
  const left = a.data;
  const right = b.data;
  const p = first * columns;
  const q = second * columns;
  let j = from;
  // Two rows by four: eight sums live in registers, and each number that is read serves several.
  for (; j + 4 <= to; j += 4) {
    let r = j * columns;
    let s = r + columns;
    let t = s + columns;
    let u = t + columns;
    let pr = 0;
    let ps = 0;
    let pt = 0;
    let pu = 0;
    let qr = 0;
    let qs = 0;
    let qt = 0;
    let qu = 0;
    for (let k = 0; k < columns; k++) {
      const x = left[p + k];
      const y = left[q + k];
      const c = right[r++];
      const d = right[s++];
      const e = right[t++];
      const f = right[u++];
      pr += x * c;
      ps += x * d;
      pt += x * e;
      pu += x * f;
      qr += y * c;
      qs += y * d;
      qt += y * e;
      qu += y * f;
    }
    one[j] = pr;
    one[j + 1] = ps;
    one[j + 2] = pt;
    one[j + 3] = pu;
    two[j] = qr;
    two[j + 1] = qs;
    two[j + 2] = qt;
    two[j + 3] = qu;
  }
  for (; j < to; j++) {
    let pr = 0;
    let qr = 0;
    for (let k = 0, r = j * columns; k < columns; k++, r++) {
      pr += left[p + k] * right[r];
      qr += left[q + k] * right[r];
    }
    one[j] = pr;
    two[j] = qr;
  }
}

/** Sums of squares of the rows. */
export function squaredNorms({ rows, columns, data }: Matrix): Float64Array {
  const squares = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < columns; k++, at++) sum += data[at] * data[at];
    squares[i] = sum;
  }
  return squares;
}
