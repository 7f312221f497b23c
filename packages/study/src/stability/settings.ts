import { perturbationSettingsSchema } from '@rachis/segment';
import * as z from 'zod';

/** Programs whose names of features are known; `ibsi`: names that contain the four-letter codes (LIFEx). */
export const tableFormats = ['rachis', 'pyradiomics', 'mirp', 'ibsi'] as const;

const table = z.strictObject({
  file: z.string().describe('CSV, TSV or Parquet; relative to this file.'),
  condition: z.string().optional().describe('What all its rows are: a reader, a scan, a program.'),
  format: z.enum(tableFormats).default('rachis').describe('Whose names its columns have.'),
  names: z
    .string()
    .optional()
    .describe('CSV with the columns theirs, ours: names that no format knows (CERR, LIFEx).'),
  rename: z
    .record(z.string(), z.string())
    .default({})
    .describe("Identifying columns: this file's name to ours, as {PatientID: subject}."),
});

/** The file that `rachis stability` reads. */
export const stabilitySettingsSchema = z
  .strictObject({
    version: z.literal(1).default(1),
    design: z
      .enum(['perturbation', 'test-retest', 'readers', 'conditions', 'software', 'scanners'])
      .describe(
        'perturbation: image and region changed a little; test-retest: the same again; readers: regions of several people; conditions: reconstructions, protocols; software: programs; scanners: a phantom on many, against patients.',
      ),
    manifest: z.string().optional().describe('Extract these cases first, under perturbations.'),
    extraction: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe('Settings of that extraction: FILE, or MR=FILE for one modality.'),
    perturbations: perturbationSettingsSchema.optional(),
    tables: z.array(table).default([]),
    patients: table.optional().describe('scanners: the patients that noise is compared with.'),
    target: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Columns that together name what is measured; default: subject, session, modality, region.'),
    condition: z.string().optional().describe('Column that says which measurement a row is.'),
    features: z
      .array(z.string())
      .min(1)
      .default(['*'])
      .describe('Features to look at; * stands for any text.'),
    agreement: z
      .strictObject({
        form: z
          .enum(['1,1', '2,1', '3,1', '1,k', '2,k', '3,k'])
          .optional()
          .describe(
            'Intraclass correlation; default: 1,1 for perturbations and test-retest, 2,1 for everything else.',
          ),
        level: z.number().gt(0.5).lt(1).default(0.95),
      })
      .prefault({}),
    threshold: z
      .strictObject({
        value: z.number().gt(-1).lt(1).default(0.75),
        on: z
          .enum(['lower', 'estimate'])
          .default('lower')
          .describe('Compare the lower bound of the interval, or the correlation itself.'),
      })
      .prefault({}),
    seed: z.int().default(1),
  })
  .refine(
    ({ manifest, tables }) => (manifest === undefined) !== (tables.length === 0),
    'give either manifest or tables',
  )
  .refine(
    ({ design, manifest }) => manifest === undefined || design === 'perturbation',
    'manifest is for the design perturbation; extract first, and give the tables',
  )
  .refine(
    ({ design, patients }) => (design === 'scanners') === (patients !== undefined),
    'patients is for the design scanners, which needs it',
  );

/** Settings with every default filled in. */
export type StabilitySettings = z.output<typeof stabilitySettingsSchema>;
export type StabilityTable = StabilitySettings['tables'][number];

/** The form of intraclass correlation that a design asks for (methods: Shrout and Fleiss; Zwanenburg et al. 2019). */
export function formOf({
  design,
  agreement,
}: StabilitySettings): NonNullable<StabilitySettings['agreement']['form']> {
  if (agreement.form !== undefined) return agreement.form;
  return design === 'perturbation' || design === 'test-retest' ? '1,1' : '2,1';
}
