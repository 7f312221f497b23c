import type { Random } from '@rachis/statistics';
import type { FittedModel, Predictions } from '../contract.ts';
import { type Frame, takeRows } from '../frame/frame.ts';
import { matrixOf } from '../frame/matrix.ts';
import { modelRandom, pipelineOf } from '../pipeline/fitted-pipeline.ts';
import { type ReadPipeline, readPipeline } from '../pipeline/pipeline.ts';
import { prepareSteps, trainingData } from '../pipeline/prepared.ts';
import type { Split } from '../resampling/split.ts';
import { type Criterion, criterionOf } from './criterion.ts';
import type { Candidate } from './space.ts';

/** What candidates said of the test rows of inner splits. */
export interface InnerResult {
  /** By candidate, then split. NaN where the criterion has no value. */
  readonly scores: readonly Float64Array[];
  /** Predictions by candidate, then split. */
  readonly said: readonly (readonly Predictions[])[];
}

/** Candidates that begin alike, so that their models are fitted on the same prepared rows. */
function alike(read: readonly ReadPipeline[]): number[][] {
  const sets = new Map<string, number[]>();
  read.forEach(({ steps, estimator }, at) => {
    const key = `${steps.map((step) => step.key).join('\n')}\n${estimator.id}`;
    const own = sets.get(key);
    if (own === undefined) sets.set(key, [at]);
    else own.push(at);
  });
  return [...sets.values()];
}

/** Models of one kind on the same rows; together where the estimator shares work between settings. */
function fitModels(read: readonly ReadPipeline[], training: Frame, random: Random): readonly FittedModel[] {
  const { estimator } = read[0]!;
  const data = trainingData(training, modelRandom(random));
  if (estimator.fitAll !== undefined && read.length > 1) {
    return estimator.fitAll(
      data,
      read.map(({ settings }) => settings as never),
    );
  }
  return read.map(({ settings }) => estimator.fit(data, settings as never));
}

/**
 * Fits every candidate on the training rows of each split and asks it about the test rows. All steps are fitted on the
 * split's training rows alone.
 */
export function innerScores(
  frame: Frame,
  candidates: readonly Candidate[],
  splits: readonly Split[],
  criterion: Criterion,
  random: Random,
): InnerResult {
  const read = candidates.map(({ pipeline }) => readPipeline(pipeline));
  const scores = candidates.map(() => new Float64Array(splits.length));
  const said = candidates.map((): Predictions[] => []);
  const sets = alike(read);
  splits.forEach(({ training, test }, s) => {
    const inside = takeRows(frame, training);
    const { outcome, ...outside } = takeRows(frame, test);
    const source = random.split('split', s);
    const prepared = prepareSteps(inside, source);
    for (const set of sets) {
      const own = set.map((at) => read[at]!);
      const ready = prepared(own[0]!.steps);
      const models = fitModels(own, ready.training, source);
      // The steps do not depend on the model: once for all of them.
      const unseen = matrixOf(pipelineOf(inside, ready, models[0]!).prepare(outside));
      models.forEach((model, place) => {
        const predictions = model.predict(unseen);
        scores[set[place]!]![s] = criterionOf(criterion, outcome!, predictions);
        said[set[place]!]!.push(predictions);
      });
    }
  });
  return { scores, said };
}
