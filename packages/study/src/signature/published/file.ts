import * as z from 'zod';
import { studySchema } from '../../study/schema.ts';

const number = z.number();

const termSchema = z.strictObject({
  column: z.string().min(1).describe('IMAGE_feature, as Rachis calls it, or a column of a table.'),
  domain: z
    .enum(['clinical', 'semantic', 'patient-reported', 'genomic', 'radiomic'])
    .optional()
    .describe('Of a column that comes from a table and not from an image.'),
  coefficient: number.optional().describe('What a unit of (value - centre) / scale adds to the score.'),
  centre: number
    .optional()
    .describe('What is taken off the value first, as the mean of the paper; 0 unless told.'),
  scale: number
    .positive()
    .optional()
    .describe('What the rest is divided by, as the standard deviation; 1 unless told.'),
  categories: z.record(z.string(), number).optional().describe('What each category adds.'),
  steps: z
    .array(z.strictObject({ from: number, adds: number }))
    .min(1)
    .optional()
    .describe('What is added from these values on; nothing below the first.'),
});
export type WrittenTerm = z.output<typeof termSchema>;

/** A signature of a paper as a person writes it down. */
export const publishedSchema = z.strictObject({
  version: z.literal(1).default(1),
  name: z.string().min(1),
  paper: z.string().min(1).describe('Authors, title, journal, year.'),
  doi: z.string().optional(),
  intendedUse: z
    .string()
    .default('Research. Not a medical device; not for decisions about patients.')
    .describe('Who may use it on whom, and for what.'),
  outcome: z.strictObject({
    column: z.string().min(1),
    kind: z.enum(['classes', 'continuous', 'survival']),
    classes: z
      .array(z.string())
      .length(2)
      .optional()
      .describe('Of two classes: the other one, then the event.'),
    event: z
      .union([z.string(), number])
      .optional()
      .describe('Of survival: the code of the event; 1 unless told.'),
    competing: z.array(z.union([z.string(), number])).optional(),
  }),
  images: studySchema.shape.images,
  link: z
    .enum(['logit', 'cox', 'identity', 'points'])
    .describe(
      'logit: probability 1 / (1 + exp(-score)); cox: the score is a log hazard; identity: the score is the value; points: a sum of points.',
    ),
  intercept: number.default(0),
  terms: z.array(termSchema).min(1),
  threshold: number.gt(0).lt(1).optional().describe('Of probabilities: from here on positive.'),
  cutoff: number.optional().describe('Of the score: from here on positive.'),
  survival: z
    .array(z.strictObject({ time: number.positive(), baseline: number.gt(0).lt(1) }))
    .min(1)
    .optional()
    .describe('Of link cox: event-free probability at score 0, at the times that the paper prints.'),
  probabilities: z
    .array(z.strictObject({ from: number, probability: number.min(0).max(1) }))
    .min(1)
    .optional()
    .describe('Of link points: the probability of the event from these points on.'),
  training: z
    .strictObject({ subjects: z.int().positive().optional(), events: z.int().positive().optional() })
    .default({}),
  examples: z
    .array(
      z.strictObject({
        values: z.record(z.string(), z.union([number, z.string()])),
        score: number.optional(),
        probability: number.optional(),
        within: number.positive().default(1e-6),
      }),
    )
    .default([])
    .describe('Patients with a known score or probability, which the formula must give.'),
});
export type PublishedFile = z.output<typeof publishedSchema>;
