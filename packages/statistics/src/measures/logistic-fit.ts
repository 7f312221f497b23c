import { inverse, zeros } from '../numbers/linear.ts';

/** A logistic model of few predictors, by maximum likelihood. */
export interface LogisticFit {
  readonly coefficients: Float64Array;
  /** Covariance of the coefficients. */
  readonly covariance: readonly Float64Array[];
  readonly logLikelihood: number;
  /** False where the likelihood has no maximum (separated classes) or predictors depend on each other. */
  readonly converged: boolean;
}

/** log(1 + e^x) without overflow. */
const softplus = (x: number) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/**
 * Fits y ~ offset + x b by Newton's method with halved steps. Rows of x include the 1 of the intercept where wanted.
 */
export function fitLogistic(
  x: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  offset?: ArrayLike<number>,
): LogisticFit {
  const n = x.length;
  const p = x[0]!.length;
  let coefficients = new Float64Array(p);
  const linear = (b: Float64Array, i: number) => {
    let sum = offset?.[i] ?? 0;
    for (let j = 0; j < p; j++) sum += x[i]![j]! * b[j]!;
    return sum;
  };
  const likelihood = (b: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const eta = linear(b, i);
      sum += y[i]! * eta - softplus(eta);
    }
    return sum;
  };
  let current = likelihood(coefficients);
  for (let step = 0; step < 100; step++) {
    const score = new Float64Array(p);
    const information = zeros(p, p);
    for (let i = 0; i < n; i++) {
      const probability = 1 / (1 + Math.exp(-linear(coefficients, i)));
      const weight = probability * (1 - probability);
      for (let j = 0; j < p; j++) {
        score[j]! += (y[i]! - probability) * x[i]![j]!;
        for (let k = 0; k < p; k++) information[j]![k]! += weight * x[i]![j]! * x[i]![k]!;
      }
    }
    const covariance = inverse(information);
    if (covariance === undefined) break;
    const change = covariance.map((row) => row.reduce((sum, value, j) => sum + value * score[j]!, 0));
    const gain = change.reduce((sum, value, j) => sum + value * score[j]!, 0);
    if (gain < 1e-18 * (1 + Math.abs(current))) {
      const steep = coefficients.some((value) => Math.abs(value) > 1e4) || current > -1e-7;
      return { coefficients, covariance, logLikelihood: current, converged: !steep };
    }
    let factor = 1;
    for (;;) {
      const next = coefficients.map((value, j) => value + factor * change[j]!);
      const reached = likelihood(next);
      if (reached >= current - 1e-12 * Math.abs(current) || factor < 1e-6) {
        coefficients = next;
        current = reached;
        break;
      }
      factor /= 2;
    }
  }
  const none = zeros(p, p).map((row) => row.fill(NaN));
  return { coefficients, covariance: none, logLikelihood: current, converged: false };
}
