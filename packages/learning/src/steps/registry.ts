import { learningError } from '../error.ts';
import { encode } from './prepare/encode.ts';
import { impute } from './prepare/impute.ts';
import { scale } from './prepare/scale.ts';
import { varianceFilter } from './select/variance-filter.ts';
import type { Step } from './step.ts';

const all: readonly Step[] = [impute, encode, scale, varianceFilter];

/** Every kind of step, by its id. */
export const steps: ReadonlyMap<string, Step> = new Map(all.map((one) => [one.id, one]));

/** A kind of step by its id; an error that names those there are. */
export function stepOf(id: string): Step {
  const found = steps.get(id);
  if (found === undefined) {
    throw learningError('SETTINGS_INVALID', `No step is called "${id}".`, {
      remedy: `The steps are ${[...steps.keys()].join(', ')}.`,
    });
  }
  return found;
}
