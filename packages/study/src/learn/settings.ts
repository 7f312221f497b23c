import { criteria, outerSchema, pipelinePlanSchema, thresholdSchema } from '@rachis/learning';
import * as z from 'zod';
import { learningCurveSchema, optimismSchema } from './beside.ts';
import { imputationsSchema } from './imputations.ts';
import { reclassificationSchema } from './reclassification.ts';
import { subgroupsSchema } from '../subgroups/settings.ts';
import { sampleSizeSchema } from '../sample-size/settings.ts';

const domains = ['radiomic', 'semantic', 'clinical', 'patient-reported', 'genomic'] as const;

/** Settings of `rachis learn`: what columns are, which pipelines are compared, and how. */
export const learnSchema = z.strictObject({
  outcome: z.string().min(1).describe('Column to predict; with `time`, whether the event happened.'),
  kind: z
    .enum(['classes', 'ordinal', 'continuous', 'survival'])
    .optional()
    .describe('How the outcome is read; found out from the column unless told.'),
  event: z.union([z.string(), z.number()]).optional().describe('The class (or code) that is the event.'),
  competing: z
    .array(z.union([z.string(), z.number()]))
    .default([])
    .describe('Codes of competing events, of times to an event.'),
  order: z
    .array(z.union([z.string(), z.number()]))
    .optional()
    .describe('Classes from lowest to highest.'),
  time: z.string().optional().describe('Column of times to the event or the end of follow-up.'),
  subject: z.string().optional().describe('Column of subjects; their rows stay together.'),
  group: z.string().optional().describe('Column of what more than a subject stays together.'),
  site: z.string().optional().describe('Column of sites, scanners or batches.'),
  date: z.string().optional().describe('Column of dates, for temporal splits.'),
  exclude: z.array(z.string()).default([]).describe('Columns that are no predictors; * for any text.'),
  predictors: z
    .array(z.string())
    .optional()
    .describe('The predictors, where not all others are; * for any text.'),
  categories: z.array(z.string()).default([]).describe('Columns whose numbers are categories.'),
  missing: z
    .array(z.string())
    .default([])
    .describe(
      'Texts that mean missing, besides the empty cell, NA and their like; "#NAME?" of a spreadsheet.',
    ),
  decimalComma: z
    .boolean()
    .optional()
    .describe('Whether numbers are written 1,5; each column tells by itself unless told.'),
  domains: z
    .record(z.enum(domains), z.array(z.string()))
    .or(z.partialRecord(z.enum(domains), z.array(z.string())))
    .default({})
    .describe('Columns by what they are about; * for any text.'),
  pipelines: z
    .array(pipelinePlanSchema)
    .min(1)
    .optional()
    .describe('Pipelines to compare; a sound set unless told.'),
  outer: outerSchema.optional().describe('Outer splits: 5 folds, 5 times, unless told.'),
  inner: z
    .strictObject({ folds: z.int().min(2).max(100).default(5), repeats: z.int().min(1).max(100).default(1) })
    .default({ folds: 5, repeats: 1 }),
  criterion: z.enum(criteria).optional(),
  threshold: thresholdSchema.default({ rule: 'youden' }),
  permutations: z
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('Permutations of the outcome, the whole plan each.'),
  resamples: z
    .int()
    .min(100)
    .max(100_000)
    .default(1000)
    .describe('No longer used: intervals need no draws. Accepted so that older settings files can be read.'),
  level: z.number().gt(0.5).lt(1).default(0.95),
  decisionThresholds: z
    .strictObject({ from: z.number().gt(0).lt(1).default(0.05), to: z.number().gt(0).lt(1).default(0.8) })
    .default({ from: 0.05, to: 0.8 })
    .describe('Range of threshold probabilities of the decision curve.'),
  explain: z
    .union([
      z.literal(false),
      z.strictObject({
        threshold: z
          .number()
          .min(0)
          .max(1)
          .default(0.7)
          .describe('Mean absolute rank correlation from which columns are permuted together.'),
        repeats: z.int().min(1).max(1000).default(3).describe('Permutations of a group in each test fold.'),
        most: z.int().min(1).max(100_000).default(60).describe('Groups permuted at most in a fold.'),
        columns: z.int().min(0).max(50).default(4).describe('Columns whose effect is drawn.'),
      }),
    ])
    .default({ threshold: 0.7, repeats: 3, most: 60, columns: 4 })
    .describe('What the models use: importance, coefficients, SHAP, effects. false: nothing.'),
  subgroups: subgroupsSchema,
  optimism: optimismSchema,
  learningCurve: learningCurveSchema.optional(),
  imputations: imputationsSchema.optional(),
  sampleSize: sampleSizeSchema,
  reclassification: reclassificationSchema.optional(),
  external: z
    .string()
    .optional()
    .describe('Table of other subjects that the final models are judged on, once.'),
  quick: z
    .boolean()
    .optional()
    .describe('A first look: one model where none is named, one repeat, no explanation. Not to be reported.'),
  seed: z.union([z.int(), z.string()]).default(1),
});
export type LearnSettings = z.output<typeof learnSchema>;
