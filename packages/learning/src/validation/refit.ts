import { createRandom } from '@rachis/statistics';
import { learningError } from '../error.ts';
import { type Frame, takeRows } from '../frame/frame.ts';
import { type FittedPipeline, fitPipeline } from '../pipeline/fitted-pipeline.ts';
import { bootstrap } from '../resampling/bootstrap.ts';
import { candidatesOf } from '../search/space.ts';
import { fitPlan } from './fit-plan.ts';
import type { PipelinePlan, ValidationPlan } from './plan.ts';

/** What a final model was made of: its plan, and the settings that its search chose on all rows. */
export interface RefitPlan extends Pick<ValidationPlan, 'inner' | 'threshold' | 'criterion' | 'seed'> {
  readonly pipeline: PipelinePlan;
  readonly chosen: Readonly<Record<string, unknown>>;
  /** Whether probabilities were calibrated: then each refit is calibrated again, on inner folds of its own rows. */
  readonly calibrated: boolean;
}

/** The plan without its search: the settings that were chosen, written into it. */
function settled({ pipeline: plan, chosen, seed }: RefitPlan): PipelinePlan {
  const { search, ...alone } = plan;
  if (search === undefined) return alone;
  const wanted = JSON.stringify(chosen);
  // The same candidates as those of the final fit, since they come from the same source.
  const random = createRandom(seed).split('final').split('candidates');
  const found = candidatesOf(plan, search, random).find(
    ({ settings }) => JSON.stringify(settings) === wanted,
  );
  if (found === undefined) {
    throw learningError('DATA_UNSUITABLE', `${plan.name} has no candidate with the settings ${wanted}.`, {
      remedy: 'Fit the final model again: it is of another plan.',
    });
  }
  const { steps, model } = found.pipeline;
  return { ...alone, steps, model } as PipelinePlan;
}

/** Training rows of bootstrap resamples: as many subjects as there are, drawn with replacement, with all their rows. */
export const bootstrapRows = (
  frame: Frame,
  resamples: number,
  seed: RefitPlan['seed'],
): (readonly number[])[] =>
  bootstrap(frame, { resamples }, createRandom(seed).split('refits')).map(({ training }) => training);

/**
 * Fits a final model's pipeline anew on some rows: every step, selection, penalty and calibration is learned from them.
 * Settings that a search chose on all rows are held. Source of the use on bootstrap resamples: Efron and Tibshirani
 * 1993, chapter 13 (percentile interval).
 */
export function refit(
  plan: RefitPlan,
  frame: Frame,
  rows: readonly number[],
  number: number,
): FittedPipeline {
  const own = settled(plan);
  const random = createRandom(plan.seed).split('refit', number);
  const training = takeRows(frame, rows);
  if (plan.calibrated) return fitPlan(own, training, plan, random).pipeline;
  return fitPipeline({ steps: own.steps, model: own.model }, training, random.split('fit'));
}

/** The final model again, as it was fitted on all rows: with what its state does not hold. Without calibration and threshold. */
export function finalFit(plan: RefitPlan, frame: Frame): FittedPipeline {
  const { steps, model } = settled(plan);
  return fitPipeline({ steps, model }, frame, createRandom(plan.seed).split('final').split('fit'));
}
