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
  /** Training rows without a value; of published signatures not known. */
  missing: z.int().optional(),
});

/**
 * A fitted pipeline as a sum over its inputs, on the scale of its link: `intercept`, and of each input that has a say
 * `[place in the inputs, numbers]`. Numbers of a numeric input: for each output its slope, then what a missing value
 * adds; of a category input: for each category, and then a missing value, what it adds to each output; null for what the
 * pipeline refuses, as a category that none of its rows had.
 */
const additiveSchema = z.strictObject({
  intercept: z.array(number),
  terms: z.array(z.tuple([z.int(), z.array(number.nullable())])),
});

export type AdditiveForm = z.output<typeof additiveSchema>;

/** How sure the model is of what it says: refits on bootstrap resamples of its training subjects. */
const uncertaintySchema = z.union([
  z.strictObject({
    kind: z.literal('bootstrap'),
    /** Hash of what the refits were made of. */
    key: z.string(),
    level: number,
    resamples: z.int(),
    /** Resamples on which the model could be fitted, and that are kept. */
    refits: z.int(),
    /** Of each refit one form, or one for each site that the steps look at. */
    additive: z.array(z.array(additiveSchema.nullable())).optional(),
    /** Whole pipelines, as JSON, brotli and base64. */
    pipelines: z.string().optional(),
  }),
  /** Of forests that are too large to be kept so often: what the infinitesimal jackknife needs beside the trees. */
  z.strictObject({
    kind: z.literal('jackknife'),
    key: z.string(),
    level: number,
    /** Of each tree how often each training subject was drawn for it, a digit of base 36 each. */
    draws: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal('none'), key: z.string().optional(), reason: z.string() }),
]);

/** What training images had of an acquisition value; texts most frequent first. */
const scanSchema = z.strictObject({
  key: z.string(),
  /** Training images of which it is known. */
  known: z.int(),
  range: z.strictObject({ minimum: number, maximum: number }).optional(),
  texts: z.array(z.strictObject({ text: z.string(), images: z.int() })).optional(),
});

export type ScanValue = z.output<typeof scanSchema>;

/** The cloud of training rows that a patient is compared with: no row of it. */
const cloudSchema = z.strictObject({
  /** Columns that varied, with their mean and standard deviation: distances are of standardised columns. */
  columns: z.array(z.strictObject({ name: z.string(), mean: number, scale: number })),
  shrinkage: number,
  /** Directions in which training rows differed, with the variance along each after shrinkage. */
  directions: z.array(z.strictObject({ variance: number, vector: z.array(number) })),
  /** Variance in every other direction. */
  rest: number,
  /** The 97.5% quantile of the training rows' own distances, each to the cloud without it. */
  limit: number,
});
export type Cloud = z.output<typeof cloudSchema>;

/** Version of the format; a higher one is of a newer program. Version 1 is version 2 without its optional parts. */
export const signatureVersion = 2;
/** Of signatures that were updated at a new place, which older programs would not read right. */
export const updatedSignatureVersion = 3;

/**
 * A locked model: what to measure, how, and what to make of it. `hash` is the SHA-256 of the canonical JSON of all the
 * rest; `example` is a training row whose prediction must come out the same to the last bit.
 */
export const signatureSchema = z.strictObject({
  format: z.literal('rachis-signature'),
  version: z.literal([1, 2, 3]),
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
      /** Modalities of the training images, where their files or the manifest say so. */
      modalities: z.array(z.string()).optional(),
      /** How the training images were acquired, where their files say so. */
      acquisition: z.array(scanSchema).optional(),
    }),
  ),
  /** Where steps look at the site: its column in training, and the sites that training rows had. */
  site: z.strictObject({ column: z.string(), names: z.array(z.string()) }).optional(),
  inputs: z.array(inputSchema),
  pipeline: z.unknown(),
  /** Means of the training rows after the steps, by column of the model. */
  centre: z.array(z.strictObject({ name: z.string(), mean: number })),
  training: z.strictObject({
    /** Of published signatures as the paper prints it. */
    subjects: z.int().optional(),
    events: z.int().optional(),
    /** Of survival: times at which a prediction says the probability to be free of the event. */
    horizons: z.array(number).optional(),
    /** SHA-256 of the table it was fitted on. */
    table: z.string().optional(),
    /** Salted hashes of the training rows' numbers, to know them again: see `trainingRows`. */
    rows: z
      .strictObject({
        salt: z.string(),
        groups: z.array(z.strictObject({ columns: z.array(z.string()), hashes: z.array(z.string()) })),
      })
      .optional(),
  }),
  /** Where it was not fitted here, but written down from a paper. */
  published: z
    .strictObject({
      paper: z.string(),
      doi: z.string().optional(),
      /** From this score on a patient is called positive, where the paper has a cut-off of the score. */
      cutoff: number.optional(),
    })
    .optional(),
  /** How it was updated at new places, the last at the end; each names the hash of the signature before. */
  updates: z
    .array(
      z.strictObject({
        from: z.string(),
        method: z.enum(['none', 'intercept', 'recalibration', 'revision', 'prior']),
        chosenBy: z.enum(['closed test', 'user']),
        subjects: z.int(),
        events: z.int(),
        tests: z.array(
          z.strictObject({
            method: z.enum(['none', 'intercept', 'recalibration', 'revision']),
            against: z.enum(['none', 'intercept', 'recalibration', 'revision']),
            chiSquare: number,
            degrees: z.int(),
            p: number,
          }),
        ),
        intercept: number,
        slope: number.optional(),
        coefficients: z.array(number).optional(),
        /** Of a prior: how strongly coefficients were drawn towards the old ones; absent: intercept and slope alone. */
        penalty: number.optional(),
        withoutRevision: z.string().optional(),
        /** Hashes of the tables with the subjects. */
        tables: z.array(z.string()),
      }),
    )
    .optional(),
  performance: z.array(
    z.strictObject({
      measure: z.string(),
      value: number.nullable(),
      lower: number.nullable(),
      upper: number.nullable(),
    }),
  ),
  uncertainty: uncertaintySchema.optional(),
  /** What left-out scores of the training subjects make of a patient: thresholds, no score of one subject. */
  conformal: z
    .strictObject({
      subjects: z.int(),
      levels: z.array(
        z.strictObject({
          level: number,
          thresholds: z.array(number.nullable()).optional(),
          halfWidth: number.nullable().optional(),
        }),
      ),
    })
    .optional(),
  /** In words where it is not kept. */
  cloud: z.union([cloudSchema, z.string()]).optional(),
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
