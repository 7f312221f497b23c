import { StatisticsError } from '@rachis/statistics';
import * as z from 'zod';
import type { Estimator, FittedModel, Json, OutcomeKind, TrainingData } from '../../contract.ts';
import { readSettings } from '../settings.ts';
import type { StateRecord } from '../training.ts';

/** A model that an ensemble takes in: an estimator by its id, with settings. */
export const memberSettings = z.strictObject({
  estimator: z.string().describe('Kind of the model.'),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Its settings; others keep their defaults.'),
});
export type Member = z.output<typeof memberSettings>;

/** Estimators by their id: ensembles are made over the others, and know them by this alone. */
export type FindEstimator = (id: string) => Estimator;

/** A member with its settings read; an error where it does not fit the outcome. */
export function readMember(find: FindEstimator, member: Member, kind: OutcomeKind) {
  const estimator = find(member.estimator);
  if (!estimator.outcomes.includes(kind)) {
    throw new StatisticsError('ARGUMENT_INVALID', `${estimator.id} is not for a ${kind} outcome.`, {
      remedy: 'Choose members that are for the outcome.',
    });
  }
  const settings = readSettings(estimator, member.settings);
  return { estimator, fit: (data: TrainingData): FittedModel => estimator.fit(data, settings) };
}

/** Fitted members as JSON. */
export const memberStates = (models: readonly FittedModel[]): Json =>
  models.map((model) => ({ estimator: model.estimator, state: model.state() }));

/** Fitted members from JSON. */
export const restoreMembers = (find: FindEstimator, state: Json): FittedModel[] =>
  (state as readonly StateRecord[]).map((one) => find(one.estimator as string).restore(one.state));
