import * as z from 'zod';

/** Columns whose subgroups are judged apart. */
export const subgroupsSchema = z
  .array(
    z.union([
      z.string().min(1),
      z.strictObject({
        column: z.string().min(1),
        cuts: z
          .array(z.number())
          .min(1)
          .max(8)
          .optional()
          .describe('Where groups of a column of numbers begin; its median unless told.'),
      }),
    ]),
  )
  .default([])
  .describe(
    'Columns (age, sex, site, scanner) whose subgroups are judged apart, with a test of interaction.',
  );
export type SubgroupSettings = z.output<typeof subgroupsSchema>;
