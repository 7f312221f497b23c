import { RachisError } from '@rachis/volume';
import * as z from 'zod';
import { parseSettingsFile } from '../settings-file.ts';
import { findingCodes, severities } from './finding.ts';

const positive = z.number().positive();
const share = z.number().min(0).max(1);

/** The file that says from where on something is reported; every setting has a default. */
export const checkSettingsSchema = z.strictObject({
  version: z.literal(1).default(1),
  minimumGroup: z
    .int()
    .min(3)
    .default(8)
    .describe('Regions or images of a kind that must be there before one is called unlike the others.'),
  outlierZ: positive
    .default(3.5)
    .describe(
      'Distance from the median, in robust standard deviations (1.4826 MAD), from which a region is unlike the others (Iglewicz and Hoaglin 1993).',
    ),
  majorityShare: share
    .gte(0.5)
    .default(0.75)
    .describe('Share of images that must agree on an acquisition value before others are unlike it.'),
  protocolTolerance: positive
    .default(0.2)
    .describe('Relative difference from which a number of the acquisition is another one.'),
  minimumVoxels: z.int().min(0).default(64).describe('Regions with fewer voxels are tiny.'),
  minimumVolume: z.number().min(0).default(0).describe('Regions with less volume are tiny, mm3.'),
  largestPieceShare: share
    .default(0.9)
    .describe(
      'A region is in pieces where its largest connected one has less than this share of its voxels.',
    ),
  maximumPieces: z.int().min(1).default(20).describe('A region is in pieces where there are more than this.'),
  holeShare: share
    .default(0.001)
    .describe('Share of closed-in voxels (of those of the region) from which holes are reported.'),
  maximumAnisotropy: z
    .number()
    .gte(1)
    .default(8)
    .describe('Ratio of the largest to the smallest voxel spacing from which it is reported.'),
  sliceGap: share
    .default(0.1)
    .describe('Share of the slice distance that is not covered by slices from which a gap is reported.'),
  hounsfieldRange: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low < high, 'the lower bound must be below the upper')
    .default([-1100, 4000])
    .describe('Intensities that a region of a CT may have, HU.'),
  maximumSuv: positive
    .default(50)
    .describe('Median of a region of a PET from which its values cannot be standardised uptake values.'),
  severities: z
    .partialRecord(z.enum(findingCodes), z.enum([...severities, 'off']))
    .default({})
    .describe('problem, warning or off for findings by their code, in place of their own.'),
});

/** Thresholds of the check, all filled in. */
export type CheckSettings = z.output<typeof checkSettingsSchema>;

/** Settings with defaults filled in; `SETTINGS_INVALID` names every entry that is wrong. */
export function resolveCheckSettings(input: unknown = {}, what = 'The settings'): CheckSettings {
  const result = checkSettingsSchema.safeParse(input ?? {});
  if (result.success) return result.data;
  const lines = result.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || 'the file'}: ${message}`,
  );
  throw new RachisError('SETTINGS_INVALID', `${what} cannot be used:\n${lines.join('\n')}`, {
    remedy: 'docs/cohorts.md lists the settings of the check.',
  });
}

/** Settings of a file (YAML or JSON), or the defaults. */
export async function loadCheckSettings(path: string | undefined): Promise<CheckSettings> {
  if (path === undefined) return resolveCheckSettings();
  return resolveCheckSettings(await parseSettingsFile(path), `The settings file ${path}`);
}
