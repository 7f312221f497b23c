import type { Outcome, Predictions } from '../contract.ts';
import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';
import type { FittedPipeline } from '../pipeline/fitted-pipeline.ts';

/** Which of a pipeline's predictions is looked at. */
export type Response =
  /** The model's score: a value, log odds, log hazard, mortality. */
  | { readonly of: 'score' }
  /** The probability of the class of this code. */
  | { readonly of: 'probability'; readonly classCode: number }
  /** The probability of the event up to a time. */
  | { readonly of: 'risk'; readonly time: number };

/** The response of an outcome unless told: of two classes the probability of the event, otherwise the score. */
export const defaultResponse = (outcome: Outcome | undefined): Response =>
  outcome !== undefined && outcome.kind === 'classes' && outcome.classes.length === 2
    ? { of: 'probability', classCode: 1 }
    : { of: 'score' };

function numbersOf({ scores, probabilities, survivalAt }: Predictions, response: Response): Float64Array {
  if (response.of === 'score') return scores;
  if (response.of === 'probability') {
    const { classCode } = response;
    if (probabilities === undefined || classCode < 0 || classCode >= probabilities.columns) {
      throw learningError('SETTINGS_INVALID', `The pipeline gives no probability of class ${classCode}.`, {
        remedy: 'Ask for the score, or for a class that there is.',
      });
    }
    const { rows, columns, data } = probabilities;
    return Float64Array.from({ length: rows }, (_, row) => data[row * columns + classCode]);
  }
  if (survivalAt === undefined) {
    throw learningError('SETTINGS_INVALID', 'The pipeline gives no probability of survival.', {
      remedy: 'Ask for the score.',
    });
  }
  return survivalAt(Float64Array.of(response.time)).data.map((free) => 1 - free);
}

/** Responses of rows whose column has these values: `values` with one number a row. */
export function responsesWith(
  pipeline: FittedPipeline,
  frame: Frame,
  column: string,
  values: Float64Array,
  response: Response,
): Float64Array {
  const { outcome: _, ...unseen } = frame;
  const columns = frame.columns.map((own) => (own.name === column ? { ...own, values } : own));
  return numbersOf(pipeline.predict({ ...unseen, columns }), response);
}
