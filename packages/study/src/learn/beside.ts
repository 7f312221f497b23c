import {
  curveTasks,
  type FoldResult,
  type Frame,
  foldTasks,
  type LearningCurve,
  learningCurves,
  outerSplits,
  type PipelineSummary,
  type Split,
  summarise,
  type ValidationPlan,
} from '@rachis/learning';
import * as z from 'zod';
import { type RunTaskOptions, runTasks } from './run-tasks.ts';
import type { LearnSettings } from './settings.ts';

/** The bootstrap beside folds. */
export const optimismSchema = z
  .union([z.literal(0), z.int().min(20).max(10_000)])
  .default(0)
  .describe(
    'Resamples of an optimism-corrected bootstrap (Harrell; .632+) beside the outer splits; 0 for none.',
  );

/** A learning curve: whether more subjects would help. */
export const learningCurveSchema = z
  .strictObject({
    shares: z
      .array(z.number().gt(0).lt(1))
      .min(1)
      .max(10)
      .default([0.4, 0.6, 0.8])
      .describe('Shares of the training subjects that models are fitted on, besides all of them.'),
    repeats: z.int().min(1).max(100).default(2).describe('Repeats of the outer folds that are used.'),
  })
  .describe(
    'Fits on shares of the training subjects, to see whether more would help. Not done unless asked for.',
  );

/** What is fitted beside the validation, where it was asked for. */
export interface BesideResults {
  /** The bootstrap of the whole plan, corrected for optimism. */
  readonly optimism: readonly PipelineSummary[];
  readonly curves: readonly LearningCurve[];
}

/**
 * The optimism-corrected bootstrap and the learning curve of the pipelines of a validation: neither changes anything of it. They take
 * the same plan, so searches, calibration and thresholds are found anew in each fit.
 */
export async function fitBeside(
  frame: Frame,
  plan: ValidationPlan,
  splits: readonly Split[],
  results: readonly FoldResult[],
  { optimism, learningCurve, level, seed }: LearnSettings,
  { dates, ...options }: RunTaskOptions & { readonly dates?: Float64Array },
): Promise<BesideResults> {
  const bootstrapped: PipelineSummary[] = [];
  if (optimism > 0 && plan.outer.kind !== 'bootstrap') {
    const own: ValidationPlan = { ...plan, outer: { kind: 'bootstrap', resamples: optimism } };
    const draws = outerSplits(frame, own);
    const { folds } = await runTasks({ frame, plan: own }, foldTasks(own, draws), {
      ...options,
      finals: false,
    });
    plan.pipelines.forEach(({ name }, pipeline) => {
      const fits = folds.filter((one) => one.pipeline === pipeline);
      bootstrapped.push(summarise(name, frame, fits, draws, { level, seed }));
    });
  }
  if (learningCurve === undefined || plan.outer.kind === 'bootstrap')
    return { optimism: bootstrapped, curves: [] };
  const shares = [...new Set(learningCurve.shares)];
  const { folds } = await runTasks(
    { frame, plan, ...(dates === undefined ? {} : { dates }) },
    curveTasks(plan, splits, shares, learningCurve.repeats),
    { ...options, finals: false },
  );
  return {
    optimism: bootstrapped,
    curves: learningCurves(frame, plan, splits, [...results, ...folds], learningCurve.repeats, level),
  };
}
