import { StatisticsError } from '../error.ts';
import { inverse, type Matrix, zeros } from '../numbers/linear.ts';
import { checkDesign, clusterRows } from './clusters.ts';

/** A linear model with a random intercept for each cluster. */
export interface LinearMixedFit {
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  readonly covariance: Matrix;
  /** Variance between clusters, and of rows within them. */
  readonly between: number;
  readonly within: number;
  /** Share of the variance that is between clusters. */
  readonly intraclass: number;
  /** Of the criterion that was asked for. */
  readonly logLikelihood: number;
  readonly clusters: number;
}

interface Sums {
  readonly n: number;
  readonly xx: Matrix;
  readonly xy: Float64Array;
  readonly yy: number;
  readonly x: Float64Array;
  readonly y: number;
}

function sumsOf(x: readonly ArrayLike<number>[], y: ArrayLike<number>, rows: readonly number[]): Sums {
  const p = x[0]!.length;
  const xx = zeros(p, p);
  const [xy, own] = [new Float64Array(p), new Float64Array(p)];
  let [yy, total] = [0, 0];
  for (const i of rows) {
    yy += y[i]! ** 2;
    total += y[i]!;
    for (let j = 0; j < p; j++) {
      own[j]! += x[i]![j]!;
      xy[j]! += x[i]![j]! * y[i]!;
      for (let k = 0; k < p; k++) xx[j]![k]! += x[i]![j]! * x[i]![k]!;
    }
  }
  return { n: rows.length, xx, xy, yy, x: own, y: total };
}

/** Everything at a ratio of the standard deviations between and within. */
function at(sums: readonly Sums[], p: number, ratio: number, restricted: boolean) {
  const xx = zeros(p, p);
  const xy = new Float64Array(p);
  let [yy, n, logDeterminant] = [0, 0, 0];
  for (const own of sums) {
    // The inverse of I + r^2 J is I - r^2 / (1 + n r^2) J.
    const shrink = ratio ** 2 / (1 + own.n * ratio ** 2);
    n += own.n;
    yy += own.yy - shrink * own.y ** 2;
    logDeterminant += Math.log1p(own.n * ratio ** 2);
    for (let j = 0; j < p; j++) {
      xy[j]! += own.xy[j]! - shrink * own.x[j]! * own.y;
      for (let k = 0; k < p; k++) xx[j]![k]! += own.xx[j]![k]! - shrink * own.x[j]! * own.x[k]!;
    }
  }
  const turned = inverse(xx);
  if (turned === undefined)
    throw new StatisticsError('DATA_UNSUITABLE', 'Columns of the model depend on each other.', {
      remedy: 'Leave one of them out.',
    });
  const coefficients = Float64Array.from(turned, (row) =>
    row.reduce((sum, value, j) => sum + value * xy[j]!, 0),
  );
  const squares = Math.max(0, yy - coefficients.reduce((sum, value, j) => sum + value * xy[j]!, 0));
  const freedom = restricted ? n - p : n;
  const within = squares / freedom;
  const deviance =
    freedom * (1 + Math.log(2 * Math.PI * within)) + logDeterminant + (restricted ? logDeterminantOf(xx) : 0);
  return { coefficients, turned, within, deviance };
}

function logDeterminantOf(a: Matrix): number {
  const work = a.map((row) => Float64Array.from(row));
  let sum = 0;
  for (let k = 0; k < work.length; k++) {
    sum += Math.log(work[k]![k]!);
    for (let i = k + 1; i < work.length; i++) {
      const factor = work[i]![k]! / work[k]![k]!;
      for (let j = k; j < work.length; j++) work[i]![j]! -= factor * work[k]![j]!;
    }
  }
  return sum;
}

/** Ratios of standard deviations that are looked at first: from none to nearly all of the variance between clusters. */
const ratios = [0, ...Array.from({ length: 40 }, (_, i) => 10 ** (-2 + i / 8))];

/**
 * Linear model with a random intercept by restricted maximum likelihood (or maximum likelihood), y = x b + u of the cluster + e. Rows of x include
 * the 1 of the intercept where wanted. The likelihood is profiled to one number, the ratio of the two standard deviations. Errors: `DATA_UNSUITABLE`
 * where columns depend on each other or nothing varies. Sources: Laird and Ware 1982; Bates et al. 2015.
 */
export function linearMixed(
  x: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  clusters: ArrayLike<string | number>,
  { method = 'reml' }: { readonly method?: 'reml' | 'ml' } = {},
): LinearMixedFit {
  checkDesign(x, y);
  const p = x[0]?.length ?? 0;
  const groups = clusterRows(clusters, y.length);
  if (groups.length < 2 || y.length <= p)
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      'A random intercept needs several clusters and more rows than columns.',
    );
  const sums = groups.map((rows) => sumsOf(x, y, rows));
  const restricted = method === 'reml';
  const deviance = (ratio: number) => at(sums, p, ratio, restricted).deviance;
  const values = ratios.map(deviance);
  if (!values.every(Number.isFinite))
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      'The model fits every row exactly: there is no variance to part.',
    );
  const best = values.indexOf(Math.min(...values));
  let low = ratios[Math.max(0, best - 1)]!;
  let high = ratios[Math.min(ratios.length - 1, best + 1)]!;
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [fa, fb] = [deviance(a), deviance(b)];
  for (let step = 0; step < 100 && high - low > 1e-10 * (1 + high); step++) {
    if (fa <= fb) {
      [high, b, fb] = [b, a, fa];
      a = high - golden * (high - low);
      fa = deviance(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + golden * (high - low);
      fb = deviance(b);
    }
  }
  const middle = (low + high) / 2;
  const ratio = deviance(0) <= deviance(middle) ? 0 : middle;
  const { coefficients, turned, within, deviance: least } = at(sums, p, ratio, restricted);
  const covariance = turned.map((row) => row.map((value) => value * within));
  const between = ratio ** 2 * within;
  return {
    coefficients,
    standardErrors: Float64Array.from(covariance, (row, j) => Math.sqrt(row[j]!)),
    covariance,
    between,
    within,
    intraclass: between / (between + within),
    logLikelihood: -least / 2,
    clusters: groups.length,
  };
}
