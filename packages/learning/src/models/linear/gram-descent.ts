import { type Quadratic, type QuadraticState, solveActive } from './active-solve.ts';
import type { Problem } from './descent.ts';
import { softThreshold } from './soft-threshold.ts';

/** Passes of descent by products, for columns that are too alike to be solved at once. */
function descendQuadratic(
  { columns, products, ones, total, beta, lasso, ridge }: Quadratic,
  state: QuadraticState,
  size: Float64Array,
  threshold: number,
): void {
  const { gradient } = state;
  const count = columns.length;
  for (let pass = 0; pass < 100_000; pass++) {
    let largest = 0;
    for (let c = 0; c < count; c++) {
      const j = columns[c];
      const curve = size[j];
      if (!(curve > 0)) continue;
      const old = beta[j];
      const target = gradient[c] + curve * old;
      const next = softThreshold(target, lasso[c], curve + ridge[c]);
      const move = next - old;
      if (move === 0) continue;
      beta[j] = next;
      const at = c * count;
      for (let d = 0; d < count; d++) gradient[d] -= move * products[at + d];
      state.rest -= move * ones[c];
      const change = move * move * curve;
      if (change > largest) largest = change;
    }
    if (total > 0) {
      const move = state.rest / total;
      if (move !== 0) {
        state.intercept += move;
        for (let d = 0; d < count; d++) gradient[d] -= move * ones[d];
        state.rest -= move * total;
        const change = move * move * total;
        if (change > largest) largest = change;
      }
    }
    if (largest < threshold) break;
  }
}

/**
 * The same descent over the first `count` active columns until none moves, by their products with each other instead of by
 * rows, whose number no longer matters (Friedman, Hastie and Tibshirani 2010, section 2.2, covariance updates). Takes over
 * where columns are so alike that many passes are needed: their coefficients are solved for at once, or, where they depend
 * on each other, by passes. Uses `trial`. Returns how far the intercept moved.
 */
export function descendByProducts(
  problem: Problem,
  count: number,
  lambda: number,
  alpha: number,
  threshold: number,
): number {
  const { memory, beta: coefficients, total } = problem;
  const { rows, trial: weighted } = memory;
  const curvature = memory.curvature.view;
  const residual = memory.residual.view;
  const size = memory.size.view;
  const factors = memory.factors.view;
  const beta = coefficients.view;
  const columns = memory.active.view.subarray(0, count);
  const lasso = lambda * alpha;
  const ridge = lambda * (1 - alpha);
  const products = new Float64Array(count * count);
  /** Products with the intercept's column of ones. */
  const ones = new Float64Array(count);
  const gradient = memory.products(memory.active, count, memory.residual).slice(0, count);
  for (let c = 0; c < count; c++) {
    const column = memory.column(columns[c]);
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      weighted.view[i] = curvature[i] * column[i];
      sum += weighted.view[i];
    }
    ones[c] = sum;
    const own = memory.products(memory.active, c + 1, weighted);
    for (let d = 0; d <= c; d++) {
      products[c * count + d] = own[d];
      products[d * count + c] = own[d];
    }
  }
  let rest = 0;
  for (let i = 0; i < rows; i++) rest += residual[i];
  const start = Float64Array.from(columns, (j) => beta[j]);
  const state = { gradient, rest, intercept: 0 };
  const quadratic = {
    columns,
    products,
    ones,
    total,
    beta,
    lasso: Float64Array.from(columns, (j) => lasso * factors[j]),
    ridge: Float64Array.from(columns, (j) => ridge * factors[j]),
  };
  if (!solveActive(quadratic, state)) descendQuadratic(quadratic, state, size, threshold);
  const { intercept } = state;
  for (let c = 0; c < count; c++) {
    const j = columns[c];
    const move = beta[j] - start[c];
    if (move === 0) continue;
    const column = memory.column(j);
    for (let i = 0; i < rows; i++) residual[i] -= move * curvature[i] * column[i];
  }
  if (intercept !== 0) for (let i = 0; i < rows; i++) residual[i] -= intercept * curvature[i];
  return intercept;
}
