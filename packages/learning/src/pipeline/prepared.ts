import type { Random } from '@rachis/statistics';
import type { TrainingData } from '../contract.ts';
import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';
import { matrixOf } from '../frame/matrix.ts';
import type { FittedStep } from '../steps/step.ts';
import type { ReadPipeline } from './pipeline-schema.ts';

/** Training rows after all steps, with what the steps learned. */
export interface Prepared {
  readonly fitted: readonly FittedStep[];
  readonly training: Frame;
}

/** Steps fitted once for all pipelines that begin alike. */
export type PreparedSteps = (steps: ReadPipeline['steps']) => Prepared;

/**
 * Fits steps on training rows. What a step learns depends on the rows, the steps before it and the seed alone, so that
 * pipelines that begin alike share the work: a search over settings of the model fits the steps once.
 */
export function prepareSteps(training: Frame, random: Random): PreparedSteps {
  const made = new Map<string, Prepared>();
  made.set('', { fitted: [], training });
  return (steps) => {
    let key = '';
    let at: Prepared = { fitted: [], training };
    steps.forEach((one, place) => {
      key += `${one.key}\n`;
      const known = made.get(key);
      if (known === undefined) {
        const { fitted, training: after } = one.step.fit(
          at.training,
          one.settings as never,
          random.split('step', place, one.step.id),
        );
        at = { fitted: [...at.fitted, fitted], training: after };
        made.set(key, at);
      } else at = known;
    });
    return at;
  };
}

/** Prepared rows as an estimator takes them. */
export function trainingData(frame: Frame, random: Random): TrainingData {
  const { columns, outcome, groups, weights } = frame;
  if (outcome === undefined) throw new RangeError('A model is fitted on rows with an outcome.');
  if (columns.length === 0) {
    throw learningError('DATA_UNSUITABLE', 'The steps left no column for the model.', {
      remedy: 'Loosen the selection, or let it keep at least one column.',
    });
  }
  return {
    x: matrixOf(frame),
    names: columns.map(({ name }) => name),
    outcome,
    groups,
    random,
    ...(weights === undefined ? {} : { weights }),
  };
}
