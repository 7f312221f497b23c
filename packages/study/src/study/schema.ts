import { criteria, outerSchema, pipelinePlanSchema, thresholdSchema } from '@rachis/learning';
import * as z from 'zod';
import { learningCurveSchema, optimismSchema } from '../learn/beside.ts';
import { imputationsSchema } from '../learn/imputations.ts';
import { reclassificationSchema } from '../learn/reclassification.ts';
import { sampleSizeSchema } from '../sample-size/settings.ts';
import { subgroupsSchema } from '../subgroups/settings.ts';
import { userAnswersSchema } from '../instruments/user-answers.ts';

export const severalRules = ['refuse', 'mean', 'median', 'minimum', 'maximum', 'largest'] as const;

const imageSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'a name of letters, digits and "-"')
    .describe('Begins the names of its features: PET_glcm_contrast_3D_avg.'),
  modality: z.string().optional().describe('CT, MR, PET ...: rows of the manifest that are of it.'),
  series: z.string().optional().describe('Pattern of protocol or series description; * for any text.'),
  region: z.string().optional().describe('Pattern of region names; * for any text.'),
  label: z.int().min(0).optional().describe('Number of the region in a label map.'),
  settings: z
    .string()
    .optional()
    .describe('Extraction settings: a file, or CT, MR or PET for built-in ones.'),
  several: z
    .enum(severalRules)
    .default('refuse')
    .describe('What becomes of several regions of a subject: "largest" takes the one of most voxels.'),
});

const spineSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'a name of letters, digits and "-"')
    .optional()
    .describe(
      'Begins the names of its columns (T1_L3_vbq); for a study that measures two scans of a subject.',
    ),
  modality: z.string().optional().describe('CT, MR ...: rows of the manifest that are of it.'),
  series: z.string().optional().describe('Pattern of protocol or series description; * for any text.'),
  mask: z
    .string()
    .optional()
    .describe('Pattern of the path of the label map, where a subject has other masks; * for any text.'),
  manifest: z
    .string()
    .optional()
    .describe("Images with label maps of the whole spine, in place of the cohort's manifest."),
  scheme: z
    .string()
    .optional()
    .describe('What the labels mean (rachis spine measure --scheme), where rows do not say it.'),
  weighting: z.enum(['T1', 'T2']).optional().describe('Of MR: bone quality is of T1, disc signal of T2.'),
  plane: z.enum(['mid_body', 'mid_disc', 'inferior_endplate']).default('mid_body'),
  planeAxes: z.enum(['scanner', 'vertebra']).default('scanner'),
  components: z
    .union([z.literal(2), z.literal(3)])
    .default(2)
    .describe('Of the mixture that tells muscle from fat in ordinary MR.'),
  measurements: z
    .array(z.string())
    .optional()
    .describe('Measurements to take, as L1_wedge_ratio or *_disc_angle; * for any text. Default: all.'),
  domain: z
    .enum(['semantic', 'radiomic', 'clinical'])
    .default('semantic')
    .describe('Whether they stand beside clinical columns or among features in default pipelines.'),
});

const tableSchema = z.strictObject({
  file: z.string().min(1),
  subject: z.string().default('subject').describe('Column of subjects.'),
  domain: z
    .enum(['clinical', 'semantic', 'patient-reported', 'genomic', 'radiomic'])
    .default('clinical')
    .describe('What its columns are about.'),
  columns: z.array(z.string()).optional().describe('Columns to take, where not all; * for any text.'),
});

const cohortSchema = z
  .strictObject({
    folder: z.string().optional().describe('Tree of patients to look through.'),
    manifest: z.string().optional().describe('Manifest of `rachis cohort scan`, in place of a folder.'),
    layout: z.string().optional().describe('Where a path names site and subject: {site}/{subject}.'),
  })
  .refine(({ folder, manifest }) => (folder === undefined) !== (manifest === undefined), {
    message: 'one of "folder" and "manifest"',
  });

/** A study file: from images to a validated model, in the order in which it is carried out. */
export const studySchema = z.strictObject({
  version: z.literal(1).default(1),
  name: z.string().min(1).describe('What the report is called.'),
  description: z.string().default('').describe('The question, in a sentence or two, for the report.'),
  cohort: cohortSchema
    .optional()
    .describe('Images with their regions. Left out where features come from tables alone.'),
  images: z.array(imageSchema).default([]).describe('Which images and regions features are taken of.'),
  incomplete: z
    .enum(['leave-out', 'impute'])
    .default('leave-out')
    .describe('Subjects that lack one of several images: left out, or its features imputed.'),
  spine: z
    .array(spineSchema)
    .default([])
    .describe('Measurements of the spine (rachis spine measure), from label maps of the cohort.'),
  tables: z.array(tableSchema).default([]).describe('Tables that are joined by subject.'),
  external: z
    .strictObject({
      cohort: cohortSchema.optional(),
      spine: z
        .array(z.string())
        .optional()
        .describe('Manifests of the blocks of "spine" that have one of their own, in their order.'),
      tables: z.array(tableSchema).default([]),
    })
    .optional()
    .describe('Other subjects, that the final models are judged on once: their images and tables.'),
  stable: z
    .string()
    .optional()
    .describe('List of stable features (`rachis stability`): a name a line, or a column "feature".'),
  outcome: z.strictObject({
    column: z.string().min(1),
    kind: z.enum(['classes', 'ordinal', 'continuous', 'survival']).optional(),
    event: z.union([z.string(), z.number()]).optional().describe('Class or code that is the event.'),
    time: z.string().optional().describe('Column of times, of survival.'),
    competing: z.array(z.union([z.string(), z.number()])).default([]),
    order: z
      .array(z.union([z.string(), z.number()]))
      .optional()
      .describe('Classes from lowest to highest.'),
  }),
  site: z.string().optional().describe('Column of sites, scanners or batches.'),
  group: z.string().optional().describe('Column of what more than a subject stays together.'),
  date: z.string().optional().describe('Column of dates, for temporal splits.'),
  exclude: z.array(z.string()).default([]).describe('Columns that are no predictors; * for any text.'),
  allow: z
    .array(z.string())
    .default([])
    .describe(
      'Columns that may tell the outcome by themselves (AUC above 0.99); others that do are refused.',
    ),
  categories: z.array(z.string()).default([]).describe('Columns whose numbers are categories.'),
  missing: z.array(z.string()).default([]).describe('Texts that mean missing.'),
  harmonise: z
    .boolean()
    .default(false)
    .describe('ComBat of radiomic columns by site, fitted on training rows.'),
  pipelines: z
    .array(pipelinePlanSchema)
    .min(1)
    .optional()
    .describe('Pipelines to compare, in place of clinical, radiomic and both.'),
  outer: outerSchema.default({ kind: 'folds', folds: 5, repeats: 10 }),
  inner: z
    .strictObject({ folds: z.int().min(2).max(100).default(5), repeats: z.int().min(1).max(100).default(1) })
    .default({ folds: 5, repeats: 1 }),
  criterion: z.enum(criteria).optional(),
  threshold: thresholdSchema.default({ rule: 'youden' }),
  permutations: z.int().min(0).max(100_000).default(0),
  resamples: z.int().min(100).max(100_000).default(1000),
  seed: z.union([z.int(), z.string()]).default(1),
  subgroups: subgroupsSchema,
  optimism: optimismSchema,
  learningCurve: learningCurveSchema.optional(),
  imputations: imputationsSchema.optional(),
  sampleSize: sampleSizeSchema,
  reclassification: reclassificationSchema.optional(),
  signature: z
    .strictObject({
      pipeline: z.string().optional().describe('Pipeline that is locked; the last one unless told.'),
      intendedUse: z
        .string()
        .default('Research. Not a medical device; not for decisions about patients.')
        .describe('Who may use it on whom, and for what.'),
      bootstrap: z
        .union([z.literal(0), z.int().min(100).max(2000)])
        .default(200)
        .describe(
          'Refits on bootstrap resamples, which intervals of predictions are taken from; 0 for none.',
        ),
    })
    .default({
      intendedUse: 'Research. Not a medical device; not for decisions about patients.',
      bootstrap: 200,
    }),
  instruments: userAnswersSchema
    .default({})
    .describe('Answers to what the run cannot know, by instrument and item: {answer, evidence}.'),
});
export type Study = z.output<typeof studySchema>;
export type StudySpine = Study['spine'][number];
export type StudyImage = Study['images'][number];
