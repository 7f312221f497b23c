import type { Smooth } from '../../../models/linear/newton.ts';
import type { Standardised } from '../../../models/linear/standardise.ts';

/**
 * Minus the weighted mean log-likelihood of a logistic regression on some of the columns, as a function of the
 * intercept and their coefficients. Code 1 is the event; weights sum to 1.
 */
export function logisticSmooth(
  { rows, data }: Standardised,
  columns: readonly number[],
  codes: Int32Array,
  weights: Float64Array,
): Smooth {
  const n = columns.length + 1;
  const predictor = new Float64Array(rows);
  const curvature = new Float64Array(rows);
  const residual = new Float64Array(rows);
  const weighted = new Float64Array(rows);
  return {
    parameters: n,
    evaluate(at, gradient, hessian) {
      predictor.fill(at[0]);
      for (let a = 1; a < n; a++) {
        const b = at[a];
        if (b !== 0)
          for (let i = 0, from = columns[a - 1] * rows; i < rows; i++) predictor[i] += b * data[from + i];
      }
      let value = 0;
      for (let i = 0; i < rows; i++) {
        const margin = codes[i] === 1 ? predictor[i] : -predictor[i];
        const away = Math.exp(-Math.abs(margin));
        value += weights[i] * (Math.log1p(away) + (margin > 0 ? 0 : -margin));
        // The chance of what did not happen, with all its digits where it is small.
        const wrong = (margin > 0 ? away : 1) / (1 + away);
        residual[i] = (codes[i] === 1 ? -1 : 1) * weights[i] * wrong;
        curvature[i] = (weights[i] * away) / (1 + away) ** 2;
      }
      if (gradient === undefined || hessian === undefined) return value;
      let sum = 0;
      let total = 0;
      for (let i = 0; i < rows; i++) {
        sum += residual[i];
        total += curvature[i];
      }
      gradient[0] = sum;
      hessian[0] = total;
      for (let a = 1; a < n; a++) {
        const own = columns[a - 1] * rows;
        let slope = 0;
        let first = 0;
        for (let i = 0; i < rows; i++) {
          slope += residual[i] * data[own + i];
          weighted[i] = curvature[i] * data[own + i];
          first += weighted[i];
        }
        gradient[a] = slope;
        hessian[a * n] = first;
        for (let b = 1; b <= a; b++) {
          let dot = 0;
          for (let i = 0, from = columns[b - 1] * rows; i < rows; i++) dot += weighted[i] * data[from + i];
          hessian[a * n + b] = dot;
        }
      }
      return value;
    },
  };
}
