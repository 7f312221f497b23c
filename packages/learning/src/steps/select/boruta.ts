import * as z from 'zod';
import { learningError } from '../../error.ts';
import { shadowRounds } from './boruta/shadow-rounds.ts';
import { candidatesIn, choiceOf, evidenceOf, modelRows } from './candidates.ts';
import { scope, selectionStep } from './selection.ts';

const id = 'boruta';

const settings = z.strictObject({
  ...scope,
  rounds: z.int().min(1).max(1000).default(100).describe('Forests at most.'),
  trees: z
    .union([z.literal('auto'), z.int().min(1).max(100_000)])
    .default('auto')
    .describe('Trees of a forest; "auto" follows from the number of columns left and the depth.'),
  depth: z
    .int()
    .min(1)
    .nullable()
    .default(5)
    .describe('Greatest depth of a tree; 3 to 7 is usual, null is no limit.'),
  percentile: z
    .number()
    .gt(0)
    .max(100)
    .default(100)
    .describe('Percentile of the importance of the shadows that counts as a hit; 100 is their maximum.'),
  level: z
    .number()
    .gt(0)
    .max(1)
    .default(0.05)
    .describe('Level of the tests by which columns are decided on.'),
  twoStep: z
    .boolean()
    .default(true)
    .describe(
      'Corrects by the false discovery rate over columns and by Bonferroni over rounds; off: Bonferroni over columns.',
    ),
  tentative: z
    .boolean()
    .default(false)
    .describe('Whether columns that are not decided on at the end stay too.'),
  atLeast: z
    .int()
    .min(0)
    .default(1)
    .describe('So many of those that beat the shadows most often stay even where none is confirmed.'),
});

/**
 * Keeps all columns that matter to random forests more than chance: in each round a forest is fitted on the columns
 * and on shadows of them (the same values in random order); a column that is more important (mean decrease in
 * impurity) than the best shadow scores a hit, and tests of its hits confirm or reject it. For classes and numbers;
 * `DATA_UNSUITABLE` for survival, whose forest has no such importance. Weights of rows count; shadows are shuffled row
 * by row, so that with several rows a subject the tests are too sure. Sources: Kursa and Rudnicki 2010; the correction
 * in two steps as in boruta_py.
 */
export const boruta = selectionStep({
  id,
  name: 'Boruta',
  settings,
  supervised: true,
  choose(frame, { tentative, atLeast, ...chosen }, random) {
    const candidates = candidatesIn(frame, chosen, id);
    if (frame.outcome!.kind === 'survival') {
      throw learningError('DATA_UNSUITABLE', `The step ${id} is for classes and numbers, not for survival.`, {
        remedy: 'Take stability-selection or elastic-net-selection.',
      });
    }
    if (candidates.columns.length === 0) return choiceOf(candidates, []);
    const { decisions, hits, importance, rounds } = shadowRounds(
      modelRows(frame, candidates.columns, random),
      chosen,
    );
    const order = Array.from(decisions.keys()).sort(
      (a, b) => decisions[b] - decisions[a] || hits[b] - hits[a] || importance[b] - importance[a] || a - b,
    );
    const passing = order.filter((j) => decisions[j] === 1 || (tentative && decisions[j] === 0));
    const kept = passing.length < atLeast ? order.slice(0, atLeast) : passing;
    const countOf = (decision: number) => decisions.filter((own) => own === decision).length;
    return choiceOf(
      candidates,
      kept,
      evidenceOf(
        candidates,
        'share of rounds that beat the shadows',
        Float64Array.from(hits, (count) => count / rounds),
        { rounds, confirmed: countOf(1), tentative: countOf(0), rejected: countOf(-1) },
      ),
    );
  },
});
