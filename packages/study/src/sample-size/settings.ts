import * as z from 'zod';

const width = (value: number, of: string) =>
  z.number().positive().default(value).describe(`Width of the 95% interval of ${of} that is wanted.`);

/** What is assumed when it is asked how many subjects a study needs. */
export const sampleSizeSchema = z
  .strictObject({
    auc: z
      .number()
      .gt(0.5)
      .lt(1)
      .optional()
      .describe('AUC that earlier models of two classes had; a cautious one.'),
    r2: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe(
        'R2 that earlier models had: Cox and Snell of classes and times, adjusted R2 of numbers. Unless told, 15% of the largest possible.',
      ),
    parameters: z
      .int()
      .min(1)
      .optional()
      .describe(
        'Candidate parameters, where a reduction that does not look at the outcome leaves fewer than the table has.',
      ),
    threshold: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('Risk from which one would act, for the net benefit at external validation.'),
    widths: z
      .strictObject({
        observedExpected: width(0.2, 'observed over expected events'),
        slope: width(0.2, 'the calibration slope'),
        concordance: width(0.1, 'the C statistic'),
        netBenefit: width(0.2, 'standardised net benefit'),
      })
      .prefault({}),
  })
  .prefault({})
  .describe('Assumptions of the sample size for development and for external validation (Riley).');
export type SampleSizeSettings = z.output<typeof sampleSizeSchema>;
