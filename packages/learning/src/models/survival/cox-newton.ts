import { type Ties, timeOrder } from '../linear/cox-family.ts';
import { newtonMinimum, type Smooth } from '../linear/newton.ts';
import type { Standardised } from '../linear/standardise.ts';

/** Cox's partial likelihood with ridge penalty (halves of lambda times squares) as a function of the coefficients. */
export function coxSmooth(
  x: Pick<Standardised, 'rows' | 'columns' | 'data'>,
  times: Float64Array,
  events: ArrayLike<number>,
  weights: Float64Array,
  ties: Ties,
  lambda: number,
): Smooth {
  const { rows, columns: p, data } = x;
  const { order, starts } = timeOrder(times);
  const byRow = new Float64Array(rows * p);
  for (let j = 0; j < p; j++) for (let i = 0; i < rows; i++) byRow[i * p + j] = data[j * rows + i];
  const predictor = new Float64Array(rows);
  const first = new Float64Array(p);
  const second = new Float64Array(p * p);
  const tiedFirst = new Float64Array(p);
  const tiedSecond = new Float64Array(p * p);
  const mean = new Float64Array(p);
  const add = (i: number, risk: number, one: Float64Array, two: Float64Array | undefined): void => {
    for (let a = 0, from = i * p; a < p; a++) {
      const own = risk * byRow[from + a];
      one[a] += own;
      if (two !== undefined) for (let b = 0; b <= a; b++) two[a * p + b] += own * byRow[from + b];
    }
  };
  return {
    parameters: p,
    evaluate(at, gradient, hessian) {
      let top = -Infinity;
      for (let i = 0; i < rows; i++) {
        let sum = 0;
        for (let j = 0; j < p; j++) sum += at[j] * byRow[i * p + j];
        predictor[i] = sum;
        if (sum > top) top = sum;
      }
      const full = gradient !== undefined && hessian !== undefined;
      let value = 0;
      for (let j = 0; j < p; j++) value += (lambda / 2) * at[j] * at[j];
      if (full) {
        hessian.fill(0);
        for (let j = 0; j < p; j++) {
          gradient[j] = lambda * at[j];
          hessian[j * p + j] = lambda;
        }
      }
      first.fill(0);
      second.fill(0);
      let risk = 0;
      for (let block = starts.length - 2; block >= 0; block--) {
        let tied = 0;
        let deaths = 0;
        let weight = 0;
        tiedFirst.fill(0);
        if (ties === 'efron') tiedSecond.fill(0);
        for (let k = starts[block]; k < starts[block + 1]; k++) {
          const i = order[k];
          const own = weights[i] * Math.exp(predictor[i] - top);
          risk += own;
          if (full) add(i, own, first, second);
          if (events[i] !== 1 || !(weights[i] > 0)) continue;
          deaths++;
          weight += weights[i];
          tied += own;
          value -= weights[i] * (predictor[i] - top);
          if (full) {
            add(i, own, tiedFirst, ties === 'efron' ? tiedSecond : undefined);
            for (let j = 0; j < p; j++) gradient[j] -= weights[i] * byRow[i * p + j];
          }
        }
        if (deaths === 0) continue;
        const rounds = ties === 'efron' ? deaths : 1;
        for (let l = 0; l < rounds; l++) {
          const share = l / deaths;
          const denominator = risk - share * tied;
          const part = weight / rounds;
          value += part * Math.log(denominator);
          if (!full) continue;
          for (let a = 0; a < p; a++) {
            mean[a] = (first[a] - share * tiedFirst[a]) / denominator;
            gradient[a] += part * mean[a];
          }
          for (let a = 0; a < p; a++) {
            for (let b = 0; b <= a; b++) {
              const square =
                (second[a * p + b] - (share === 0 ? 0 : share * tiedSecond[a * p + b])) / denominator;
              hessian[a * p + b] += part * (square - mean[a] * mean[b]);
            }
          }
        }
      }
      return value;
    },
  };
}

/** Coefficients of the standardised columns at the maximum of the partial likelihood. */
export function coxNewton(
  id: string,
  x: Pick<Standardised, 'rows' | 'columns' | 'data'>,
  times: Float64Array,
  events: ArrayLike<number>,
  weights: Float64Array,
  ties: Ties,
  lambda: number,
): Float64Array {
  return newtonMinimum(coxSmooth(x, times, events, weights, ties, lambda), new Float64Array(x.columns), id);
}
