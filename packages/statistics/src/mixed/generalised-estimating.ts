import { StatisticsError } from '../error.ts';
import { inverse, type Matrix, zeros } from '../numbers/linear.ts';
import { checkDesign, clusterRows } from './clusters.ts';

/** A model of means over clusters, with standard errors that hold whatever the correlation is. */
export interface EstimatingFit {
  readonly coefficients: Float64Array;
  /** Robust ("sandwich"). */
  readonly standardErrors: Float64Array;
  readonly covariance: Matrix;
  /** Correlation of two rows of a cluster, as far as it was estimated; 0 where rows are worked with as independent. */
  readonly correlation: number;
  /** Variance of the residuals over that of the family. */
  readonly scale: number;
  readonly clusters: number;
}

/** How outcomes are distributed, and how rows of a cluster are worked with. */
export interface EstimatingOptions {
  readonly family?: 'gaussian' | 'binomial';
  readonly correlation?: 'exchangeable' | 'independence';
}

/**
 * Generalised estimating equations: a linear or logistic model of the mean, rows of a cluster with one correlation (exchangeable) or none, robust
 * standard errors. Coefficients are over all clusters (of the mean patient), not within one. With fewer than some 40 clusters the robust errors are too
 * small. Errors: `DATA_UNSUITABLE` where columns depend on each other or nothing is reached. Sources: Liang and Zeger 1986; Hojsgaard et al. 2006.
 */
export function estimatingEquations(
  x: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  clusters: ArrayLike<string | number>,
  { family = 'gaussian', correlation: kind = 'exchangeable' }: EstimatingOptions = {},
): EstimatingFit {
  checkDesign(x, y);
  const n = y.length;
  const p = x[0]?.length ?? 0;
  const groups = clusterRows(clusters, n);
  const binomial = family === 'binomial';
  const coefficients = new Float64Array(p);
  let [alpha, scale] = [0, 1];
  const fail = (): never => {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      'The estimating equations have no solution: columns depend on each other, or classes are separated.',
      { remedy: 'Leave the column out.' },
    );
  };
  const meanOf = (i: number) => {
    let eta = 0;
    for (let j = 0; j < p; j++) eta += x[i]![j]! * coefficients[j]!;
    return binomial ? 1 / (1 + Math.exp(-eta)) : eta;
  };
  const spreadOf = (mean: number) => (binomial ? mean * (1 - mean) : 1);
  /** Sums over a cluster: D' V^-1 D and D' V^-1 (y - mean), with V = A^1/2 R A^1/2. */
  const parts = (rows: readonly number[]) => {
    const m = rows.length;
    const roots = rows.map((i) => Math.sqrt(spreadOf(meanOf(i))));
    // With the canonical links D = A x, so that A^-1/2 D = A^1/2 x.
    const shrink = alpha / (1 - alpha + m * alpha);
    const bread = zeros(p, p);
    const score = new Float64Array(p);
    const total = new Float64Array(p);
    let residuals = 0;
    rows.forEach((i, k) => {
      const z = (y[i]! - meanOf(i)) / roots[k]!;
      residuals += z;
      for (let j = 0; j < p; j++) {
        const d = roots[k]! * x[i]![j]!;
        total[j]! += d;
        score[j]! += d * z;
        for (let l = 0; l < p; l++) bread[j]![l]! += d * roots[k]! * x[i]![l]!;
      }
    });
    for (let j = 0; j < p; j++) {
      score[j] = (score[j]! - shrink * total[j]! * residuals) / (1 - alpha);
      for (let l = 0; l < p; l++)
        bread[j]![l] = (bread[j]![l]! - shrink * total[j]! * total[l]!) / (1 - alpha);
    }
    return { bread, score };
  };
  let reached = false;
  for (let step = 0; step < 200 && !reached; step++) {
    const bread = zeros(p, p);
    const score = new Float64Array(p);
    for (const rows of groups) {
      const own = parts(rows);
      for (let j = 0; j < p; j++) {
        score[j]! += own.score[j]!;
        for (let l = 0; l < p; l++) bread[j]![l]! += own.bread[j]![l]!;
      }
    }
    const turned = inverse(bread) ?? fail();
    let largest = 0;
    for (let j = 0; j < p; j++) {
      const change = turned[j]!.reduce((sum, value, l) => sum + value * score[l]!, 0);
      if (!Number.isFinite(change)) fail();
      coefficients[j]! += change;
      largest = Math.max(largest, Math.abs(change) / (1 + Math.abs(coefficients[j]!)));
    }
    let [squares, products, pairs] = [0, 0, 0];
    for (const rows of groups) {
      let [sum, own] = [0, 0];
      for (const i of rows) {
        const mean = meanOf(i);
        const z = (y[i]! - mean) / Math.sqrt(spreadOf(mean));
        sum += z;
        own += z * z;
      }
      squares += own;
      products += (sum * sum - own) / 2;
      pairs += (rows.length * (rows.length - 1)) / 2;
    }
    scale = squares / n;
    const before = alpha;
    if (kind === 'exchangeable' && pairs > 0 && scale > 0) alpha = products / pairs / scale;
    const most = Math.max(...groups.map((rows) => rows.length));
    // A matrix with a lower correlation than this is none.
    if (most > 1) alpha = Math.min(0.999, Math.max(alpha, -0.999 / (most - 1)));
    reached = largest < 1e-11 && Math.abs(alpha - before) < 1e-11;
  }
  if (!reached || coefficients.some((value) => Math.abs(value) > 1e8)) fail();
  const bread = zeros(p, p);
  const meat = zeros(p, p);
  for (const rows of groups) {
    const own = parts(rows);
    for (let j = 0; j < p; j++)
      for (let l = 0; l < p; l++) {
        bread[j]![l]! += own.bread[j]![l]!;
        meat[j]![l]! += own.score[j]! * own.score[l]!;
      }
  }
  const turned = inverse(bread) ?? fail();
  const product = (a: Matrix, b: Matrix) =>
    a.map((row) =>
      Float64Array.from({ length: p }, (_, l) => row.reduce((sum, value, k) => sum + value * b[k]![l]!, 0)),
    );
  const covariance = product(product(turned, meat), turned);
  return {
    coefficients,
    standardErrors: Float64Array.from(covariance, (row, j) => Math.sqrt(row[j]!)),
    covariance,
    correlation: alpha,
    scale,
    clusters: groups.length,
  };
}
