import { StatisticsError } from '../error.ts';
import { checkBinary } from '../measures/binary.ts';
import { fitLogistic } from '../measures/logistic-fit.ts';
import { gaussHermite } from '../numbers/gauss-hermite.ts';
import { inverse, zeros } from '../numbers/linear.ts';
import { checkDesign, clusterRows } from './clusters.ts';

/** A logistic model with a random intercept for each cluster. */
export interface LogisticMixedFit {
  /** Log odds within a cluster: further from 0 than those over all clusters. */
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  /** Standard deviation of the intercepts. */
  readonly deviation: number;
  readonly logLikelihood: number;
  readonly clusters: number;
}

const softplus = (x: number) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/**
 * Logistic model with a random intercept by maximum likelihood, the integral over each intercept by Laplace's approximation (`points` 1) or adaptive Gauss
 * and Hermite quadrature around its mode. Rows of x include the 1 of the intercept where wanted. Errors: `DATA_UNSUITABLE` where classes are
 * separated or columns depend on each other. Sources: Pinheiro and Bates 1995; Bates et al. 2015.
 */
export function logisticMixed(
  x: readonly ArrayLike<number>[],
  outcome: ArrayLike<number | boolean>,
  clusters: ArrayLike<string | number>,
  { points = 15 }: { readonly points?: number } = {},
): LogisticMixedFit {
  const y = checkBinary(
    outcome,
    x.map(() => 0),
  );
  checkDesign(x, y);
  const p = x[0]?.length ?? 0;
  const groups = clusterRows(clusters, y.length);
  const start = fitLogistic(x, y);
  if (!start.converged || groups.length < 2)
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      'The likelihood has no maximum: classes are separated, columns depend on each other, or there is one cluster.',
      { remedy: 'Leave the column out, or take more subjects.' },
    );
  const rule = gaussHermite(points);
  const modes = new Float64Array(groups.length);
  /** Minus the log likelihood; even in the deviation, so that 0 is no end. */
  const loss = (at: Float64Array): number => {
    const deviation = at[p]!;
    let total = 0;
    groups.forEach((rows, group) => {
      const fixed = rows.map((i) => {
        let sum = 0;
        for (let j = 0; j < p; j++) sum += x[i]![j]! * at[j]!;
        return sum;
      });
      const value = (u: number) =>
        rows.reduce(
          (sum, i, k) => {
            const eta = fixed[k]! + deviation * u;
            return sum + y[i]! * eta - softplus(eta);
          },
          -(u * u) / 2,
        );
      let u = deviation === 0 ? 0 : modes[group]!;
      let curvature = 1;
      for (let step = 0; step < 100; step++) {
        let [slope, bend] = [-u, 1];
        rows.forEach((i, k) => {
          const probability = 1 / (1 + Math.exp(-(fixed[k]! + deviation * u)));
          slope += deviation * (y[i]! - probability);
          bend += deviation ** 2 * probability * (1 - probability);
        });
        curvature = bend;
        const change = slope / bend;
        u += Math.max(-4, Math.min(4, change));
        if (Math.abs(change) < 1e-12) break;
      }
      modes[group] = u;
      const scale = Math.SQRT2 / Math.sqrt(curvature);
      const top = value(u);
      let sum = 0;
      for (let k = 0; k < points; k++) {
        const z = rule.points[k]!;
        sum += rule.weights[k]! * Math.exp(value(u + scale * z) - top + z * z);
      }
      total += top + Math.log((sum * scale) / Math.sqrt(2 * Math.PI));
    });
    return -total;
  };
  const size = p + 1;
  const width = (value: number, small: number) => small * (1 + Math.abs(value));
  const moved = (at: Float64Array, changes: readonly (readonly [number, number])[]) => {
    const made = Float64Array.from(at);
    for (const [j, change] of changes) made[j]! += change;
    return made;
  };
  const slopes = (at: Float64Array) =>
    Float64Array.from({ length: size }, (_, j) => {
      const h = width(at[j]!, 1e-5);
      return (loss(moved(at, [[j, h]])) - loss(moved(at, [[j, -h]]))) / (2 * h);
    });
  const bends = (at: Float64Array) => {
    const made = zeros(size, size);
    const here = loss(at);
    for (let j = 0; j < size; j++) {
      const h = width(at[j]!, 1e-3);
      for (let k = 0; k <= j; k++) {
        const g = width(at[k]!, 1e-3);
        made[j]![k] =
          j === k
            ? (-loss(moved(at, [[j, 2 * h]])) +
                16 * loss(moved(at, [[j, h]])) -
                30 * here +
                16 * loss(moved(at, [[j, -h]])) -
                loss(moved(at, [[j, -2 * h]]))) /
              (12 * h * h)
            : (loss(
                moved(at, [
                  [j, h],
                  [k, g],
                ]),
              ) -
                loss(
                  moved(at, [
                    [j, h],
                    [k, -g],
                  ]),
                ) -
                loss(
                  moved(at, [
                    [j, -h],
                    [k, g],
                  ]),
                ) +
                loss(
                  moved(at, [
                    [j, -h],
                    [k, -g],
                  ]),
                )) /
              (4 * h * g);
        made[k]![j] = made[j]![k]!;
      }
    }
    return made;
  };
  let at = Float64Array.from([...start.coefficients, 1]);
  let current = loss(at);
  for (let step = 0; step < 60; step++) {
    const slope = slopes(at);
    const curved = bends(at);
    // Where the surface bends the wrong way, the way down is made of slopes.
    let ridge = 0;
    let change: Float64Array | undefined;
    for (let tries = 0; tries < 12; tries++) {
      const turned = inverse(curved.map((row, j) => row.map((value, k) => value + (j === k ? ridge : 0))));
      const found =
        turned && Float64Array.from(turned, (row) => -row.reduce((sum, v, k) => sum + v * slope[k]!, 0));
      if (found !== undefined && found.reduce((sum, v, j) => sum + v * slope[j]!, 0) <= 0) {
        change = found;
        break;
      }
      ridge = ridge === 0 ? 1e-3 : ridge * 10;
    }
    if (change === undefined) break;
    let factor = 1;
    let next = at;
    for (; factor > 1e-8; factor /= 2) {
      next = at.map((value, j) => value + factor * change[j]!);
      if (loss(next) <= current) break;
    }
    const reached = loss(next);
    const least = Math.max(...change.map((value, j) => Math.abs(value) / (1 + Math.abs(at[j]!))));
    if (!(reached <= current)) break;
    at = next;
    current = reached;
    if (least < 1e-7) break;
  }
  at[p] = Math.abs(at[p]!);
  if (at.some((value) => !Number.isFinite(value)) || at.subarray(0, p).some((value) => Math.abs(value) > 50))
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      'The likelihood has no maximum: classes are separated within clusters.',
      {
        remedy: 'Leave the column out, or take more subjects.',
      },
    );
  const curved = bends(at);
  // At a deviation of 0 its second derivative tells nothing of the coefficients.
  const used = at[p]! < 1e-4 ? p : size;
  const covariance = inverse(curved.slice(0, used).map((row) => row.subarray(0, used)));
  return {
    coefficients: at.slice(0, p),
    standardErrors: Float64Array.from({ length: p }, (_, j) => Math.sqrt(covariance?.[j]?.[j] ?? NaN)),
    deviation: at[p]!,
    logLikelihood: -current,
    clusters: groups.length,
  };
}
