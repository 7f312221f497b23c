import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate } from '../estimate.ts';
import { mean } from '../numbers/moments.ts';
import type { TimeToEvent } from '../survival/event-table.ts';
import { kaplanMeier, survivalAt } from '../survival/kaplan-meier.ts';
import { checkBinary, checkProbabilities } from './binary.ts';

/** Net benefit at one threshold probability, of the model and of treating everybody; treating nobody has 0. */
export interface NetBenefit {
  readonly threshold: number;
  readonly model: Estimate;
  readonly all: number;
  /** The model less treating everybody, on the same subjects. */
  readonly versusAll: Estimate;
}

/** Options of a decision curve. */
export interface DecisionCurveOptions {
  readonly level?: number;
  /** Rows of a cluster (a patient's lesions) are taken as dependent. */
  readonly clusters?: ArrayLike<string | number>;
}

/** Variance of the mean of `worth`: of rows, or of sums over clusters where there are any. */
function varianceOfMean(worth: Float64Array, clusters: ArrayLike<string | number> | undefined): number {
  const centre = mean(worth);
  const sums = new Map<string | number, number>();
  worth.forEach((value, i) => {
    const cluster = clusters === undefined ? i : clusters[i]!;
    sums.set(cluster, (sums.get(cluster) ?? 0) + value - centre);
  });
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  return ((sums.size / (sums.size - 1)) * squares) / worth.length ** 2;
}

function checkThreshold(threshold: number): number {
  if (!(threshold > 0 && threshold < 1)) {
    throw new RangeError(`A threshold probability lies between 0 and 1, not ${threshold}.`);
  }
  return threshold / (1 - threshold);
}

/**
 * Decision curve: net benefit, true positives minus false positives weighted by the odds of the threshold, as a share
 * of all subjects. Interval by the normal distribution of its mean, whose variance is that of sums over clusters where rows
 * cluster. Choose the range of thresholds beforehand.
 * Source: Vickers and Elkin 2006.
 */
export function decisionCurve(
  outcome: ArrayLike<number | boolean>,
  probabilities: ArrayLike<number>,
  thresholds: readonly number[],
  { level = 0.95, clusters }: DecisionCurveOptions = {},
): NetBenefit[] {
  checkLevel(level);
  const event = checkBinary(outcome, probabilities);
  checkProbabilities(probabilities);
  const prevalence = mean(event);
  return thresholds.map((threshold) => {
    const odds = checkThreshold(threshold);
    const worth = Float64Array.from(event, (value, i) =>
      probabilities[i]! >= threshold ? (value === 1 ? 1 : -odds) : 0,
    );
    const estimate = (of: Float64Array): Estimate => {
      const value = mean(of);
      const half = normalCritical(level) * Math.sqrt(varianceOfMean(of, clusters));
      return { value, lower: value - half, upper: value + half };
    };
    return {
      threshold,
      model: estimate(worth),
      all: prevalence - (1 - prevalence) * odds,
      versusAll: estimate(worth.map((value, i) => value - (event[i] === 1 ? 1 : -odds))),
    };
  });
}

/**
 * Decision curve for the event by a time, with censoring: among those above the threshold, events are counted by
 * Kaplan and Meier's estimate. Without intervals. Source: Vickers et al. 2008.
 */
export function survivalDecisionCurve(
  data: TimeToEvent,
  probabilities: ArrayLike<number>,
  time: number,
  thresholds: readonly number[],
): { threshold: number; model: number; all: number }[] {
  checkProbabilities(probabilities);
  const n = data.times.length;
  const riskOf = (rows: readonly number[]) =>
    1 -
    survivalAt(
      kaplanMeier({ times: rows.map((i) => data.times[i]!), events: rows.map((i) => data.events[i]!) }),
      time,
    ).value;
  const everybody = Array.from({ length: n }, (_, i) => i);
  const overall = riskOf(everybody);
  return thresholds.map((threshold) => {
    const odds = checkThreshold(threshold);
    const positive = everybody.filter((i) => probabilities[i]! >= threshold);
    const share = positive.length / n;
    const risk = positive.length === 0 ? 0 : riskOf(positive);
    return {
      threshold,
      model: risk * share - (1 - risk) * share * odds,
      all: overall - (1 - overall) * odds,
    };
  });
}
