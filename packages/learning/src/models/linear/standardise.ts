/** Columns made ready for a penalty: centred, of unit weighted variance (1/n), constant ones marked. */
export interface Standardised {
  readonly rows: number;
  readonly columns: number;
  /** Column after column. */
  readonly data: Float64Array;
  readonly means: Float64Array;
  /** 0 for constant columns; they never enter. */
  readonly scales: Float64Array;
}

/** Centres and, if `scale`, divides each column by its weighted standard deviation. Weights sum to 1. */
export function standardise(
  columnsData: Float64Array,
  rows: number,
  weights: Float64Array,
  scale: boolean,
): Standardised {
  const columns = columnsData.length / rows;
  const data = new Float64Array(columnsData.length);
  const means = new Float64Array(columns);
  const scales = new Float64Array(columns);
  for (let j = 0, from = 0; j < columns; j++, from += rows) {
    let mean = 0;
    let largest = 0;
    for (let i = 0; i < rows; i++) {
      const value = columnsData[from + i];
      mean += weights[i] * value;
      if (Math.abs(value) > largest) largest = Math.abs(value);
    }
    let variance = 0;
    for (let i = 0; i < rows; i++) variance += weights[i] * (columnsData[from + i] - mean) ** 2;
    means[j] = mean;
    // A column of one number has a variance of rounding only.
    if (!(variance > 1e-26 * largest * largest)) continue;
    const divisor = scale ? Math.sqrt(variance) : 1;
    scales[j] = divisor;
    for (let i = 0; i < rows; i++) data[from + i] = (columnsData[from + i] - mean) / divisor;
  }
  return { rows, columns, data, means, scales };
}
