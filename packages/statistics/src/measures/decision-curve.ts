import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate } from '../estimate.ts';
import { mean, variance } from '../numbers/moments.ts';
import type { TimeToEvent } from '../survival/event-table.ts';
import { kaplanMeier, survivalAt } from '../survival/kaplan-meier.ts';
import { checkBinary, checkProbabilities } from './binary.ts';

/** Net benefit at one threshold probability, of the model and of treating everybody; treating nobody has 0. */
export interface NetBenefit {
  readonly threshold: number;
  readonly model: Estimate;
  readonly all: number;
}

function checkThreshold(threshold: number): number {
  if (!(threshold > 0 && threshold < 1)) {
    throw new RangeError(`A threshold probability lies between 0 and 1, not ${threshold}.`);
  }
  return threshold / (1 - threshold);
}

/**
 * Decision curve: net benefit, true positives minus false positives weighted by the odds of the threshold, as a share
 * of all subjects. Interval by the normal distribution of its mean. Choose the range of thresholds beforehand.
 * Source: Vickers and Elkin 2006.
 */
export function decisionCurve(
  outcome: ArrayLike<number | boolean>,
  probabilities: ArrayLike<number>,
  thresholds: readonly number[],
  { level = 0.95 }: { readonly level?: number } = {},
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
    const value = mean(worth);
    const half = normalCritical(level) * Math.sqrt(variance(worth) / worth.length);
    return {
      threshold,
      model: { value, lower: value - half, upper: value + half },
      all: prevalence - (1 - prevalence) * odds,
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
