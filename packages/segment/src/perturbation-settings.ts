import { RachisError } from '@rachis/volume';
import * as z from 'zod';

const number = z.number();
const repetitions = z.int().min(1).max(10_000);

const chain = z
  .string()
  .regex(/^[RTNVC]+$/, 'expected letters of R, T, N, V, C, such as RTNVC')
  .refine((letters) => new Set(letters).size === letters.length, 'a letter occurs twice');

/** The file that says which perturbations a study makes; types and JSON Schema come from here. */
export const perturbationSettingsSchema = z.strictObject({
  version: z.literal(1).default(1),
  seed: z.union([z.string(), z.int()]).default(1).describe('What every random choice starts from.'),
  chains: z
    .array(chain)
    .min(1)
    .default(['RTNVC'])
    .describe(
      'What is perturbed together: rotation R, translation T, noise N, volume V, contour C. The order of the letters does not matter.',
    ),
  original: z.boolean().default(true).describe('Also keep the image and region as they are.'),
  rotation: z
    .strictObject({
      degrees: z.array(number.min(-360).max(360)).min(1).default([-6, -2, 2, 6]).describe('Angles.'),
      axis: z
        .enum(['slice', 'axial'])
        .default('slice')
        .describe("Turn within the slices, or about the patient's long axis."),
      centre: z.enum(['region', 'image']).default('region').describe('The point that stays.'),
    })
    .prefault({}),
  translation: z
    .strictObject({
      fractions: z
        .array(number.gt(-1).lt(1))
        .min(1)
        .default([0.25, 0.75])
        .describe('Shifts in voxels of the interpolation grid, along every axis in every combination.'),
    })
    .prefault({}),
  noise: z
    .strictObject({
      level: z
        .union([z.literal('estimate'), number.min(0)])
        .default('estimate')
        .describe("Standard deviation in intensity units, or the image's own."),
      repetitions: repetitions.default(1),
    })
    .prefault({}),
  volume: z
    .strictObject({
      by: z.enum(['fraction', 'distance']).default('fraction').describe('Share of the voxels, or mm.'),
      amounts: z.array(number).min(1).default([-0.15, 0, 0.15]).describe('Above 0 grows, below 0 shrinks.'),
    })
    .refine(
      ({ by, amounts }) => by === 'distance' || amounts.every((amount) => amount > -1),
      'a region cannot shrink by all of its volume or more',
    )
    .prefault({}),
  contour: z
    .strictObject({
      repetitions: repetitions.default(1),
      volume: number.positive().default(500).describe('Wanted volume of a supervoxel, mm^3.'),
      compactness: number.positive().default(0.05).describe('Weight of nearness against likeness.'),
      margin: number.min(0).default(25).describe('How far beyond the region supervoxels are made, mm.'),
    })
    .prefault({}),
});

/** Settings with every default filled in. */
export type PerturbationSettings = z.output<typeof perturbationSettingsSchema>;
/** Settings as a user writes them: everything may be left out. */
export type PerturbationSettingsInput = z.input<typeof perturbationSettingsSchema>;

const pathOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'settings' : path.map(String).join('.');

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function lineOf(input: unknown, issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${pathOf([...issue.path, key])}: unknown key`);
  }
  const value = valueAt(input, issue.path);
  const shown = value === undefined ? 'missing' : `is ${JSON.stringify(value)}`;
  return [`${pathOf(issue.path)} ${shown}: ${issue.message.replace(/^Invalid input: /, '')}`];
}

/**
 * Checks perturbation settings and fills in defaults. Errors are `SETTINGS_INVALID` and list every problem with its
 * path; unknown keys are errors. `what` names the settings' source.
 */
export function resolvePerturbationSettings(
  input: unknown = {},
  what = 'The perturbation settings',
): PerturbationSettings {
  const result = perturbationSettingsSchema.safeParse(input ?? {});
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) => lineOf(input, issue));
  throw new RachisError('SETTINGS_INVALID', `${what} cannot be used:\n  ${lines.join('\n  ')}`);
}

/** JSON Schema of the perturbation settings, for editors. */
export function perturbationJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(perturbationSettingsSchema, { io: 'input' }) as Record<string, unknown>;
}
