import { descendByProducts } from './gram-descent.ts';
import { softThreshold } from './soft-threshold.ts';

/** Weighted least squares with an elastic-net penalty, being solved for some columns. Weights sum to about 1. */
export interface Problem {
  readonly rows: number;
  /** Standardised columns, one after the other. */
  readonly data: Float64Array;
  /** Weight of each row in this quadratic approximation. */
  readonly curvature: Float64Array;
  /** Weight times working residual, kept up to date. */
  readonly residual: Float64Array;
  readonly beta: Float64Array;
  /** Sum over rows of curvature times the squared column, for candidates. */
  readonly size: Float64Array;
  /** Sum of curvature; 0 where there is no intercept. */
  readonly total: number;
  /** Multiplies the penalty of each column. */
  readonly factors: Float64Array;
}

/**
 * Coordinate descent over the candidates until no coefficient moves the fit by more than `threshold` (its squared move
 * times its curvature): the full candidates, then those that are not 0 to convergence, in turns (Friedman, Hastie and
 * Tibshirani 2010). Returns how far the intercept moved.
 */
export function descend(
  problem: Problem,
  candidates: Int32Array,
  lambda: number,
  alpha: number,
  threshold: number,
): number {
  const { rows, data, curvature, residual, beta, size, total, factors } = problem;
  const lasso = lambda * alpha;
  const ridge = lambda * (1 - alpha);
  const active = new Int32Array(candidates.length);
  let intercept = 0;
  let count = candidates.length;
  let list = candidates;
  let full = true;
  /** Passes over the same active columns. */
  let alike = 0;
  for (let pass = 0; pass < 100_000; pass++) {
    let largest = 0;
    // Whether the gradient of this column is known by now: it was added up beside the one before, or beside its move.
    let known = false;
    let ahead = 0;
    for (let c = 0; c < count; c++) {
      const j = list[c];
      const from = j * rows;
      const after = (c + 1 < count ? list[c + 1] : j) * rows;
      const curve = size[j];
      if (!(curve > 0)) {
        known = false;
        continue;
      }
      let gradient = 0;
      if (known) {
        gradient = ahead;
        known = false;
      } else {
        ahead = 0;
        for (let i = 0; i < rows; i++) {
          gradient += data[from + i] * residual[i];
          ahead += data[after + i] * residual[i];
        }
        known = true;
      }
      const old = beta[j];
      const target = gradient + curve * old;
      const next = softThreshold(target, lasso * factors[j], curve + ridge * factors[j]);
      const move = next - old;
      if (move === 0) continue;
      beta[j] = next;
      ahead = 0;
      for (let i = 0; i < rows; i++) {
        const rest = residual[i] - move * curvature[i] * data[from + i];
        residual[i] = rest;
        ahead += data[after + i] * rest;
      }
      known = true;
      const change = move * move * curve;
      if (change > largest) largest = change;
    }
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
    if (!full && largest >= threshold && count < 2 * rows && ++alike > 4 + count / 4) {
      // Products of the columns cost as much as some passes; then a pass costs less, where columns are few beside the rows.
      intercept += descendByProducts(problem, active.subarray(0, count), lambda, alpha, threshold);
      largest = 0;
    }
    if (largest < threshold) {
      if (full) return intercept;
      full = true;
      list = candidates;
      count = candidates.length;
    } else if (full) {
      full = false;
      alike = 0;
      count = 0;
      for (let c = 0; c < candidates.length; c++)
        if (beta[candidates[c]] !== 0) active[count++] = candidates[c];
      list = active;
    }
  }
  return intercept;
}
