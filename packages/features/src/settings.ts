import { RachisError } from '@rachis/volume';
import * as z from 'zod';
import { filterSchema, type FilterSettings } from './filters/filter-settings.ts';
import { planFilters } from './filters/plans.ts';
import { nearestName } from './nearest-name.ts';

/** Feature families, in the order of the IBSI 1 manual, chapter 3. */
export const familyIds = [
  'morphology',
  'local-intensity',
  'statistics',
  'histogram',
  'volume-histogram',
  'glcm',
  'glrlm',
  'glszm',
  'gldzm',
  'ngtdm',
  'ngldm',
] as const;

/** Ways to gather texture matrices over slices and directions (IBSI 1 manual, chapter 3). */
export const aggregations = ['2D_avg', '2D_comb', '2_5D_avg', '2_5D_comb', '3D_avg', '3D_comb'] as const;

export type FamilyId = (typeof familyIds)[number];
export type Aggregation = (typeof aggregations)[number];

const positive = z.number().positive();
const interpolation = z.enum(['nearest', 'linear', 'cubic-spline']);
const weighting = z.enum(['none', 'manhattan', 'euclidean', 'chebyshev']);

const discretisation = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('none') }),
  z.strictObject({
    method: z.literal('fixed-bin-size'),
    size: positive.describe('Width of a bin, in intensity units.'),
    start: z
      .number()
      .optional()
      .describe(
        'Lower edge of the first bin; default: the lower bound of re-segmentation, else the region minimum.',
      ),
  }),
  z.strictObject({
    method: z.literal('fixed-bin-number'),
    number: z.int().min(2).max(65535).describe('Number of bins.'),
  }),
]);

const resampling = z.strictObject({
  spacing: z
    .union([z.tuple([positive, positive, positive]), z.tuple([positive, positive]), positive])
    .describe('New voxel spacing, mm: x, y, z; or x, y when slicewise; or one number for all.'),
  image: interpolation.default('linear').describe('Interpolation of intensities.'),
  mask: interpolation.default('linear').describe('Interpolation of the region.'),
  maskThreshold: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe('Partial volume from which a voxel is inside.'),
  roundIntensities: z.boolean().default(false).describe('Round to whole numbers (CT).'),
});

const resegmentation = z.strictObject({
  range: z
    .tuple([z.number().nullable(), z.number().nullable()])
    .refine(
      ([low, high]) => low === null || high === null || low < high,
      'the lower bound must be below the upper',
    )
    .nullable()
    .default(null)
    .describe('Intensities that stay in the region, both ends included; null is open.'),
  outliers: positive
    .nullable()
    .default(null)
    .describe('Keep mean +- this many standard deviations; null: keep all.'),
});

/** The file that says how features are extracted; types and JSON Schema come from here. */
export const extractionSettingsSchema = z.strictObject({
  version: z.literal(1).default(1),
  slicewise: z.boolean().default(false).describe('Process slice by slice (2D) instead of as a volume (3D).'),
  resampling: resampling.nullable().default(null),
  resegmentation: resegmentation.default({ range: null, outliers: null }),
  discretisation: discretisation.default({ method: 'fixed-bin-number', number: 32 }),
  volumeHistogram: discretisation
    .default({ method: 'none' })
    .describe('Discretisation for the intensity-volume histogram.'),
  families: z
    .array(z.enum(familyIds))
    .min(1)
    .default([...familyIds]),
  aggregations: z
    .array(z.enum(aggregations))
    .min(1)
    .optional()
    .describe('Default: every one of the processing, 2D and 2.5D when slicewise, 3D when not.'),
  morphology: z
    .strictObject({
      spatialCorrelation: z
        .boolean()
        .default(true)
        .describe("Compute Moran's I and Geary's C (exact, but the slowest)."),
    })
    .default({ spatialCorrelation: true }),
  glcm: z
    .strictObject({ distance: z.int().min(1).max(16).default(1), weighting: weighting.default('none') })
    .default({ distance: 1, weighting: 'none' }),
  glrlm: z.strictObject({ weighting: weighting.default('none') }).default({ weighting: 'none' }),
  ngtdm: z.strictObject({ distance: z.int().min(1).max(8).default(1) }).default({ distance: 1 }),
  ngldm: z
    .strictObject({
      distance: z.int().min(1).max(8).default(1),
      coarseness: z.int().min(0).max(100).default(0),
    })
    .default({ distance: 1, coarseness: 0 }),
  filters: z
    .array(filterSchema)
    .default([])
    .describe('Filters (IBSI 2): features are computed from the image and from each filtered image.'),
  filteredImages: z
    .strictObject({
      families: z
        .array(z.enum(familyIds).exclude(['morphology']))
        .min(1)
        .optional()
        .describe('Families of filtered images; default: those of `families` that look at intensities.'),
      discretisation: discretisation
        .optional()
        .describe('Default: that of `discretisation`, with bins from the smallest response in the region.'),
      volumeHistogram: discretisation.optional().describe('Default: that of `volumeHistogram`.'),
      original: z.boolean().default(true).describe('Also compute the features of the image itself.'),
    })
    .default({ original: true }),
});

type Parsed = z.output<typeof extractionSettingsSchema>;

/** Settings with every default filled in. */
export type ExtractionSettings = Omit<Parsed, 'aggregations' | 'filteredImages'> & {
  readonly aggregations: readonly Aggregation[];
  readonly filteredImages: {
    readonly families: readonly FamilyId[];
    readonly discretisation: Discretisation;
    readonly volumeHistogram: Discretisation;
    readonly original: boolean;
  };
};
/** Settings as a user writes them: everything may be left out. */
export type ExtractionSettingsInput = z.input<typeof extractionSettingsSchema>;
export type { FilterSettings };
export type Discretisation = z.output<typeof discretisation>;
export type Weighting = z.output<typeof weighting>;

function pathOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'settings' : path.map(String).join('.');
}

/** Keys that the schema has at a path, to name the nearest one when a key is unknown; of a kind that `value` says. */
function knownKeys(path: readonly PropertyKey[], value: unknown): string[] {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const isOtherKind = (node: unknown): boolean =>
    Object.entries((node as { properties?: Record<string, { const?: unknown }> }).properties ?? {}).some(
      ([key, property]) => property.const !== undefined && key in given && property.const !== given[key],
    );
  let schema: unknown = z.toJSONSchema(extractionSettingsSchema, { io: 'input' });
  const collect = (node: unknown): string[] => {
    if (typeof node !== 'object' || node === null) return [];
    const { properties, anyOf, oneOf } = node as Record<string, unknown>;
    const own = properties && typeof properties === 'object' ? Object.keys(properties) : [];
    const alternatives = [anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
    const fitting = alternatives.filter((one) => !isOtherKind(one));
    return [...own, ...(fitting.length > 0 ? fitting : alternatives).flatMap(collect)];
  };
  const step = (node: unknown, key: PropertyKey): unknown => {
    if (typeof node !== 'object' || node === null) return undefined;
    const { properties, anyOf, oneOf, items } = node as Record<string, unknown>;
    if (typeof key === 'number' && items !== undefined) return items;
    if (properties && typeof properties === 'object' && String(key) in properties) {
      return (properties as Record<string, unknown>)[String(key)];
    }
    for (const list of [anyOf, oneOf]) {
      if (!Array.isArray(list)) continue;
      for (const option of list) {
        const found = step(option, key);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  for (const key of path) schema = step(schema, key);
  return [...new Set(collect(schema))];
}

function describeValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text === undefined ? String(value) : text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** A `SETTINGS_INVALID` error that lists every problem: path, value, what was expected, nearest known key. */
function settingsError(input: unknown, issues: readonly z.core.$ZodIssue[], what: string): RachisError {
  const lines = issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(issue.path, valueAt(input, issue.path));
      return issue.keys.map((key) => {
        const near = nearestName(key, known);
        const hint = near ? `; did you mean "${near}"?` : `; known keys: ${known.join(', ')}`;
        return `${pathOf([...issue.path, key])}: unknown key${hint}`;
      });
    }
    const value = valueAt(input, issue.path);
    const shown = value === undefined ? 'missing' : `is ${describeValue(value)}`;
    return [`${pathOf(issue.path)} ${shown}: ${issue.message.replace(/^Invalid input: /, '')}`];
  });
  return new RachisError('SETTINGS_INVALID', `${what} cannot be used:\n  ${lines.join('\n  ')}`, {
    remedy: 'See `rachis settings show` for every setting with its default.',
  });
}

/**
 * Checks settings and fills in defaults. `what` names their source in errors.
 * Errors are `SETTINGS_INVALID` and list every problem at once; unknown keys are errors.
 */
export function resolveSettings(input: unknown = {}, what = 'The settings'): ExtractionSettings {
  // Compiling the schema pays for itself only where it is used often.
  const result = extractionSettingsSchema.safeParse(input ?? {}, { jitless: true });
  if (!result.success) throw settingsError(input, result.error.issues, what);
  const { slicewise } = result.data;
  const spacing = result.data.resampling?.spacing;
  if (Array.isArray(spacing) && spacing.length !== (slicewise ? 2 : 3)) {
    const wanted = slicewise
      ? 'two numbers (x, y), since processing is slicewise'
      : 'three numbers (x, y, z)';
    throw new RachisError(
      'SETTINGS_INVALID',
      `${what} cannot be used:\n  resampling.spacing is ${JSON.stringify(spacing)}: expected ${wanted}`,
    );
  }
  // Filters that cannot be are found here, not when the first image is read.
  planFilters(result.data.filters, slicewise);
  const chosen = result.data.aggregations ?? aggregations.filter((a) => a.startsWith('3D') !== slicewise);
  return {
    ...result.data,
    aggregations: [...new Set(chosen)],
    families: [...new Set(result.data.families)],
    filteredImages: filteredDefaults(result.data, what),
  };
}

/** A discretisation for responses, which have another range than the image: no lower edge of bins is carried over. */
function forResponses(discretisation: Discretisation): Discretisation {
  return discretisation.method === 'fixed-bin-size'
    ? { method: discretisation.method, size: discretisation.size }
    : discretisation;
}

/** What holds of filtered images, from what was said of them and of the image. */
function filteredDefaults(settings: Parsed, what: string): ExtractionSettings['filteredImages'] {
  const { filteredImages, filters } = settings;
  const families = filteredImages.families ?? settings.families.filter((family) => family !== 'morphology');
  const chosen = filteredImages.discretisation ?? forResponses(settings.discretisation);
  if (filters.length > 0 && chosen.method === 'none' && filteredImages.discretisation === undefined) {
    throw new RachisError(
      'SETTINGS_INVALID',
      `${what} cannot be used:\n  filteredImages.discretisation is missing: responses are not whole numbers, and discretisation.method is none`,
      { remedy: 'Choose a fixed-bin-number or fixed-bin-size for filtered images.' },
    );
  }
  return {
    families: [...new Set(families)],
    discretisation: chosen,
    volumeHistogram: filteredImages.volumeHistogram ?? forResponses(settings.volumeHistogram),
    original: filteredImages.original,
  };
}

/** Starting points for a modality, to be looked at and changed by the user. */
export function defaultSettings(modality: 'CT' | 'MR' | 'PET'): ExtractionSettings {
  const spacing = modality === 'PET' ? ([2, 2, 2] as const) : ([1, 1, 1] as const);
  const common = { resampling: { spacing: [...spacing], roundIntensities: modality === 'CT' } };
  if (modality === 'CT') {
    return resolveSettings({
      ...common,
      resegmentation: { range: [-1000, null] },
      discretisation: { method: 'fixed-bin-size', size: 25, start: -1000 },
    });
  }
  if (modality === 'PET') {
    return resolveSettings({
      ...common,
      resegmentation: { range: [0, null] },
      discretisation: { method: 'fixed-bin-size', size: 0.5, start: 0 },
    });
  }
  return resolveSettings({
    ...common,
    resegmentation: { outliers: 3 },
    discretisation: { method: 'fixed-bin-number', number: 32 },
  });
}

/** JSON Schema of the settings file, for editors. */
export function settingsJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(extractionSettingsSchema, { io: 'input' }) as Record<string, unknown>;
}
