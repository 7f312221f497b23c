import { productsOf } from './column-products.ts';
import { softThreshold } from './soft-threshold.ts';
import type { Problem } from './descent.ts';

/**
 * The same descent over a few columns until none moves, by their products with each other instead of by rows: a pass
 * costs the square of their number, whatever the rows (Friedman, Hastie and Tibshirani 2010, section 2.2, covariance
 * updates). Takes over where columns are so alike that many passes are needed. Returns how far the intercept moved.
 */
export function descendByProducts(
  problem: Problem,
  columns: Int32Array,
  lambda: number,
  alpha: number,
  threshold: number,
): number {
  const { rows, data, curvature, residual, beta, size, total, factors } = problem;
  const lasso = lambda * alpha;
  const ridge = lambda * (1 - alpha);
  const count = columns.length;
  const products = new Float64Array(count * count);
  const gradient = new Float64Array(count);
  /** Products with the intercept's column of ones. */
  const ones = new Float64Array(count);
  const weighted = new Float64Array(rows);
  const withOthers = new Float64Array(beta.length);
  for (let c = 0; c < count; c++) {
    const from = columns[c] * rows;
    let sum = 0;
    let slope = 0;
    for (let i = 0; i < rows; i++) {
      weighted[i] = curvature[i] * data[from + i];
      sum += weighted[i];
      slope += data[from + i] * residual[i];
    }
    ones[c] = sum;
    gradient[c] = slope;
    productsOf(problem, columns.subarray(0, c + 1), weighted, withOthers);
    for (let d = 0; d <= c; d++) {
      const product = withOthers[columns[d]];
      products[c * count + d] = product;
      products[d * count + c] = product;
    }
  }
  let rest = 0;
  for (let i = 0; i < rows; i++) rest += residual[i];
  const start = Float64Array.from(columns, (j) => beta[j]);
  let intercept = 0;
  for (let pass = 0; pass < 100_000; pass++) {
    let largest = 0;
    for (let c = 0; c < count; c++) {
      const j = columns[c];
      const curve = size[j];
      if (!(curve > 0)) continue;
      const old = beta[j];
      const target = gradient[c] + curve * old;
      const next = softThreshold(target, lasso * factors[j], curve + ridge * factors[j]);
      const move = next - old;
      if (move === 0) continue;
      beta[j] = next;
      const at = c * count;
      for (let d = 0; d < count; d++) gradient[d] -= move * products[at + d];
      rest -= move * ones[c];
      const change = move * move * curve;
      if (change > largest) largest = change;
    }
    if (total > 0) {
      const move = rest / total;
      if (move !== 0) {
        intercept += move;
        for (let d = 0; d < count; d++) gradient[d] -= move * ones[d];
        rest -= move * total;
        const change = move * move * total;
        if (change > largest) largest = change;
      }
    }
    if (largest < threshold) break;
  }
  for (let c = 0; c < count; c++) {
    const j = columns[c];
    const move = beta[j] - start[c];
    if (move === 0) continue;
    const from = j * rows;
    for (let i = 0; i < rows; i++) residual[i] -= move * curvature[i] * data[from + i];
  }
  if (intercept !== 0) for (let i = 0; i < rows; i++) residual[i] -= intercept * curvature[i];
  return intercept;
}
