import * as z from 'zod';
import type { TrainingData } from '../../contract.ts';
import { innerFolds } from '../../models/inner-folds.ts';
import { crossValidatedPath } from '../../models/linear/penalty-path.ts';
import { candidatesIn, choiceOf, evidenceOf, largest, modelRows } from './candidates.ts';
import { scope, selectionStep } from './selection.ts';
import { standardisedSizes } from './standardised-sizes.ts';

const id = 'elastic-net-selection';

const settings = z.strictObject({
  ...scope,
  rule: z
    .enum(['minimum', 'one-standard-error'])
    .default('minimum')
    .describe(
      'The penalty with the least deviance on held-out rows, or the largest one within a standard error of it.',
    ),
  mixing: z
    .number()
    .min(0.01)
    .max(1)
    .default(1)
    .describe(
      '1 is the lasso; towards 0 more of the ridge penalty, which keeps correlated columns together.',
    ),
  folds: z.int().min(2).max(100).default(10).describe('Inner folds; as many as there are subjects at most.'),
  penalties: z.int().min(2).max(1000).default(100).describe('Penalties on the path.'),
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
    .describe('With fewer columns than this, the next smaller penalties are taken: a model wants columns.'),
  atMost: z
    .int()
    .min(1)
    .optional()
    .describe('With more columns than this, those with the largest standardised coefficients stay.'),
  ties: z
    .enum(['efron', 'breslow'])
    .default('efron')
    .describe('How the likelihood of survival takes events at one time.'),
});

/** What `pathSelection` is told. */
export type PathRule = Omit<z.output<typeof settings>, 'domains' | 'columns' | 'folds'>;

/** A penalty of the path, and how large the coefficient of each column is there. */
export interface PathSelection {
  readonly lambda: number;
  /** Size of the coefficient times the spread of the column; 0 where the column is not in the model. */
  readonly sizes: Float64Array;
  /** Places of the columns kept, ascending. */
  readonly kept: readonly number[];
}

/**
 * The columns with a coefficient that is not 0 (in any class, of more than two) at the penalty that held-out rows
 * choose. `fold` is a number for each row. Where the path ends before `atLeast` columns are in, there are fewer.
 */
export function pathSelection(data: TrainingData, fold: Int32Array, rule: PathRule): PathSelection {
  const { mixing: alpha, penalties: count, ties, tolerance } = rule;
  const { path, minimum, oneStandardError } = crossValidatedPath(data, fold, {
    alpha,
    count,
    ties,
    tolerance,
  });
  const sizesAt = standardisedSizes(data, path);
  const entered = (sizes: Float64Array) => sizes.filter((size) => size > 0).length;
  let at = rule.rule === 'minimum' ? minimum : oneStandardError;
  let sizes = sizesAt(at);
  while (entered(sizes) < rule.atLeast && at + 1 < path.lambdas.length) sizes = sizesAt(++at);
  const kept = largest(sizes, Math.min(entered(sizes), rule.atMost ?? Infinity));
  return { lambda: path.lambdas[at], sizes, kept: kept.sort((a, b) => a - b) };
}

/**
 * Keeps the columns that an elastic-net regression uses, with a penalty chosen by inner folds: logistic (softmax of
 * more than two classes) for classes, least squares for numbers, Cox's for survival. Subjects stay together in the
 * folds, which are stratified by class or event. Weights of rows count. Sources: Tibshirani 1996; Zou and Hastie 2005;
 * Friedman, Hastie and Tibshirani 2010.
 */
export const elasticNetSelection = selectionStep({
  id,
  name: 'Elastic-net selection (lasso)',
  settings,
  supervised: true,
  choose(frame, { folds, domains, columns, ...rule }, random) {
    const candidates = candidatesIn(frame, { domains, columns }, id);
    if (candidates.columns.length === 0) return choiceOf(candidates, []);
    const data = modelRows(frame, candidates.columns, random);
    const subjects = new Set(frame.groups).size;
    const fold = innerFolds(data, Math.max(2, Math.min(folds, subjects)));
    const { lambda, sizes, kept } = pathSelection(data, fold, rule);
    return choiceOf(candidates, kept, evidenceOf(candidates, 'standardised coefficient', sizes, { lambda }));
  },
});
