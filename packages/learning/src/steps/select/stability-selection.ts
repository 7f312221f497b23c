import * as z from 'zod';
import type { TrainingData } from '../../contract.ts';
import { linearPaths, type PenaltyPathOptions } from '../../models/linear/penalty-path.ts';
import { trainingRows } from '../../models/training.ts';
import { candidatesIn, choiceOf, evidenceOf, largest, modelRows } from './candidates.ts';
import { firstEntries } from './first-entries.ts';
import { scope, selectionStep } from './selection.ts';
import { halves } from './subsamples.ts';

const id = 'stability-selection';

const settings = z.strictObject({
  ...scope,
  subsamples: z.int().min(2).max(10_000).default(100).describe('Random halves of the subjects.'),
  pairs: z
    .boolean()
    .default(false)
    .describe('Takes halves in pairs that share no subject (Shah and Samworth 2013).'),
  threshold: z
    .number()
    .gt(0.5)
    .max(1)
    .default(0.75)
    .describe('Columns that at least this share of the halves chose stay; 0.6 to 0.9 is usual.'),
  falseSelections: z
    .number()
    .positive()
    .default(1)
    .describe('Bound on the expected number of false choices, from which the columns of each half follow.'),
  entries: z
    .int()
    .min(1)
    .optional()
    .describe(
      'So many columns that come into the path first are what a half chooses, in place of the bound.',
    ),
  penalty: z
    .number()
    .positive()
    .optional()
    .describe(
      'A half chooses the columns with a coefficient at this penalty, in place of the first to come in.',
    ),
  penalties: z
    .int()
    .min(20)
    .max(10_000)
    .default(100)
    .describe(
      'Penalties on the path of a half; a column that comes in and leaves between two of them is not seen.',
    ),
  mixing: z
    .number()
    .min(0.01)
    .max(1)
    .default(1)
    .describe('1 is the lasso; towards 0 more of the ridge penalty.'),
  ties: z
    .enum(['efron', 'breslow'])
    .default('efron')
    .describe('How the likelihood of survival takes events at one time.'),
  tolerance: z
    .number()
    .positive()
    .max(1e-4)
    .default(1e-7)
    .describe('Relative change at which descent stops; which columns have a coefficient rarely hangs on it.'),
  atLeast: z
    .int()
    .min(0)
    .default(1)
    .describe('So many of the most frequent stay even where none passes: a model wants columns.'),
});

/** Largest number of columns a half may choose so that at most `expected` false ones are to be expected; at least 1. */
export function entriesFor(expected: number, threshold: number, columns: number): number {
  // A bound that is met exactly must not fail on the last digit.
  const most = Math.floor(Math.sqrt(expected * (2 * threshold - 1) * columns) + 1e-9);
  return Math.min(Math.max(most, 1), columns);
}

/** Bound on the expected number of false choices, of `entries` columns of each half (their mean number). */
export const falseSelectionBound = (entries: number, threshold: number, columns: number): number =>
  entries ** 2 / ((2 * threshold - 1) * columns);

/** How halves choose: the first columns of a path, or those at a penalty. */
export interface HalfRule {
  readonly entries: number;
  readonly penalty?: number | undefined;
  readonly mixing: number;
  readonly ties: 'efron' | 'breslow';
  readonly tolerance: number;
  /** Penalties on a path. */
  readonly penalties: number;
}

/** In what share of the subsamples each column is chosen, and the mean number of columns that one chooses. */
export function selectionShares(
  data: TrainingData,
  subsamples: readonly (readonly number[])[],
  { entries, penalty, penalties, mixing, ties, tolerance }: HalfRule,
): { readonly shares: Float64Array; readonly chosen: number } {
  const { columns } = data.x;
  const counts = new Float64Array(columns);
  const options: PenaltyPathOptions = { alpha: mixing, ties, tolerance, count: penalties };
  let total = 0;
  for (const rows of subsamples) {
    const part = trainingRows(data, rows);
    const own =
      penalty === undefined ? firstEntries(part, entries, options) : chosenAt(part, penalty, options);
    total += own.length;
    for (const j of own) counts[j]++;
  }
  return { shares: counts.map((count) => count / subsamples.length), chosen: total / subsamples.length };
}

/** Columns with a coefficient at a penalty, reached from larger ones. */
function chosenAt(data: TrainingData, penalty: number, options: PenaltyPathOptions): number[] {
  const first = linearPaths(data, { ...options, count: 1 }).lambdas[0];
  const lambdas: number[] = [];
  for (let lambda = first; lambda > penalty * 1.3; lambda /= 1.3) lambdas.push(lambda);
  const { coefficients } = linearPaths(data, { ...options, lambdas: [...lambdas, penalty] });
  const columns = new Set<number>();
  coefficients[coefficients.length - 1].forEach((value, k) => {
    if (value !== 0) columns.add(k % data.x.columns);
  });
  return [...columns];
}

/**
 * Keeps the columns that an elastic-net path chooses again and again on random halves of the subjects: those that at
 * least `threshold` of the halves choose, a half choosing the columns that come into its path first. With q columns a
 * half and p candidates, at most q^2 / ((2 threshold - 1) p) false choices are to be expected where false columns are
 * exchangeable; the state holds the frequencies, q and this bound. Outcomes and likelihoods as in
 * elastic-net-selection; weights of rows count. Sources: Meinshausen and Buhlmann 2010; Shah and Samworth 2013.
 */
export const stabilitySelection = selectionStep({
  id,
  name: 'Stability selection',
  settings,
  supervised: true,
  choose(frame, chosen, random) {
    const candidates = candidatesIn(frame, chosen, id);
    const count = candidates.columns.length;
    if (count === 0) return choiceOf(candidates, []);
    const {
      subsamples,
      pairs,
      threshold,
      falseSelections,
      penalty,
      penalties,
      mixing,
      ties,
      tolerance,
      atLeast,
    } = chosen;
    const entries = Math.min(chosen.entries ?? entriesFor(falseSelections, threshold, count), count);
    const data = modelRows(frame, candidates.columns, random);
    const drawn = halves(frame, data.outcome, subsamples, pairs, random);
    const found = selectionShares(data, drawn, { entries, penalty, penalties, mixing, ties, tolerance });
    const { shares } = found;
    const q = penalty === undefined ? entries : found.chosen;
    // A share is a whole number over another: a third of the digits is enough to tell equal from less.
    const passing = shares.filter((share) => share >= threshold - 1e-9).length;
    const kept = largest(
      shares,
      Math.min(Math.max(passing, atLeast), shares.filter((share) => share > 0).length),
    );
    const bound = falseSelectionBound(q, threshold, count);
    return choiceOf(
      candidates,
      kept,
      evidenceOf(candidates, 'frequency', shares, { entries: q, falseSelectionBound: bound }),
    );
  },
});
