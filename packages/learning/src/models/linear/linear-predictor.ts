import type { Matrix } from '../../contract.ts';

/** Linear predictors of rows: `outputs` sets of coefficients, output after output; result row by row. */
export function linearPredictor(
  x: Matrix,
  intercepts: Float64Array,
  coefficients: Float64Array,
): Float64Array {
  const outputs = intercepts.length;
  const { rows, columns, data } = x;
  const out = new Float64Array(rows * outputs);
  for (let k = 0; k < outputs; k++) {
    const b = coefficients.subarray(k * columns, (k + 1) * columns);
    for (let i = 0; i < rows; i++) {
      let sum = intercepts[k];
      for (let j = 0, at = i * columns; j < columns; j++, at++) sum += b[j] * data[at];
      out[i * outputs + k] = sum;
    }
  }
  return out;
}

/** Probabilities from predictors of each class, row by row, in place. */
export function softmaxRows(values: Float64Array, classes: number): Float64Array {
  for (let from = 0; from < values.length; from += classes) {
    let top = -Infinity;
    for (let k = 0; k < classes; k++) top = Math.max(top, values[from + k]);
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      values[from + k] = Math.exp(values[from + k] - top);
      sum += values[from + k];
    }
    for (let k = 0; k < classes; k++) values[from + k] /= sum;
  }
  return values;
}
