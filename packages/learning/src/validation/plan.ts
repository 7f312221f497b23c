import * as z from 'zod';
import { pipelineSchema } from '../pipeline/pipeline.ts';
import { criteria } from '../search/criterion.ts';
import { searchSchema } from '../search/space.ts';

/** From which probability on a row of two classes is called positive; decided inside the training rows. */
export const thresholdSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('youden') }).describe('The most sensitivity plus specificity.'),
  z
    .strictObject({ rule: z.literal('sensitivity'), sensitivity: z.number().gt(0).max(1) })
    .describe('The highest with at least this sensitivity.'),
  z
    .strictObject({
      rule: z.literal('cost'),
      missed: z.number().positive().describe('What a missed event costs.'),
      falseAlarm: z.number().positive().describe('What a false alarm costs.'),
    })
    .describe('The least expected cost.'),
  z
    .strictObject({ rule: z.literal('fixed'), probability: z.number().gt(0).lt(1) })
    .describe('A probability fixed beforehand.'),
]);
export type ThresholdRule = z.output<typeof thresholdSchema>;

/** A pipeline, what of it is searched, and what is decided after: a model that is compared with others. */
export const pipelinePlanSchema = pipelineSchema.extend({
  name: z.string().min(1).describe('What the report calls it.'),
  search: searchSchema.optional().describe('Settings to choose by inner folds.'),
  calibration: z
    .enum(['auto', 'none', 'sigmoid', 'isotonic'])
    .default('auto')
    .describe(
      'Curve on the left-out rows of inner folds. auto: sigmoid where rows were balanced or there are no probabilities.',
    ),
});
export type PipelinePlan = z.output<typeof pipelinePlanSchema>;

/** How rows are parted into training and test. */
export const outerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('folds'),
    folds: z.int().min(2).max(1000).default(5),
    repeats: z.int().min(1).max(1000).default(10),
  }),
  z.strictObject({ kind: z.literal('held-out'), share: z.number().gt(0).lt(1).default(0.3) }),
  z.strictObject({ kind: z.literal('by-site') }),
  z.strictObject({ kind: z.literal('temporal'), folds: z.int().min(1).max(100).default(1) }),
  z.strictObject({ kind: z.literal('bootstrap'), resamples: z.int().min(2).max(10_000).default(200) }),
]);
export type Outer = z.output<typeof outerSchema>;

/** A validation: pipelines that are judged on the same splits. */
export const validationSchema = z.strictObject({
  pipelines: z.array(pipelinePlanSchema).min(1),
  outer: outerSchema.default({ kind: 'folds', folds: 5, repeats: 10 }),
  inner: z
    .strictObject({ folds: z.int().min(2).max(100).default(5), repeats: z.int().min(1).max(100).default(1) })
    .default({ folds: 5, repeats: 1 }),
  criterion: z
    .enum(criteria)
    .optional()
    .describe('What searches look for; by default AUC, concordance or R2.'),
  threshold: thresholdSchema.default({ rule: 'youden' }),
  seed: z.union([z.int(), z.string()]).default(1),
});
export type ValidationPlan = z.output<typeof validationSchema>;
