import { cholesky, choleskySolve } from '../../optimise/cholesky.ts';

/** Weighted least squares with an elastic-net penalty in the products of a few columns, none of whose coefficients is 0. */
export interface Quadratic {
  readonly columns: Int32Array;
  /** Products of the columns with each other, and with the intercept's column of ones. */
  readonly products: Float64Array;
  readonly ones: Float64Array;
  /** Product of the ones with themselves; 0 where there is no intercept. */
  readonly total: number;
  /** Coefficients of all columns. */
  readonly beta: Float64Array;
  /** Penalties of each of the few. */
  readonly lasso: Float64Array;
  readonly ridge: Float64Array;
}

/** What moves with the coefficients. */
export interface QuadraticState {
  /** Products of the columns with the weighted residual. */
  readonly gradient: Float64Array;
  /** Sum of the weighted residual. */
  rest: number;
  /** How far the intercept has moved. */
  intercept: number;
}

/** Pivots below this part of their diagonal are rounding. */
const dependent = 1e-10;

/**
 * The coefficients at which the penalised quadratic is least while those that reach 0 stay there: straight to the
 * solution for the signs as they are; where a coefficient would change its sign on the way, as far as there, and on
 * without it. False, and nothing more is moved, where columns depend on each other. Source: the active-set steps of
 * feature-sign search (Lee, Battle, Raina and Ng 2007, algorithm 1).
 */
export function solveActive(quadratic: Quadratic, state: QuadraticState): boolean {
  const { columns, products, ones, total, beta, lasso, ridge } = quadratic;
  const { gradient } = state;
  const count = columns.length;
  const inside: number[] = [];
  for (let c = 0; c < count; c++) if (beta[columns[c]] !== 0) inside.push(c);
  const extra = total > 0 ? 1 : 0;
  while (inside.length > 0) {
    const k = inside.length;
    const size = k + extra;
    const matrix = new Float64Array(size * size);
    const step = new Float64Array(size);
    if (extra === 1) {
      matrix[0] = total;
      step[0] = state.rest;
    }
    for (let a = 0; a < k; a++) {
      const c = inside[a];
      const row = (a + extra) * size;
      if (extra === 1) matrix[row] = ones[c];
      for (let b = 0; b <= a; b++) matrix[row + extra + b] = products[c * count + inside[b]];
      matrix[row + extra + a] += ridge[c];
      const value = beta[columns[c]];
      step[a + extra] = gradient[c] - ridge[c] * value - (value > 0 ? lasso[c] : -lasso[c]);
    }
    const { aliased } = cholesky(matrix, size, dependent);
    if (aliased.length > 0) return false;
    choleskySolve(matrix, size, step);
    let part = 1;
    let first = -1;
    for (let a = 0; a < k; a++) {
      const value = beta[columns[inside[a]]];
      const crossing = -value / step[a + extra];
      if (lasso[inside[a]] > 0 && crossing > 0 && crossing < part) {
        part = crossing;
        first = a;
      }
    }
    for (let a = 0; a < k; a++) {
      const c = inside[a];
      const move = part * step[a + extra];
      beta[columns[c]] = a === first ? 0 : beta[columns[c]] + move;
      for (let d = 0; d < count; d++) gradient[d] -= move * products[c * count + d];
      state.rest -= move * ones[c];
    }
    if (extra === 1) {
      const move = part * step[0];
      state.intercept += move;
      for (let d = 0; d < count; d++) gradient[d] -= move * ones[d];
      state.rest -= move * total;
    }
    if (first < 0) return true;
    inside.splice(first, 1);
  }
  return true;
}
