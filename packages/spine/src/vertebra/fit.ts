import { solve } from './solve.ts';
import { median } from './vector.ts';

/** A function of up to two variables as coefficients of given terms, fitted to points. */
export interface Fit {
  readonly coefficients: readonly number[];
  /** Root mean square distance of the points that count, in the unit of the values. */
  readonly error: number;
  /** Points that count: those that are no outliers. */
  readonly points: number;
}

/**
 * Least squares with outliers weighed down: Tukey's biweight on the residuals, its scale from their median (Holland
 * and Welsch 1977) but no less than `least`, below which differences are the voxels' steps. `terms[i]` are the terms of
 * point i. Null for fewer than twice as many points as terms, or points that do not determine them.
 */
export function robustFit(
  terms: readonly (readonly number[])[],
  values: readonly number[],
  least: number,
): Fit | null {
  const n = terms[0]?.length ?? 0;
  if (values.length < 2 * n || n === 0) return null;
  let weights = values.map(() => 1);
  let coefficients: number[] = [];
  let residuals: number[] = [];
  for (let pass = 0; pass < 8; pass++) {
    const matrix = Array.from({ length: n }, () => new Array<number>(n).fill(0));
    const right = new Array<number>(n).fill(0);
    for (const [i, row] of terms.entries()) {
      for (let a = 0; a < n; a++) {
        right[a]! += weights[i]! * row[a]! * values[i]!;
        for (let b = 0; b < n; b++) matrix[a]![b]! += weights[i]! * row[a]! * row[b]!;
      }
    }
    const solved = solve(matrix, right);
    if (solved === null) return null;
    coefficients = solved;
    residuals = terms.map((row, i) => values[i]! - row.reduce((sum, t, k) => sum + t * solved[k]!, 0));
    const spread = Math.max(least, 1.4826 * median(residuals.map(Math.abs)));
    weights = residuals.map((r) =>
      Math.abs(r) < 4.685 * spread ? (1 - (r / (4.685 * spread)) ** 2) ** 2 : 0,
    );
  }
  const kept = residuals.filter((_, i) => weights[i]! > 0);
  return {
    coefficients,
    error: Math.sqrt(kept.reduce((sum, r) => sum + r * r, 0) / Math.max(1, kept.length)),
    points: kept.length,
  };
}

/** Value of a fitted function at given terms. */
export const evaluate = ({ coefficients }: Fit, terms: readonly number[]): number =>
  terms.reduce((sum, term, i) => sum + term * coefficients[i]!, 0);
