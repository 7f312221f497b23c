import { StatisticsError } from '@rachis/statistics';
import * as z from 'zod';
import type { Estimator } from '../../contract.ts';
import { requireUsable } from '../training.ts';
import { averageModel, restoreAverage } from './average.ts';
import { type FindEstimator, memberSettings, readMember } from './members.ts';

const settings = z.strictObject({
  members: z
    .array(memberSettings)
    .min(1)
    .nullable()
    .default(null)
    .describe('By default a penalised regression and a random forest.'),
  shares: z
    .array(z.number().positive())
    .nullable()
    .default(null)
    .describe("Weight of each member's say; equal unless given."),
});

/** Members where a user names none. */
export const defaultMembers = (kind: string) => [
  { estimator: kind === 'continuous' ? 'linear-regression' : 'logistic-regression', settings: {} },
  { estimator: 'random-forest', settings: { trees: 200 } },
];

/** Voting: the weighted mean of different estimators' probabilities or values. */
export function makeVoting(find: FindEstimator): Estimator<typeof settings> {
  return {
    id: 'voting',
    name: 'Voting',
    outcomes: ['classes', 'ordinal', 'continuous'],
    settings,
    fit(data, { members, shares }) {
      requireUsable('voting', data);
      const chosen = members ?? defaultMembers(data.outcome.kind);
      if (shares !== null && shares.length !== chosen.length) {
        throw new StatisticsError(
          'ARGUMENT_INVALID',
          `The setting "shares" of voting has ${shares.length} numbers for ${chosen.length} members.`,
        );
      }
      const models = chosen.map((member, m) =>
        readMember(find, member, data.outcome.kind).fit({ ...data, random: data.random.split('member', m) }),
      );
      const given = shares ?? chosen.map(() => 1);
      const total = given.reduce((sum, share) => sum + share, 0);
      return averageModel(
        'voting',
        models,
        given.map((share) => share / total),
      );
    },
    restore: (state) => restoreAverage(find, state),
  };
}
