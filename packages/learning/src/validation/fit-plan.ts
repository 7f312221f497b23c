import { costThreshold, type Random, sensitivityThreshold, youdenThreshold } from '@rachis/statistics';
import { applyCalibration, type Calibration, fitCalibration } from '../calibration/calibration.ts';
import type { Matrix, Outcome, Predictions } from '../contract.ts';
import { type Frame, takeOutcome } from '../frame/frame.ts';
import { assembled, type FittedPipeline, fitPipeline } from '../pipeline/fitted-pipeline.ts';
import { outcomeOf } from '../resampling/split.ts';
import { defaultCriterion, refuseCriterion } from '../search/criterion.ts';
import { type SearchResult, searchCandidates } from '../search/search.ts';
import { candidatesOf } from '../search/space.ts';
import { stepOf } from '../steps/registry.ts';
import type { PipelinePlan, ThresholdRule, ValidationPlan } from './plan.ts';

/** A plan fitted on training rows: the best pipeline of its search, refitted on all of them. */
export interface FittedPlan {
  readonly pipeline: FittedPipeline;
  readonly search: SearchResult;
}

/** Predictions of several splits as of one list of rows. */
export function joinPredictions(parts: readonly Predictions[]): Predictions {
  const scores = Float64Array.from(parts.flatMap((part) => [...part.scores]));
  if (parts.some(({ probabilities }) => probabilities === undefined)) return { scores };
  const matrices = parts.map(({ probabilities }) => probabilities as Matrix);
  const { columns } = matrices[0]!;
  const data = new Float64Array(scores.length * columns);
  let at = 0;
  for (const part of matrices) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { scores, probabilities: { rows: scores.length, columns, data } };
}

/** A probability that no row reaches: rows are positive from the threshold on, and certainty (1) is a probability. */
const aboveCertainty = 1 + Number.EPSILON;

/**
 * The cut of a rule over probabilities of training rows. Where no cut does better than to call everybody positive
 * (constant or reversed probabilities) it is 0, where none does better than nobody it lies just above 1: on the ROC
 * curve these two have no finite place, but a threshold that is stored and applied to new rows must have one.
 */
export function chooseThreshold(
  rule: ThresholdRule,
  events: ArrayLike<number>,
  probabilities: Float64Array,
): number {
  const cut = () => {
    switch (rule.rule) {
      case 'fixed':
        return rule.probability;
      case 'youden':
        return youdenThreshold(events, probabilities).threshold;
      case 'sensitivity':
        return sensitivityThreshold(events, probabilities, rule.sensitivity).threshold;
      case 'cost':
        return costThreshold(events, probabilities, rule).threshold;
    }
  };
  return Math.min(Math.max(cut(), 0), aboveCertainty);
}

/** Probability of the event where there are two classes. */
export const eventProbabilities = ({ probabilities }: Predictions): Float64Array | undefined =>
  probabilities?.columns === 2
    ? Float64Array.from({ length: probabilities.rows }, (_, row) => probabilities.data[2 * row + 1]!)
    : undefined;

/** Calibration and threshold, from what the best candidate said of training rows while they were left out. */
function decided(
  plan: PipelinePlan,
  rule: ThresholdRule,
  outcome: Outcome,
  { rows, said }: SearchResult['leftOut'],
): { readonly calibration?: Calibration; readonly threshold?: number } {
  if (outcome.kind !== 'classes' && outcome.kind !== 'ordinal') return {};
  const truth = takeOutcome(outcome, rows) as typeof outcome;
  const joined = joinPredictions(said);
  const balanced = plan.steps.some(({ step }) => stepOf(step).balances);
  const needed = balanced || joined.probabilities === undefined;
  const kind = plan.calibration === 'auto' ? (needed ? 'sigmoid' : 'none') : plan.calibration;
  const calibration =
    kind === 'none' ? undefined : fitCalibration(kind, joined, truth.codes, outcome.classes.length);
  const events = eventProbabilities(
    calibration === undefined ? joined : applyCalibration(calibration, joined),
  );
  return {
    ...(calibration === undefined ? {} : { calibration }),
    ...(events === undefined || outcome.classes.length !== 2
      ? {}
      : { threshold: chooseThreshold(rule, truth.codes, events) }),
  };
}

/**
 * Fits a plan on training rows: searches its settings by inner folds, refits the best on all the rows, and takes
 * calibration and threshold from what it said of rows that it was not fitted on. Nothing else is looked at.
 */
export function fitPlan(
  plan: PipelinePlan,
  frame: Frame,
  {
    inner,
    threshold,
    criterion = defaultCriterion(outcomeOf(frame)),
  }: Pick<ValidationPlan, 'inner' | 'threshold' | 'criterion'>,
  random: Random,
): FittedPlan {
  const outcome = outcomeOf(frame);
  refuseCriterion(criterion, outcome);
  const candidates = candidatesOf(plan, plan.search, random.split('candidates'));
  const search = searchCandidates(frame, candidates, plan.search, inner, criterion, random.split('search'));
  const fitted = fitPipeline(search.best.pipeline, frame, random.split('fit'));
  return { pipeline: assembled({ ...fitted, ...decided(plan, threshold, outcome, search.leftOut) }), search };
}
