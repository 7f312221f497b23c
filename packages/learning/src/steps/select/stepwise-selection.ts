import * as z from 'zod';
import type { Outcome, TrainingData } from '../../contract.ts';
import { learningError } from '../../error.ts';
import { trainingRows } from '../../models/training.ts';
import { bootstrap } from '../../resampling/bootstrap.ts';
import { candidatesIn, choiceOf, evidenceOf, largest, modelRows } from './candidates.ts';
import { scope, selectionStep } from './selection.ts';
import { nestedModels } from './stepwise/nested-models.ts';
import { type StepwiseRule, stepwiseSearch } from './stepwise/stepwise-search.ts';
import { strongestFirst, univariateScores } from './univariate-scores.ts';

const id = 'stepwise-selection';

const settings = z.strictObject({
  ...scope,
  resamples: z
    .int()
    .min(0)
    .max(10_000)
    .default(100)
    .describe('Bootstrap resamples of the subjects; 0 is one search on the training rows themselves.'),
  share: z
    .number()
    .gt(0)
    .max(1)
    .default(0.9)
    .describe('Columns that the search chose in at least this share of the resamples stay.'),
  direction: z
    .enum(['forward', 'backward', 'both'])
    .default('both')
    .describe('Whether a step adds a column, drops one, or does what is better.'),
  start: z
    .enum(['none', 'all'])
    .optional()
    .describe('What the search begins with: nothing unless told, and always all candidates for "backward".'),
  criterion: z
    .enum(['aic', 'bic'])
    .default('aic')
    .describe('Akaike, 2 for each column; or Bayes, the logarithm of the rows (of the events for survival).'),
  candidates: z
    .int()
    .min(1)
    .max(200)
    .default(20)
    .describe('So many columns, the strongest by themselves in the training rows, are searched at most.'),
  atLeast: z
    .int()
    .min(0)
    .default(1)
    .describe('So many of the most frequent stay even where none passes: a model wants columns.'),
});

/** Refuses outcomes that stepwise models are not for. */
function refuseOutcome(outcome: Outcome): void {
  if (outcome.kind === 'continuous' || outcome.kind === 'survival') return;
  if (outcome.kind === 'classes' && outcome.classes.length === 2) return;
  throw learningError(
    'DATA_UNSUITABLE',
    `The step ${id} is for two classes, numbers or survival; the outcome has ${outcome.classes.length} ${
      outcome.kind === 'ordinal' ? 'ordered ' : ''
    }classes.`,
    { remedy: 'Take the step elastic-net-selection, or merge classes.' },
  );
}

/** In what share of lists of rows the search chooses each column. */
export function stepwiseShares(
  data: TrainingData,
  samples: readonly (readonly number[])[],
  rule: StepwiseRule,
  ranking: readonly number[],
): Float64Array {
  const counts = new Float64Array(data.x.columns);
  for (const rows of samples) {
    for (const j of stepwiseSearch(nestedModels(trainingRows(data, rows)), rule, ranking)) counts[j]++;
  }
  return counts.map((count) => count / samples.length);
}

/**
 * Keeps the columns that stepwise regression chooses in most bootstrap resamples of the subjects: logistic regression
 * for two classes, least squares for numbers, Cox's for survival (ties after Efron). Of many columns only the
 * `candidates` strongest by their univariate test in the training rows are searched, since a search through more
 * columns than events has no meaning; columns that tell the outcomes apart without error, whose likelihood has no
 * maximum, are not added, and a search that begins with all candidates begins with as many of the strongest as have a
 * finite fit. Weights of rows count, scaled to sum to the rows. Where no search chose enough columns, the strongest
 * by themselves fill up to `atLeast`. Sources: Akaike 1974; Sauerbrei and Schumacher 1992; Austin and Tu 2004.
 */
export const stepwiseSelection = selectionStep({
  id,
  name: 'Bootstrap stepwise selection',
  settings,
  supervised: true,
  choose(frame, chosen, random) {
    const all = candidatesIn(frame, chosen, id);
    refuseOutcome(frame.outcome!);
    if (all.columns.length === 0) return choiceOf(all, []);
    const strongest = strongestFirst(univariateScores(all.columns, frame.outcome!)).slice(
      0,
      chosen.candidates,
    );
    // In the order of the table, as the search goes through them.
    const searched = strongest.toSorted((a, b) => a - b);
    const candidates = { seen: all.seen, columns: searched.map((at) => all.columns[at]) };
    const ranking = strongest.map((at) => searched.indexOf(at));
    const data = modelRows(frame, candidates.columns, random);
    const { resamples, share, direction, criterion, atLeast } = chosen;
    const samples =
      resamples === 0
        ? [Array.from({ length: frame.rows }, (_, row) => row)]
        : bootstrap(frame, { resamples }, random).map(({ training }) => training);
    const start = direction === 'backward' ? 'all' : (chosen.start ?? 'none');
    const shares = stepwiseShares(data, samples, { direction, start, criterion }, ranking);
    const passing = shares.filter((own) => own >= share - 1e-9).length;
    // Equal shares in the order of the strongest.
    const byRank = largest(
      ranking.map((at) => shares[at]),
      Math.max(passing, atLeast),
    ).map((place) => ranking[place]);
    return choiceOf(candidates, byRank, evidenceOf(candidates, 'frequency', shares, { resamples }));
  },
});
