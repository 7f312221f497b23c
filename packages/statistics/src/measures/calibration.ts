import { chiSquareUpper } from '../distributions/chi-square.ts';
import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';
import { loess } from '../numbers/loess.ts';
import { mean } from '../numbers/moments.ts';
import { quantileOfSorted, sorted } from '../numbers/quantile.ts';
import { checkBinary, checkProbabilities, classProblem } from './binary.ts';
import { fitLogistic } from './logistic-fit.ts';

/** How well predicted probabilities agree with what happened. */
export interface Calibration {
  /** Intercept of a logistic model with the predicted logit as offset: 0 where the mean risk is right. */
  readonly inTheLarge: Estimate;
  /** Slope on the predicted logit: 1 is right, below 1 predictions are too extreme. */
  readonly slope: Estimate;
  /** Intercept beside that slope. */
  readonly intercept: Estimate;
  /** Mean, median and 90th percentile of |observed - predicted|, observed by loess (span 0.75, degree 2). */
  readonly integratedIndex: number;
  readonly medianError: number;
  readonly percentile90Error: number;
  /** Observed risk at each subject's predicted risk, by the same loess. */
  readonly smoothed: Float64Array;
  readonly reason?: string;
}

const logitOf = (p: number) => Math.log(p / (1 - p));

/**
 * Calibration of predicted probabilities. Intervals are Wald's; the smooth curve and the indices from it are those of
 * loess as R computes it. Probabilities of 0 or 1 have no logit and are a mistake.
 * Sources: Cox 1958; Van Calster et al. 2016; Austin and Steyerberg 2019.
 */
export function calibration(
  outcome: ArrayLike<number | boolean>,
  probabilities: ArrayLike<number>,
  { level = 0.95 }: { readonly level?: number } = {},
): Calibration {
  checkLevel(level);
  const event = checkBinary(outcome, probabilities);
  checkProbabilities(probabilities);
  const fail = (reason: string): Calibration => ({
    inTheLarge: unavailable(reason),
    slope: unavailable(reason),
    intercept: unavailable(reason),
    integratedIndex: NaN,
    medianError: NaN,
    percentile90Error: NaN,
    smoothed: new Float64Array(event.length).fill(NaN),
    reason,
  });
  const problem = classProblem(event);
  if (problem) return fail(problem);
  const logits = Float64Array.from(probabilities, logitOf);
  if (!logits.every(Number.isFinite)) {
    return fail('A predicted probability is 0 or 1, which has no logit: no model should be that certain.');
  }
  const z = normalCritical(level);
  const large = fitLogistic(
    Array.from(event, () => [1]),
    event,
    logits,
  );
  const line = fitLogistic(
    Array.from(logits, (value) => [1, value]),
    event,
  );
  const estimate = (fit: typeof line, j: number): Estimate => {
    if (!fit.converged)
      return unavailable('Predictions separate the classes or do not differ: no such model.');
    const value = fit.coefficients[j]!;
    const half = z * Math.sqrt(fit.covariance[j]![j]!);
    return { value, lower: value - half, upper: value + half };
  };
  const smoothed = loess(probabilities, event);
  const errors = sorted(smoothed.map((value, i) => Math.abs(value - probabilities[i]!)));
  return {
    inTheLarge: estimate(large, 0),
    slope: estimate(line, 1),
    intercept: estimate(line, 0),
    integratedIndex: mean(errors),
    medianError: quantileOfSorted(errors, 0.5),
    percentile90Error: quantileOfSorted(errors, 0.9),
    smoothed,
  };
}

/** Spiegelhalter's z: 0 on average where probabilities are right (Spiegelhalter 1986). */
export function spiegelhalterZ(
  outcome: ArrayLike<number | boolean>,
  probabilities: ArrayLike<number>,
): number {
  const event = checkBinary(outcome, probabilities);
  let sum = 0;
  let spread = 0;
  for (let i = 0; i < event.length; i++) {
    const p = probabilities[i]!;
    sum += (event[i]! - p) * (1 - 2 * p);
    spread += (1 - 2 * p) ** 2 * p * (1 - p);
  }
  return sum / Math.sqrt(spread);
}

/** Hosmer and Lemeshow's statistic over groups of predicted risk. Legacy: it depends on the grouping. */
export function hosmerLemeshow(
  outcome: ArrayLike<number | boolean>,
  probabilities: ArrayLike<number>,
  groups = 10,
): { statistic: number; degrees: number; p: number } {
  const event = checkBinary(outcome, probabilities);
  const ascending = sorted(probabilities);
  const cuts = [
    ...new Set(Array.from({ length: groups - 1 }, (_, i) => quantileOfSorted(ascending, (i + 1) / groups))),
  ];
  const cells = Array.from({ length: cuts.length + 1 }, () => ({ n: 0, observed: 0, expected: 0 }));
  for (let i = 0; i < event.length; i++) {
    const cell = cells[cuts.filter((cut) => cut < probabilities[i]!).length]!;
    cell.n++;
    cell.observed += event[i]!;
    cell.expected += probabilities[i]!;
  }
  const used = cells.filter(({ n }) => n > 0);
  const statistic = used.reduce(
    (sum, { n, observed, expected }) =>
      sum + (observed - expected) ** 2 / expected + (observed - expected) ** 2 / (n - expected),
    0,
  );
  const degrees = used.length - 2;
  return { statistic, degrees, p: chiSquareUpper(statistic, degrees) };
}
