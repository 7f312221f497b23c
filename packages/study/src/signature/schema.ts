import * as z from 'zod';
import { severalRules } from '../study/schema.ts';

const number = z.number();
const nullable = z.union([z.number(), z.string(), z.null()]);

const inputSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['numeric', 'category']),
  domain: z.string().optional(),
  /** Whether the model looks at it; the others are part of the table it was trained on. */
  used: z.boolean(),
  /** Of numbers in the training rows: least, 1st, 50th and 99th percentile, greatest. */
  range: z
    .strictObject({ minimum: number, low: number, median: number, high: number, maximum: number })
    .optional(),
  categories: z.array(z.string()).optional(),
  /** Training rows without a value. */
  missing: z.int(),
});

/** Version of the format; a higher one is of a newer program. */
export const signatureVersion = 1;

/**
 * A locked model: what to measure, how, and what to make of it. `hash` is the SHA-256 of the canonical JSON of all the
 * rest; `example` is a training row whose prediction must come out the same to the last bit.
 */
export const signatureSchema = z.strictObject({
  format: z.literal('rachis-signature'),
  version: z.literal(signatureVersion),
  rachis: z.string(),
  name: z.string(),
  study: z.string(),
  intendedUse: z.string(),
  outcome: z.strictObject({
    column: z.string(),
    kind: z.enum(['classes', 'ordinal', 'continuous', 'survival']),
    classes: z.array(z.string()),
    /** Of survival: the code of the event, and of competing ones in order; 1 and none unless said. */
    event: z.string().optional(),
    competing: z.array(z.string()).optional(),
  }),
  images: z.array(
    z.strictObject({
      name: z.string(),
      modality: z.string().optional(),
      series: z.string().optional(),
      region: z.string().optional(),
      label: z.int().optional(),
      several: z.enum(severalRules),
      settings: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Where steps look at the site: its column in training, and the sites that training rows had. */
  site: z.strictObject({ column: z.string(), names: z.array(z.string()) }).optional(),
  inputs: z.array(inputSchema),
  pipeline: z.unknown(),
  /** Means of the training rows after the steps, by column of the model. */
  centre: z.array(z.strictObject({ name: z.string(), mean: number })),
  training: z.strictObject({
    subjects: z.int(),
    events: z.int().optional(),
    /** Of survival: times at which a prediction says the probability to be free of the event. */
    horizons: z.array(number).optional(),
    /** SHA-256 of the table it was fitted on. */
    table: z.string(),
  }),
  performance: z.array(
    z.strictObject({
      measure: z.string(),
      value: number.nullable(),
      lower: number.nullable(),
      upper: number.nullable(),
    }),
  ),
  example: z.strictObject({
    inputs: z.array(nullable),
    site: z.string().optional(),
    score: number,
    probabilities: z.array(number).optional(),
  }),
  hash: z.string(),
});
export type Signature = z.output<typeof signatureSchema>;
export type SignatureInput = Signature['inputs'][number];
