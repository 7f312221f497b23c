import type { KernelRows } from './kernel.ts';

/** A quadratic problem: minimise a'Qa/2 + linear'a with sign'a = 0 and 0 <= a <= bound, Q_st = sign_s sign_t K(s, t). */
export interface DualProblem {
  readonly kernel: KernelRows;
  /** Row of the kernel matrix of each variable. */
  readonly row: Int32Array;
  /** 1 or -1. */
  readonly sign: Float64Array;
  readonly linear: Float64Array;
  readonly bound: Float64Array;
}

export interface DualSolution {
  readonly alpha: Float64Array;
  /** The decision value is sum of sign alpha K less this. */
  readonly rho: number;
  readonly objective: number;
}

/**
 * Sequential minimal optimisation with the second-order choice of the pair (Fan, Chen and Lin 2005), until the greatest
 * violation of optimality is below `tolerance`.
 */
export function solveDual(problem: DualProblem, tolerance: number, maximumSteps = 10_000_000): DualSolution {
  const { kernel, row, sign, linear, bound } = problem;
  const n = sign.length;
  const alpha = new Float64Array(n);
  const gradient = Float64Array.from(linear);
  const diagonal = kernel.diagonal;
  const tiny = 1e-12;
  for (let step = 0; step < maximumSteps; step++) {
    let high = -Infinity;
    let i = -1;
    for (let t = 0; t < n; t++) {
      if (sign[t] > 0 ? alpha[t] < bound[t] : alpha[t] > 0) {
        const value = -sign[t] * gradient[t];
        if (value > high) {
          high = value;
          i = t;
        }
      }
    }
    if (i < 0) break;
    const rowI = kernel.row(row[i]);
    const ownI = diagonal[row[i]];
    let low = Infinity;
    let best = Infinity;
    let j = -1;
    for (let t = 0; t < n; t++) {
      if (sign[t] > 0 ? alpha[t] > 0 : alpha[t] < bound[t]) {
        const value = -sign[t] * gradient[t];
        if (value < low) low = value;
        const gap = high - value;
        if (gap > 0) {
          const curve = ownI + diagonal[row[t]] - 2 * rowI[row[t]];
          const gain = -(gap * gap) / (curve > 0 ? curve : tiny);
          if (gain < best) {
            best = gain;
            j = t;
          }
        }
      }
    }
    if (j < 0 || high - low < tolerance) break;
    const rowJ = kernel.row(row[j]);
    const curve = Math.max(ownI + diagonal[row[j]] - 2 * rowI[row[j]], tiny);
    const oldI = alpha[i];
    const oldJ = alpha[j];
    const si = sign[i];
    const sj = sign[j];
    // Along the pair alpha_i moves by si d, alpha_j by -sj d.
    let d = (-si * gradient[i] + sj * gradient[j]) / curve;
    d = Math.min(d, si > 0 ? bound[i] - oldI : oldI, sj > 0 ? oldJ : bound[j] - oldJ);
    alpha[i] = oldI + si * d;
    alpha[j] = oldJ - sj * d;
    // Exactly at a bound, or it would be chosen again for its rounding.
    if (d === (si > 0 ? bound[i] - oldI : oldI)) alpha[i] = si > 0 ? bound[i] : 0;
    if (d === (sj > 0 ? oldJ : bound[j] - oldJ)) alpha[j] = sj > 0 ? 0 : bound[j];
    for (let t = 0; t < n; t++) gradient[t] += sign[t] * d * (rowI[row[t]] - rowJ[row[t]]);
  }
  let free = 0;
  let sum = 0;
  let upper = Infinity;
  let lower = -Infinity;
  let objective = 0;
  for (let t = 0; t < n; t++) {
    const value = sign[t] * gradient[t];
    objective += (alpha[t] * (gradient[t] + linear[t])) / 2;
    const atUpper = alpha[t] >= bound[t];
    const atLower = alpha[t] <= 0;
    if (!atUpper && !atLower) {
      free++;
      sum += value;
    } else if (atUpper === sign[t] > 0) lower = Math.max(lower, value);
    else upper = Math.min(upper, value);
  }
  const rho =
    free > 0 ? sum / free : upper === Infinity ? lower : lower === -Infinity ? upper : (upper + lower) / 2;
  return { alpha, rho, objective };
}
