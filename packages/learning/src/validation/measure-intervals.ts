import { createRandom } from '@rachis/statistics';
import type { Frame } from '../frame/frame.ts';
import { outcomeOf, type Split } from '../resampling/split.ts';
import type { Looking } from './horizons.ts';
import { endsOf, wilsonEnds } from './interval-scale.ts';
import { jackknifeVariances } from './jackknife.ts';
import type { FoldResult } from './fold.ts';
import type { Pooled } from './pooled.ts';
import { thresholdVariances } from './threshold-variance.ts';

/** How intervals are made. */
export interface IntervalOptions {
  readonly level?: number;
  readonly seed: string | number;
}

/** Ends of an interval, or why there is none. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  readonly reason?: string;
}

/**
 * What the variance of one set of test rows is multiplied by for folds whose models share training rows: 1 + (J - 1) r
 * for J folds a repeat whose measures correlate by r, which is taken to be the share of the rows that a fold tests
 * (Nadeau and Bengio 2003, section 3). 1 for a single split and for an external table; 1.8 for five folds.
 */
export function sharedTraining(splits: readonly Split[]): number {
  const first = splits.filter(({ repeat }) => repeat === splits[0]?.repeat);
  const shares = first.map(({ test, training }) => test.length / (test.length + training.length));
  const share = shares.reduce((sum, one) => sum + one, 0) / Math.max(1, shares.length);
  return 1 + (first.length - 1) * share;
}

/** Subjects that a share is a share of, where it can be all or none of them; of an AUC pairs that have none in common. */
function counted(frame: Frame, id: string, { rows, positive }: Pooled): number {
  const outcome = outcomeOf(frame);
  if (!('codes' in outcome)) return NaN;
  const count = (wanted: (row: number, place: number) => boolean) => rows.filter(wanted).length;
  switch (id) {
    case 'sensitivity':
      return count((row) => outcome.codes[row] === 1);
    case 'specificity':
      return count((row) => outcome.codes[row] === 0);
    case 'positive-predictive-value':
      return count((_, place) => positive?.[place] === 1);
    case 'negative-predictive-value':
      return count((_, place) => positive?.[place] === 0);
    case 'accuracy':
      return rows.length;
    case 'auc': {
      const events = count((row) => outcome.codes[row] === 1);
      return outcome.classes.length === 2 ? Math.min(events, rows.length - events) : NaN;
    }
    default:
      return NaN;
  }
}

/** The interval of a measure that no subject that is left out changes. */
function unmoved(
  frame: Frame,
  id: string,
  value: number,
  pooled: Pooled,
  inflation: number,
  level: number,
): Interval {
  const subjects = counted(frame, id, pooled);
  if ((value === 0 || value === 1) && subjects > 0) return wilsonEnds(value, subjects / inflation, level);
  return {
    lower: NaN,
    upper: NaN,
    reason: `Whichever subject is left out, it is ${value.toPrecision(3)}: that says nothing about how sure it is.`,
  };
}

/**
 * What the model of a split calls every row, where it does not tell rows apart: because no threshold does better, or because it
 * gives all of them one score. Undefined where it decides.
 */
function undecided({ threshold, test }: FoldResult): 'positive' | 'negative' | undefined {
  if (threshold === undefined) return undefined;
  if (threshold <= 0) return 'positive';
  if (threshold > 1) return 'negative';
  const { scores, probabilities } = test;
  if (probabilities === undefined || scores.length < 2 || scores.some((score) => score !== scores[0]))
    return undefined;
  return probabilities[1]! >= threshold ? 'positive' : 'negative';
}

/**
 * Where the models of splits call everyone positive (or nobody) as often as an interval may miss at one end, the final model may
 * too: its sensitivity and specificity are then exactly 1 or 0, which no scale reaches.
 */
function withUndecided(
  id: string,
  { lower, upper, ...rest }: Interval,
  results: readonly FoldResult[],
  level: number,
): Interval {
  if ((id !== 'sensitivity' && id !== 'specificity') || Number.isNaN(lower + upper))
    return { lower, upper, ...rest };
  const often = (what: 'positive' | 'negative') =>
    results.filter((one) => undecided(one) === what).length > ((1 - level) / 2) * results.length;
  const [everyone, nobody] = [often('positive'), often('negative')];
  const [all, none] = id === 'sensitivity' ? [everyone, nobody] : [nobody, everyone];
  return { lower: none ? 0 : lower, upper: all ? 1 : upper, ...rest };
}

/**
 * Intervals of measures as what they are at new patients of the same kind, for the model that is fitted on all rows: the
 * chance of the subjects (see `jackknifeVariances`) times `sharedTraining`, of decisions with that of their threshold
 * (see `thresholdVariances`), on a scale that keeps it within what is possible. Shares of 0 or 1 have Wilson's interval, an AUC of 0 or 1 has that of its disjoint pairs.
 */
export function measureIntervals(
  frame: Frame,
  pooled: readonly Pooled[],
  results: readonly FoldResult[],
  splits: readonly Split[],
  values: ReadonlyMap<string, number>,
  look: Looking,
  { level = 0.95, seed }: IntervalOptions,
): Map<string, Interval> {
  const inflation = sharedTraining(splits);
  const thresholds = thresholdVariances(frame, pooled, results, splits);
  const variances = jackknifeVariances(frame, pooled, look, createRandom(seed).split('interval'));
  return new Map(
    Array.from(values, ([id, value]): [string, Interval] => {
      const variance = variances.get(id) ?? NaN;
      if (Number.isNaN(value)) return [id, { lower: NaN, upper: NaN }];
      if (Number.isNaN(variance)) {
        const reason = 'It has no value in more than one in twenty of the tables without one subject.';
        return [id, { lower: NaN, upper: NaN, reason }];
      }
      const all = inflation * variance + (thresholds.get(id) ?? 0);
      // Rounding of equal values is no variance, and a share of 0 or 1 has no scale to be on.
      const share = (value === 0 || value === 1) && counted(frame, id, pooled[0]!) > 0;
      if (share || !(all > 1e-20 * Math.max(1, value * value)))
        return [
          id,
          withUndecided(id, unmoved(frame, id, value, pooled[0]!, inflation, level), results, level),
        ];
      const ends = endsOf(id, value, Math.sqrt(all), level);
      if (!Number.isNaN(ends.lower + ends.upper)) return [id, withUndecided(id, ends, results, level)];
      return [
        id,
        {
          lower: NaN,
          upper: NaN,
          reason: `At ${value.toPrecision(3)} there is no scale to make an interval on.`,
        },
      ];
    }),
  );
}
