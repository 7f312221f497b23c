import { createRandom, StatisticsError } from '@rachis/statistics';
import type { Predictions } from '../contract.ts';
import type { FoldExplanation } from '../explain/fold-explanation.ts';
import { type Frame, takeOutcome, takeRows } from '../frame/frame.ts';
import { outcomeOf, type Split } from '../resampling/split.ts';
import { criterionOf, defaultCriterion } from '../search/criterion.ts';
import type { FittedPipeline } from '../pipeline/fitted-pipeline.ts';
import { type FittedPlan, fitPlan } from './fit-plan.ts';
import { eventTimes } from './horizons.ts';
import { shareOfTraining } from './learning-curve.ts';
import { permuted } from './permutation.ts';
import type { ValidationPlan } from './plan.ts';

/** One pipeline on one outer split: the unit of work that workers take. */
export interface FoldTask {
  readonly pipeline: number;
  readonly split: number;
  /** Of a permutation test: which, on the splits of one repeat. */
  readonly permutation?: number;
  /** Of a learning curve: the share of the training subjects that is fitted on. */
  readonly share?: number;
}

/** What a fitted plan said of rows; plain data that crosses threads. */
export interface Said {
  readonly rows: readonly number[];
  readonly scores: Float64Array;
  /** Rows by classes. */
  readonly probabilities?: Float64Array;
  /** Rows by horizons: the probability to be free of the event then. */
  readonly survival?: Float64Array;
}

/** The outcome of a task. */
export interface FoldResult extends FoldTask {
  readonly test: Said;
  /** Of bootstrap splits: what was said of every row, for apparent measures and optimism. */
  readonly all?: Said;
  readonly chosen: Readonly<Record<string, unknown>>;
  readonly innerScore: number;
  readonly threshold?: number;
  /** Columns that reached the model. */
  readonly columns: readonly string[];
  /** The criterion on the test rows. */
  readonly score: number;
  /** What the pipeline says of its columns, where that was asked for. */
  readonly explanation?: FoldExplanation;
  /** Why there is no fit, in words; the others are empty then. */
  readonly problem?: string;
}

/** Looks into the pipeline of a split before it is let go. */
export type Explain = (pipeline: FittedPipeline, frame: Frame, split: Split) => FoldExplanation | undefined;

/** Every pipeline on every split. */
export const foldTasks = (plan: ValidationPlan, splits: readonly Split[]): FoldTask[] =>
  splits.flatMap((_, split) => plan.pipelines.map((_plan, pipeline) => ({ pipeline, split })));

function said(rows: readonly number[], predictions: Predictions, horizons: Float64Array | undefined): Said {
  const { scores, probabilities, survivalAt } = predictions;
  return {
    rows,
    scores,
    ...(probabilities === undefined ? {} : { probabilities: probabilities.data }),
    ...(horizons === undefined || survivalAt === undefined ? {} : { survival: survivalAt(horizons).data }),
  };
}

function ask({ pipeline }: FittedPlan, frame: Frame, rows: readonly number[]): Predictions {
  const { outcome: _, ...unseen } = takeRows(frame, rows);
  return pipeline.predict(unseen);
}

/**
 * Fits a pipeline's whole plan on the training rows of an outer split and asks it about the test rows. The seed of the
 * split is shared by all pipelines, so that they are compared on the same inner folds. That data do not suit a model is
 * a result with its reason, and stops nothing else. `explain` is asked of fits without permuted outcomes.
 */
export function runFold(
  given: Frame,
  plan: ValidationPlan,
  splits: readonly Split[],
  task: FoldTask,
  explain?: Explain,
): FoldResult {
  const frame = task.permutation === undefined ? given : permuted(given, plan.seed, task.permutation);
  const split = splits[task.split]!;
  const own = plan.pipelines[task.pipeline]!;
  const random = createRandom(plan.seed).split('outer fold', split.repeat, split.fold);
  try {
    const training =
      task.share === undefined ? split.training : shareOfTraining(frame, split, task.share, plan.seed);
    const fitted = fitPlan(own, takeRows(frame, training), plan, random);
    const outcome = outcomeOf(frame);
    const horizons = outcome.kind === 'survival' ? eventTimes(outcome) : undefined;
    const everyone = Array.from({ length: frame.rows }, (_, row) => row);
    const predictions = ask(fitted, frame, split.test);
    const explanation =
      task.permutation === undefined && task.share === undefined
        ? explain?.(fitted.pipeline, frame, split)
        : undefined;
    return {
      ...task,
      test: said(split.test, predictions, horizons),
      ...(plan.outer.kind === 'bootstrap'
        ? { all: said(everyone, ask(fitted, frame, everyone), horizons) }
        : {}),
      score: criterionOf(
        plan.criterion ?? defaultCriterion(outcome),
        takeOutcome(outcome, split.test),
        predictions,
      ),
      chosen: fitted.search.best.settings,
      innerScore: fitted.search.score,
      ...(fitted.pipeline.threshold === undefined ? {} : { threshold: fitted.pipeline.threshold }),
      columns: fitted.pipeline.columns,
      ...(explanation === undefined ? {} : { explanation }),
    };
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    return {
      ...task,
      test: { rows: [], scores: new Float64Array(0) },
      chosen: {},
      innerScore: NaN,
      score: NaN,
      columns: [],
      problem: `${own.name}, ${split.name}: ${error.message}`,
    };
  }
}
