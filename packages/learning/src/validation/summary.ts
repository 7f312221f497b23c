import { mean, standardDeviation } from '@rachis/statistics';
import type { Frame } from '../frame/frame.ts';
import type { Split } from '../resampling/split.ts';
import type { FoldResult } from './fold.ts';
import { type Looking, lookingAt } from './horizons.ts';
import { type IntervalOptions, measureIntervals } from './measure-intervals.ts';
import { measuresOf } from './measures.ts';
import { type OptimismMeasure, optimismMeasures } from './optimism.ts';
import { decisionsAt, judged, type Pooled, pooledByRepeat } from './pooled.ts';

/** A measure over all test rows. */
export interface MeasureSummary {
  readonly id: string;
  /** Of the test rows of a repeat together, mean over repeats. Of a bootstrap: corrected for optimism. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Of each test fold by itself: mean and standard deviation over folds that have a value. */
  readonly foldMean: number;
  readonly foldDeviation: number;
  /** Of a bootstrap validation. */
  readonly bootstrap?: Pick<
    OptimismMeasure,
    'apparent' | 'optimism' | 'leftOut' | 'estimate632' | 'estimate632Plus'
  >;
  readonly reason?: string;
}

/** How often a column reached the model. */
export interface SelectionFrequency {
  readonly column: string;
  readonly share: number;
}

/** A pipeline over all splits. */
export interface PipelineSummary {
  readonly name: string;
  readonly measures: readonly MeasureSummary[];
  /** In descending order; every column that ever reached the model. */
  readonly selection: readonly SelectionFrequency[];
  /** Reasons of splits without a fit. */
  readonly problems: readonly string[];
  readonly results: readonly FoldResult[];
}

type Lists = Map<string, number[]>;

const push = (lists: Lists, id: string, value: number) => {
  const own = lists.get(id);
  if (own === undefined) lists.set(id, [value]);
  else own.push(value);
};

const known = (values: readonly number[]) => values.filter((value) => !Number.isNaN(value));

/** Means over repeats of measures of all their test rows. */
function meansOver(frame: Frame, pooled: readonly Pooled[], look: Looking) {
  const lists: Lists = new Map();
  for (const one of pooled) {
    for (const [id, value] of Object.entries(measuresOf(judged(frame, one), look.horizons, look.censoring))) {
      push(lists, id, value);
    }
  }
  return new Map(
    Array.from(lists, ([id, values]) => [id, known(values).length === 0 ? NaN : mean(known(values))]),
  );
}

/** Measures of each fold by itself. */
function foldMeasures(frame: Frame, results: readonly FoldResult[], look: Looking): Lists {
  const lists: Lists = new Map();
  for (const { test, threshold, problem } of results) {
    if (problem !== undefined) continue;
    const decided =
      threshold === undefined || test.probabilities === undefined
        ? test
        : { ...test, positive: decisionsAt(test, threshold) };
    for (const [id, value] of Object.entries(
      measuresOf(judged(frame, decided), look.horizons, look.censoring),
    )) {
      push(lists, id, value);
    }
  }
  return lists;
}

/** Share of fits that each column reached the model in. */
export function selectionFrequencies(results: readonly FoldResult[]): SelectionFrequency[] {
  const fits = results.filter(({ problem }) => problem === undefined);
  const counts = new Map<string, number>();
  for (const { columns } of fits) for (const name of columns) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Array.from(counts, ([column, count]) => ({ column, share: count / fits.length })).sort(
    (a, b) => b.share - a.share || (a.column < b.column ? -1 : 1),
  );
}

/**
 * Measures of one pipeline over all test rows, with intervals of what they are at new patients (see `measureIntervals`).
 * The models are not refitted for them. Of a bootstrap validation: corrected for optimism, see `optimismMeasures`.
 */
export function summarise(
  name: string,
  frame: Frame,
  results: readonly FoldResult[],
  splits: readonly Split[],
  { level = 0.95, seed }: IntervalOptions,
): PipelineSummary {
  const look = lookingAt(frame);
  const folds = foldMeasures(frame, results, look);
  const shared = {
    name,
    selection: selectionFrequencies(results),
    problems: results.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
    results,
  };
  const spread = (id: string) => {
    const values = known(folds.get(id) ?? []);
    return {
      foldMean: values.length === 0 ? NaN : mean(values),
      foldDeviation: values.length < 2 ? NaN : standardDeviation(values),
    };
  };
  if (results.some(({ all }) => all !== undefined)) {
    const measures = optimismMeasures(frame, results, splits, look, level);
    return {
      ...shared,
      measures: measures.map(({ id, value, lower, upper, reason, ...bootstrap }) => ({
        id,
        value,
        lower,
        upper,
        ...spread(id),
        bootstrap,
        ...(reason === undefined ? {} : { reason }),
      })),
    };
  }
  const pooled = pooledByRepeat(results, splits);
  const values = meansOver(frame, pooled, look);
  const intervals = measureIntervals(frame, pooled, results, splits, values, look, { level, seed });
  const measures = Array.from(
    values,
    ([id, value]): MeasureSummary => ({ id, value, ...intervals.get(id)!, ...spread(id) }),
  );
  return { ...shared, measures };
}
