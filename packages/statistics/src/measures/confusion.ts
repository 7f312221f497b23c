import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';
import { checkBinary } from './binary.ts';
import { type ProportionInterval, proportion } from './proportion.ts';

/** Counts of a two-class decision. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** Measures of a decision at a threshold chosen beforehand, each with its interval. */
export interface DecisionMeasures extends Confusion {
  readonly sensitivity: Estimate;
  readonly specificity: Estimate;
  readonly positivePredictiveValue: Estimate;
  readonly negativePredictiveValue: Estimate;
  readonly accuracy: Estimate;
  readonly balancedAccuracy: Estimate;
  readonly f1: Estimate;
  readonly matthews: Estimate;
  readonly positiveLikelihoodRatio: Estimate;
  readonly negativeLikelihoodRatio: Estimate;
  readonly diagnosticOddsRatio: Estimate;
}

/** Counts decisions; a score of at least the threshold is positive. */
export function confusion(
  outcome: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  threshold: number,
): Confusion {
  const event = checkBinary(outcome, scores);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < event.length; i++) {
    counts[2 * event[i]! + (scores[i]! >= threshold ? 1 : 0)]!++;
  }
  const [trueNegatives, falsePositives, falseNegatives, truePositives] = counts as [
    number,
    number,
    number,
    number,
  ];
  return { truePositives, falsePositives, falseNegatives, trueNegatives };
}

const logit = (p: number) => Math.log(p / (1 - p));
const expit = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * Interval of a function of the four counts by the delta method on the multinomial distribution, symmetric on a scale
 * that keeps it inside the function's range.
 */
function deltaInterval(
  counts: readonly number[],
  measure: (counts: readonly number[]) => number,
  scale: (value: number) => number,
  back: (value: number) => number,
  level: number,
): Estimate {
  const value = measure(counts);
  if (Number.isNaN(value)) return unavailable('A row or column of the decision table is empty.');
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!Number.isFinite(scale(value))) {
    return { value, lower: NaN, upper: NaN, reason: 'No interval at the end of the range.' };
  }
  const shares = counts.map((count) => count / total);
  const gradient = shares.map((_, i) => {
    const step = 1e-6;
    const at = (sign: number) =>
      scale(measure(shares.map((share, j) => share + (i === j ? sign * step : 0))));
    return (at(1) - at(-1)) / (2 * step);
  });
  const average = shares.reduce((sum, share, i) => sum + share * gradient[i]!, 0);
  const spread = shares.reduce((sum, share, i) => sum + share * (gradient[i]! - average) ** 2, 0) / total;
  const half = normalCritical(level) * Math.sqrt(spread);
  const centre = scale(value);
  return { value, lower: back(centre - half), upper: back(centre + half) };
}

/** Ratio of two independent proportions a / n and b / m, interval on the log scale (Simel et al. 1991). */
function ratio(a: number, n: number, b: number, m: number, level: number): Estimate {
  const value = a / n / (b / m);
  if (!Number.isFinite(value)) return unavailable('A proportion is 0 or has no cases.');
  if (a === 0) return { value, lower: NaN, upper: NaN, reason: 'No interval at 0.' };
  const half = normalCritical(level) * Math.sqrt(1 / a - 1 / n + 1 / b - 1 / m);
  return { value, lower: value * Math.exp(-half), upper: value * Math.exp(half) };
}

/**
 * Measures of counted decisions: proportions with Wilson's interval (or Clopper and Pearson's), balanced accuracy, F1
 * and Matthews' correlation by the delta method on the logit (correlation: Fisher z) scale, ratios on the log scale.
 */
export function decisionMeasures(
  counts: Confusion,
  {
    level = 0.95,
    interval = 'wilson',
  }: { readonly level?: number; readonly interval?: ProportionInterval } = {},
): DecisionMeasures {
  checkLevel(level);
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = counts;
  const share = (a: number, n: number) => proportion(a, n, { level, interval });
  const cells = [tp, fp, fn, tn];
  const delta = (
    measure: (tp: number, fp: number, fn: number, tn: number) => number,
    scale: (value: number) => number,
    back: (value: number) => number,
  ) => deltaInterval(cells, (c) => measure(...(c as [number, number, number, number])), scale, back, level);
  const odds = (tp * tn) / (fp * fn);
  const oddsHalf = normalCritical(level) * Math.sqrt(1 / tp + 1 / fp + 1 / fn + 1 / tn);
  return {
    ...counts,
    sensitivity: share(tp, tp + fn),
    specificity: share(tn, tn + fp),
    positivePredictiveValue: share(tp, tp + fp),
    negativePredictiveValue: share(tn, tn + fn),
    accuracy: share(tp + tn, tp + fp + fn + tn),
    balancedAccuracy: delta((a, b, c, d) => (a / (a + c) + d / (b + d)) / 2, logit, expit),
    f1: delta((a, b, c) => (2 * a) / (2 * a + b + c), logit, expit),
    matthews: delta(
      (a, b, c, d) => (a * d - b * c) / Math.sqrt((a + b) * (a + c) * (d + b) * (d + c)),
      Math.atanh,
      Math.tanh,
    ),
    positiveLikelihoodRatio: ratio(tp, tp + fn, fp, fp + tn, level),
    negativeLikelihoodRatio: ratio(fn, tp + fn, tn, fp + tn, level),
    diagnosticOddsRatio:
      Number.isFinite(odds) && odds > 0
        ? { value: odds, lower: odds * Math.exp(-oddsHalf), upper: odds * Math.exp(oddsHalf) }
        : unavailable('A cell of the decision table is 0.'),
  };
}
