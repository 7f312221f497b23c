import type { Json } from '../contract.ts';
import type { Frame } from '../frame/frame.ts';
import type { Split } from '../resampling/split.ts';
import type { ScoredCandidate } from '../search/search.ts';
import { createRandom } from '@rachis/statistics';
import { comparePipelines, type PipelineComparison } from './comparison.ts';
import { fitPlan } from './fit-plan.ts';
import { type FoldResult, type FoldTask, foldTasks, runFold } from './fold.ts';
import { outerSplits } from './outer-splits.ts';
import { meanScore, type PermutationTest, permutationTest } from './permutation.ts';
import type { ValidationPlan } from './plan.ts';
import { type PipelineSummary, summarise } from './summary.ts';

/** A pipeline fitted on all rows, as JSON that `restorePipeline` reads. */
export interface FinalModel {
  readonly name: string;
  readonly state: Json;
  readonly chosen: Readonly<Record<string, unknown>>;
  readonly candidates: readonly ScoredCandidate[];
  readonly columns: readonly string[];
}

/** A nested validation of pipelines on the same splits. */
export interface Validation {
  readonly splits: readonly Split[];
  readonly pipelines: readonly PipelineSummary[];
  /**
   * Of several pipelines: in each split the one that its inner folds liked best. What to expect of "take the best", which
   * the best of `pipelines` is too good for.
   */
  readonly selected?: PipelineSummary;
  readonly comparisons: readonly PipelineComparison[];
  readonly permutations: readonly (PermutationTest & { readonly name: string })[];
}

/** How tasks are run: one after the other here, or over threads. Results in the order of the tasks. */
export type RunTasks = (tasks: readonly FoldTask[]) => Promise<readonly FoldResult[]>;

/** What a validation may be told. */
export interface ValidationOptions {
  /** A date for each row, for temporal splits. */
  readonly dates?: ArrayLike<number>;
  /** Runs the tasks; each is `runFold` of the same frame and plan. */
  readonly run?: RunTasks;
  readonly level?: number;
  /** Permutations of the outcome for each pipeline; none unless told. */
  readonly permutations?: number;
}

/** The plan of a permutation test: one repeat of the same folds. */
export const permutationPlan = (plan: ValidationPlan): ValidationPlan =>
  plan.outer.kind === 'folds' ? { ...plan, outer: { ...plan.outer, repeats: 1 } } : plan;

/** Runs tasks one after the other. */
export const runHere =
  (frame: Frame, plan: ValidationPlan, dates?: ArrayLike<number>): RunTasks =>
  async (tasks) => {
    const splits = outerSplits(frame, plan, dates);
    return tasks.map((task) => runFold(frame, plan, splits, task));
  };

/** In each split the result whose inner folds scored best; of equals the first pipeline's. */
function bestOfEach(results: readonly FoldResult[], splits: readonly Split[]): FoldResult[] {
  return splits.flatMap((_, split) => {
    const own = results.filter((result) => result.split === split && result.problem === undefined);
    const best = own.reduce<FoldResult | undefined>(
      (top, one) => (top === undefined || one.innerScore > top.innerScore ? one : top),
      undefined,
    );
    return best === undefined ? [] : [best];
  });
}

/**
 * Nested validation: for every outer split each pipeline is prepared, searched, fitted, calibrated and given its
 * threshold on the training rows alone, and judged on the test rows. Deterministic: the same frame, plan and seed give
 * the same bytes, whoever runs the tasks.
 */
export async function validate(
  frame: Frame,
  plan: ValidationPlan,
  { dates, run = runHere(frame, plan, dates), level, permutations = 0 }: ValidationOptions = {},
): Promise<Validation> {
  const splits = outerSplits(frame, plan, dates);
  const once = permutations === 0 ? 0 : outerSplits(frame, permutationPlan(plan), dates).length;
  const dealt = plan.pipelines.flatMap((_, pipeline) =>
    Array.from({ length: permutations }, (_value, permutation) =>
      Array.from({ length: once }, (_split, split): FoldTask => ({ pipeline, split, permutation })),
    ).flat(),
  );
  const tasks = foldTasks(plan, splits);
  const all = await run([...tasks, ...dealt]);
  const results = all.slice(0, tasks.length);
  const options = {
    seed: plan.seed,
    ...(level === undefined ? {} : { level }),
  };
  const pipelines = plan.pipelines.map(({ name }, pipeline) =>
    summarise(
      name,
      frame,
      results.filter((result) => result.pipeline === pipeline),
      splits,
      options,
    ),
  );
  const tests = plan.pipelines.map(({ name }, pipeline) => {
    const score = (wanted: number | undefined) =>
      meanScore(
        all
          .filter((one) => one.pipeline === pipeline && one.permutation === wanted && one.split < once)
          .map((one) => one.score),
      );
    return {
      name,
      ...permutationTest(
        score(undefined),
        Array.from({ length: permutations }, (_, at) => score(at)),
      ),
    };
  });
  return {
    splits,
    pipelines,
    ...(pipelines.length > 1 && plan.outer.kind !== 'bootstrap'
      ? { selected: summarise('Best by inner folds', frame, bestOfEach(results, splits), splits, options) }
      : {}),
    comparisons: comparePipelines(pipelines, splits),
    permutations: permutations === 0 ? [] : tests,
  };
}

/** Fits a pipeline's plan on all rows: the model to keep, whose worth `validate` tells. */
export function fitFinal(frame: Frame, plan: ValidationPlan, pipeline: number): FinalModel {
  const own = plan.pipelines[pipeline]!;
  const fitted = fitPlan(own, frame, plan, createRandom(plan.seed).split('final'));
  return {
    name: own.name,
    state: fitted.pipeline.state(),
    chosen: fitted.search.best.settings,
    candidates: fitted.search.candidates,
    columns: fitted.pipeline.columns,
  };
}
