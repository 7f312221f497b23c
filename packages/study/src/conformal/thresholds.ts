import type { Frame, PipelineSummary, Split } from '@rachis/learning';
import { conformalThreshold, createRandom, mean, median } from '@rachis/statistics';
import { pooledOf } from '../learn/curves.ts';

/** Levels of sets and intervals. */
export const conformalLevels = [0.8, 0.9, 0.95] as const;

/** What out-of-fold scores make of a further patient, at one level. */
export interface ConformalLevel {
  readonly level: number;
  /** Of classes: the score (one less its probability) up to which each belongs to the set; null: always. */
  readonly thresholds?: readonly (number | null)[];
  /** Of numbers: half of the width of the interval; null: no width is wide enough. */
  readonly halfWidth?: number | null;
}

/** How often sets and intervals of left-out rows held the truth, and how much they said. */
export interface ConformalCoverage {
  readonly level: number;
  /** Share of rows whose set or interval holds the truth; of classes of each in their order too. */
  readonly coverage: number;
  readonly byClass?: readonly number[];
  /** Of sets: mean number of classes, and shares with one class and with none. */
  readonly size?: number;
  readonly single?: number;
  readonly empty?: number;
  /** Of intervals: median width. */
  readonly width?: number;
}

/** Conformal prediction of a pipeline. */
export interface PipelineConformal {
  readonly pipeline: string;
  /** Subjects whose left-out scores it is made of; of classes of each. */
  readonly subjects: number;
  readonly levels: readonly ConformalLevel[];
  readonly coverage: readonly ConformalCoverage[];
}

interface Scored {
  readonly row: number;
  readonly subject: number;
  readonly code: number;
  /** Of each class, or of a number its error alone. */
  readonly scores: readonly number[];
}

/** One left-out row of each subject, drawn by seed: subjects are exchangeable, rows of one are not. */
function oneOfEach(rows: readonly Scored[], seed: string | number): Scored[] {
  const random = createRandom(seed).split('conformal');
  const bySubject = new Map<number, Scored[]>();
  for (const row of rows) bySubject.set(row.subject, [...(bySubject.get(row.subject) ?? []), row]);
  return [...bySubject.values()].map((own) =>
    own.length === 1 ? own[0]! : own[random.integer(own.length)]!,
  );
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);

/** Thresholds of rows, by class of classes. */
function levelOf(rows: readonly Scored[], classes: number, level: number): ConformalLevel {
  if (classes === 0)
    return {
      level,
      halfWidth: finite(
        conformalThreshold(
          rows.map(({ scores }) => scores[0]!),
          level,
        ),
      ),
    };
  return {
    level,
    thresholds: Array.from({ length: classes }, (_, code) =>
      finite(
        conformalThreshold(
          rows.filter((one) => one.code === code).map(({ scores }) => scores[code]!),
          level,
        ),
      ),
    ),
  };
}

/** Classes of a set, from the probabilities of all. */
export const classesOfSet = (
  probabilities: ArrayLike<number>,
  thresholds: readonly (number | null)[],
): number[] =>
  thresholds.flatMap((limit, code) =>
    // What was equal when it was made is equal when it is asked, to rounding.
    limit === null || 1 - probabilities[code]! <= limit + 1e-12 ? [code] : [],
  );

function coverageOf(rows: readonly Scored[], classes: number, level: number): ConformalCoverage {
  // Each subject is judged by the scores of all others.
  const judged = rows.map((own) => ({
    own,
    made: levelOf(
      rows.filter((one) => one !== own),
      classes,
      level,
    ),
  }));
  if (classes === 0) {
    const widths = judged.map(({ made }) => made.halfWidth ?? Infinity);
    return {
      level,
      coverage: mean(judged.map(({ own }, at) => (own.scores[0]! <= widths[at]! ? 1 : 0))),
      width: 2 * median(widths),
    };
  }
  const sets = judged.map(({ own, made }) => {
    const set = classesOfSet(
      own.scores.map((score) => 1 - score),
      made.thresholds!,
    );
    return { code: own.code, size: set.length, holds: set.includes(own.code) ? 1 : 0 };
  });
  return {
    level,
    coverage: mean(sets.map(({ holds }) => holds)),
    byClass: Array.from({ length: classes }, (_, code) =>
      mean(sets.filter((one) => one.code === code).map(({ holds }) => holds)),
    ),
    size: mean(sets.map(({ size }) => size)),
    single: mean(sets.map(({ size }) => (size === 1 ? 1 : 0))),
    empty: mean(sets.map(({ size }) => (size === 0 ? 1 : 0))),
  };
}

/** More subjects than this are judged by a sample of so many. */
const mostJudged = 400;

/**
 * Conformal prediction from what pipelines said of left-out rows in the first repeat, of classes with probabilities and of numbers.
 * Classes are held to the rows of their class (so that a rare class is not missed more often), one row a subject. The
 * thresholds are used with the model of all rows, which is not quite the models that they come from: coverage is then about the level, and no more is promised.
 */
export function pipelineConformal(
  frame: Frame,
  pipelines: readonly PipelineSummary[],
  splits: readonly Split[],
  seed: string | number,
): PipelineConformal[] {
  const outcome = frame.outcome!;
  if (outcome.kind === 'survival') return [];
  const classes = 'classes' in outcome ? outcome.classes.length : 0;
  return pipelines.flatMap((summary): PipelineConformal[] => {
    const [first] = pooledOf(summary, splits);
    if (first === undefined || (classes > 0 && first.probabilities === undefined)) return [];
    const rows = oneOfEach(
      first.rows.map((row, place): Scored => {
        const shared = { row, subject: frame.groups[row]! };
        if (outcome.kind === 'continuous')
          return { ...shared, code: 0, scores: [Math.abs(outcome.values[row]! - first.scores[place]!)] };
        const own = first.probabilities!.subarray(place * classes, (place + 1) * classes);
        return { ...shared, code: outcome.codes[row]!, scores: Array.from(own, (p) => 1 - p) };
      }),
      seed,
    );
    const judged = rows.slice(0, mostJudged);
    return [
      {
        pipeline: summary.name,
        subjects: rows.length,
        levels: conformalLevels.map((level) => levelOf(rows, classes, level)),
        coverage: conformalLevels.map((level) => coverageOf(judged, classes, level)),
      },
    ];
  });
}
