import type { ColumnMemory, Placed } from './column-memory.ts';
import { descendByProducts } from './gram-descent.ts';

/**
 * Weighted least squares with an elastic-net penalty, being solved for the listed candidates; curvature, residual, size
 * and coefficients are in `memory`. Curvature sums to about 1.
 */
export interface Problem {
  readonly memory: ColumnMemory;
  readonly beta: Placed<Float64Array>;
  /** Sum of curvature; 0 where there is no intercept. */
  readonly total: number;
}

/**
 * Coordinate descent over the first `candidates` of the memory's list until no coefficient moves the fit by more than
 * `threshold` (its squared move times its curvature): the full candidates, then those that are not 0 to convergence, in
 * turns (Friedman, Hastie and Tibshirani 2010). Returns how far the intercept moved.
 */
export function descend(
  problem: Problem,
  candidates: number,
  lambda: number,
  alpha: number,
  threshold: number,
): number {
  const { memory, beta, total } = problem;
  const { rows } = memory;
  const curvature = memory.curvature.view;
  const residual = memory.residual.view;
  const lasso = lambda * alpha;
  const ridge = lambda * (1 - alpha);
  let intercept = 0;
  let count = candidates;
  let list = memory.candidates;
  let full = true;
  /** Passes over the same active columns. */
  let alike = 0;
  for (let pass = 0; pass < 100_000; pass++) {
    let largest = memory.pass(list, count, beta, lasso, ridge);
    if (total > 0) {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += residual[i];
      const move = sum / total;
      if (move !== 0) {
        intercept += move;
        for (let i = 0; i < rows; i++) residual[i] -= move * curvature[i];
        const change = move * move * total;
        if (change > largest) largest = change;
      }
    }
    if (!full && largest >= threshold && count < 2 * rows && ++alike > 2 + count / 8) {
      // Products of the columns cost as much as some passes; then a pass costs less, where columns are few beside the rows.
      intercept += descendByProducts(problem, count, lambda, alpha, threshold);
      largest = 0;
    }
    if (largest < threshold) {
      if (full) return intercept;
      full = true;
      list = memory.candidates;
      count = candidates;
    } else if (full) {
      full = false;
      alike = 0;
      count = 0;
      const all = memory.candidates.view;
      for (let c = 0; c < candidates; c++) {
        if (beta.view[all[c]] !== 0) memory.active.view[count++] = all[c];
      }
      list = memory.active;
    }
  }
  return intercept;
}
