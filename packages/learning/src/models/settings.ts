import { StatisticsError } from '@rachis/statistics';
import type * as z from 'zod';
import type { Estimator } from '../contract.ts';

/** The settings of an estimator from what a user gave: checked, with defaults. A mistake is named by its key. */
export function readSettings<Schema extends z.ZodType>(
  estimator: Estimator<Schema>,
  given: unknown = {},
): z.output<Schema> {
  const read = estimator.settings.safeParse(given);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const named = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys : [])].join('.');
  throw new StatisticsError(
    'ARGUMENT_INVALID',
    named === ''
      ? `The settings of ${estimator.id} are not usable: ${issue.message}.`
      : `The setting "${named}" of ${estimator.id} is not usable: ${issue.message}.`,
    { remedy: `See the settings of ${estimator.id} and their defaults.` },
  );
}
