import { adjustPValues } from '@rachis/statistics';
import * as z from 'zod';
import { numericInScope } from '../columns.ts';
import { scope, selectionStep } from './selection.ts';
import { strongestFirst, univariateScores } from './univariate-scores.ts';

const settings = z.strictObject({
  ...scope,
  keep: z
    .enum(['top', 'p', 'fdr'])
    .default('fdr')
    .describe(
      'The `count` strongest, those with p up to `level`, or those with a false discovery rate up to `level`.',
    ),
  count: z.int().min(1).default(10).describe('How many stay with keep "top".'),
  level: z.number().gt(0).max(1).default(0.05).describe('Largest p or false discovery rate that stays.'),
  correction: z
    .enum(['benjamini-hochberg', 'benjamini-yekutieli'])
    .default('benjamini-hochberg')
    .describe('Benjamini and Hochberg 1995, or Benjamini and Yekutieli 2001 for any dependence.'),
  parametric: z
    .boolean()
    .default(false)
    .describe(
      'Analysis of variance in place of the rank tests for classes, the correlation of Pearson in place of that of Spearman for numbers.',
    ),
  atLeast: z
    .int()
    .min(0)
    .default(1)
    .describe('So many of the strongest stay even where none passes: a model wants columns.'),
});

/**
 * Keeps columns that go with the outcome by themselves: by the Mann-Whitney test for two classes, Kruskal-Wallis for
 * more, Spearman for ordered classes and numbers, Cox's score for survival. Weights of rows are not used. A column without a test (constant) goes.
 */
export const univariateFilter = selectionStep({
  id: 'univariate-filter',
  name: 'Univariate filter',
  settings,
  supervised: true,
  choose(frame, { keep, count, level, correction, parametric, atLeast, ...chosen }) {
    const columns = numericInScope(frame, chosen);
    const scores = univariateScores(columns, frame.outcome!, parametric);
    const order = strongestFirst(scores).filter((at) => !Number.isNaN(scores[at]!.p));
    const raw = scores.map(({ p }) => p);
    const compared = keep === 'fdr' ? adjustPValues(raw, correction) : raw;
    const passing = keep === 'top' ? order.slice(0, count) : order.filter((at) => compared[at]! <= level);
    const kept = passing.length < atLeast ? order.slice(0, atLeast) : passing;
    return {
      seen: columns.map(({ name }) => name),
      kept: new Set(kept.map((at) => columns[at]!.name)),
    };
  },
});
