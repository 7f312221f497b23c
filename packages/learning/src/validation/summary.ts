import { createRandom, mean, quantile, standardDeviation } from '@rachis/statistics';
import type { Frame } from '../frame/frame.ts';
import { outcomeOf, type Split, strataOf, subjectsOf } from '../resampling/split.ts';
import type { FoldResult } from './fold.ts';
import { type Looking, lookingAt } from './horizons.ts';
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

/** How intervals are made. */
export interface IntervalOptions {
  readonly resamples?: number;
  readonly level?: number;
  readonly seed: string | number;
}

type Lists = Map<string, number[]>;

const push = (lists: Lists, id: string, value: number) => {
  const own = lists.get(id);
  if (own === undefined) lists.set(id, [value]);
  else own.push(value);
};

const known = (values: readonly number[]) => values.filter((value) => !Number.isNaN(value));

/** Means over repeats of measures of some rows, each row as often as given. */
function meansOver(frame: Frame, pooled: readonly Pooled[], times: Int32Array | undefined, look: Looking) {
  const lists: Lists = new Map();
  for (const one of pooled) {
    const places =
      times === undefined
        ? undefined
        : one.rows.flatMap((row, place) => new Array<number>(times[row]!).fill(place));
    if (places?.length === 0) continue;
    for (const [id, value] of Object.entries(
      measuresOf(judged(frame, one, places), look.horizons, look.censoring),
    )) {
      push(lists, id, value);
    }
  }
  return new Map(
    Array.from(lists, ([id, values]) => [id, known(values).length === 0 ? NaN : mean(known(values))]),
  );
}

/** How often each row is in a draw of subjects, with replacement; by stratum where each subject has one. */
function drawSubjects(frame: Frame, rows: ReadonlySet<number>) {
  const subjects = subjectsOf(frame)
    .map((subject) => subject.rows.filter((row) => rows.has(row)))
    .filter((own) => own.length > 0);
  const { codes } = strataOf(outcomeOf(frame));
  const single = subjects.every((own) => own.every((row) => codes[row] === codes[own[0]!]));
  const pools = new Map<number, number[][]>();
  for (const own of subjects) {
    const key = single ? codes[own[0]!]! : 0;
    pools.set(key, [...(pools.get(key) ?? []), own]);
  }
  return (seed: ReturnType<typeof createRandom>): Int32Array => {
    const times = new Int32Array(frame.rows);
    for (const pool of pools.values()) {
      for (let k = 0; k < pool.length; k++) {
        for (const row of pool[seed.integer(pool.length)]!) times[row]!++;
      }
    }
    return times;
  };
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
 * Measures of one pipeline over all test rows, with percentile intervals from draws of subjects (within classes, where
 * each subject has one class). The models are not refitted for the interval: it tells how the measure varies with the
 * subjects judged. Where all draws give one value (perfect separation, a constant score) there is no interval, and a reason.
 * Of a bootstrap validation: corrected for optimism, see `optimismMeasures`.
 */
export function summarise(
  name: string,
  frame: Frame,
  results: readonly FoldResult[],
  splits: readonly Split[],
  { resamples = 1000, level = 0.95, seed }: IntervalOptions,
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
  const values = meansOver(frame, pooled, undefined, look);
  const draw = drawSubjects(frame, new Set(pooled.flatMap(({ rows }) => rows)));
  const random = createRandom(seed).split('interval');
  const drawn: Lists = new Map();
  for (let b = 0; b < resamples; b++) {
    for (const [id, value] of meansOver(frame, pooled, draw(random.split(b)), look)) push(drawn, id, value);
  }
  const measures = Array.from(values, ([id, value]): MeasureSummary => {
    const kept = known(drawn.get(id) ?? []);
    const missing = resamples - kept.length;
    if (missing > 0.05 * resamples) {
      const reason = `No value in ${missing} of ${resamples} draws of subjects.`;
      return { id, value, lower: NaN, upper: NaN, ...spread(id), reason };
    }
    const lower = quantile(kept, (1 - level) / 2);
    const upper = quantile(kept, (1 + level) / 2);
    if (lower === upper) {
      const reason = `Every draw of subjects gave ${value.toPrecision(3)}: that tells nothing of how sure it is.`;
      return { id, value, lower: NaN, upper: NaN, ...spread(id), reason };
    }
    return { id, value, lower, upper, ...spread(id) };
  });
  return { ...shared, measures };
}
