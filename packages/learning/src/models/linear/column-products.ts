/** Standardised columns, one after the other, of so many rows. */
interface Columns {
  readonly rows: number;
  readonly data: Float64Array;
}

/**
 * Products of columns with `by`, one number a listed column, into `sums` at its number. Four columns at a time: a sum waits
 * for the one before it, and four do not wait for each other. Each is added up in the order of the rows, as one alone.
 */
export function productsOf(
  { rows, data }: Columns,
  listed: Int32Array,
  by: Float64Array,
  sums: Float64Array,
): void {
  let c = 0;
  for (; c + 3 < listed.length; c += 4) {
    const [p, q, r, s] = [listed[c] * rows, listed[c + 1] * rows, listed[c + 2] * rows, listed[c + 3] * rows];
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let i = 0; i < rows; i++) {
      const factor = by[i];
      first += data[p + i] * factor;
      second += data[q + i] * factor;
      third += data[r + i] * factor;
      fourth += data[s + i] * factor;
    }
    sums[listed[c]] = first;
    sums[listed[c + 1]] = second;
    sums[listed[c + 2]] = third;
    sums[listed[c + 3]] = fourth;
  }
  for (; c < listed.length; c++) {
    const from = listed[c] * rows;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += data[from + i] * by[i];
    sums[listed[c]] = sum;
  }
}

/** Sums over rows of `weights` times the squared column, one number a listed column, as `productsOf`. */
export function squaresOf(
  { rows, data }: Columns,
  listed: Int32Array,
  weights: Float64Array,
  sums: Float64Array,
): void {
  let c = 0;
  for (; c + 3 < listed.length; c += 4) {
    const [p, q, r, s] = [listed[c] * rows, listed[c + 1] * rows, listed[c + 2] * rows, listed[c + 3] * rows];
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let i = 0; i < rows; i++) {
      const weight = weights[i];
      first += weight * data[p + i] * data[p + i];
      second += weight * data[q + i] * data[q + i];
      third += weight * data[r + i] * data[r + i];
      fourth += weight * data[s + i] * data[s + i];
    }
    sums[listed[c]] = first;
    sums[listed[c + 1]] = second;
    sums[listed[c + 2]] = third;
    sums[listed[c + 3]] = fourth;
  }
  for (; c < listed.length; c++) {
    const from = listed[c] * rows;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += weights[i] * data[from + i] * data[from + i];
    sums[listed[c]] = sum;
  }
}
