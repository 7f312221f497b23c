import { RachisError } from '@rachis/volume';
import * as z from 'zod';
import { isWaveletName, waveletNames, type WaveletName } from '../filters/wavelet-coefficients.ts';
import { nearestName } from '../nearest-name.ts';
import { classNames, featureClasses } from './classes.ts';
import { type Interpolator, interpolators } from './interpolate.ts';

/** Types of images that PyRadiomics makes. */
export const imageTypeNames = [
  'Original',
  'LoG',
  'Wavelet',
  'Square',
  'SquareRoot',
  'Logarithm',
  'Exponential',
  'Gradient',
  'LBP2D',
  'LBP3D',
] as const;
export type ImageTypeName = (typeof imageTypeNames)[number];

/** The schema of a file. Building it takes longer than a small extraction, so it is built when the first file is read. */
function makeSchemas() {
  const positive = z.number().positive();
  const whole = z.int();
  // YAML reads a bare word such as `on` or `12` as what it looks like; the message then shows it as written.
  const featureName = z
    .union([z.string(), z.number(), z.boolean()], { error: 'expected the name of a feature' })
    .transform(String);
  const interpolatorNames = Object.keys(interpolators) as Interpolator[];

  const interpolator = z
    .union([z.enum(interpolatorNames), z.int().min(1).max(10), z.null()])
    .transform((value): Interpolator | null =>
      typeof value === 'number' ? interpolatorNames.find((name) => interpolators[name] === value)! : value,
    );

  const wavelet = z
    .string()
    .refine(isWaveletName, {
      error: `expected a discrete wavelet of PyWavelets (${waveletNames.slice(0, 3).join(', ')}, ...)`,
    })
    .transform((name) => name as WaveletName);

  // Every key of PyRadiomics' `setting`; all may be left out.
  const settingShape = {
    minimumROIDimensions: whole.min(1).max(3),
    minimumROISize: whole.positive().nullable(),
    geometryTolerance: positive.nullable(),
    correctMask: z.boolean(),
    additionalInfo: z.boolean(),
    label: whole.positive(),
    label_channel: whole.min(0),
    binWidth: positive,
    binCount: whole.positive().nullable(),
    normalize: z.boolean(),
    normalizeScale: positive,
    removeOutliers: positive.nullable(),
    resampledPixelSpacing: z.array(z.number().min(0)).length(3).nullable(),
    interpolator,
    padDistance: whole.min(0),
    distances: z.array(whole.positive().max(16)).min(1),
    force2D: z.boolean(),
    force2Ddimension: whole.min(0).max(2),
    resegmentRange: z.array(z.number()).min(1).max(2).nullable(),
    resegmentMode: z.enum(['absolute', 'relative', 'sigma']),
    resegmentShape: z.boolean(),
    preCrop: z.boolean(),
    sigma: z.array(positive).min(1),
    start_level: whole.min(0),
    level: whole.positive(),
    wavelet,
    gradientUseSpacing: z.boolean(),
    lbp2DRadius: positive,
    lbp2DSamples: whole.min(1).max(24),
    lbp2DMethod: z.enum(['default', 'ror', 'uniform', 'var']),
    lbp3DLevels: whole.min(1),
    lbp3DIcosphereRadius: positive,
    lbp3DIcosphereSubdivision: whole.min(0).max(6),
    voxelArrayShift: whole,
    symmetricalGLCM: z.boolean(),
    weightingNorm: z.enum(['euclidean', 'manhattan', 'infinity', 'no_weighting']).nullable(),
    gldm_a: whole.min(0),
  };

  const setting = z.strictObject(settingShape).partial();

  const voxelSetting = z
    .strictObject({
      kernelRadius: whole.positive(),
      maskedKernel: z.boolean(),
      // PyRadiomics' own example writes nan, which YAML reads as a text.
      initValue: z.union([
        z.number(),
        z.nan(),
        z.literal(Infinity),
        z.literal(-Infinity),
        z.string().regex(/^[+-]?(nan|inf|infinity)$/i, 'expected a number, nan or inf'),
      ]),
      voxelBatch: whole.positive(),
    })
    .partial();

  const file = z.strictObject({
    setting: setting.default({}),
    voxelSetting: voxelSetting.default({}),
    imageType: z.partialRecord(z.enum(imageTypeNames), setting).default({}),
    featureClass: z.partialRecord(z.enum(classNames), z.array(featureName).nullable()).default({}),
  });
  return { settingShape, file };
}

type Schemas = ReturnType<typeof makeSchemas>;
let made: Schemas | undefined;
function schemas(): Schemas {
  made ??= makeSchemas();
  return made;
}

/** Settings with PyRadiomics' defaults where the file has none. */
const defaults = {
  minimumROIDimensions: 2,
  minimumROISize: null,
  geometryTolerance: null,
  correctMask: false,
  additionalInfo: true,
  label: 1,
  label_channel: 0,
  binWidth: 25,
  binCount: null,
  normalize: false,
  normalizeScale: 1,
  removeOutliers: null,
  resampledPixelSpacing: null,
  interpolator: 'sitkBSpline' as Interpolator | null,
  padDistance: 5,
  distances: [1],
  force2D: false,
  force2Ddimension: 0,
  resegmentRange: null,
  resegmentMode: 'absolute' as const,
  resegmentShape: false,
  preCrop: false,
  sigma: [],
  start_level: 0,
  level: 1,
  wavelet: 'coif1' as WaveletName,
  gradientUseSpacing: true,
  lbp2DRadius: 1,
  lbp2DSamples: 8,
  lbp2DMethod: 'uniform' as const,
  lbp3DLevels: 2,
  lbp3DIcosphereRadius: 1,
  lbp3DIcosphereSubdivision: 1,
  voxelArrayShift: 0,
  symmetricalGLCM: true,
  weightingNorm: null,
  gldm_a: 0,
};

/** Keys of PyRadiomics' settings that are whole numbers, which it wants written without a point. */
export const wholeNumberSettings: ReadonlySet<string> = new Set([
  ...[
    'minimumROIDimensions',
    'minimumROISize',
    'label',
    'label_channel',
    'binCount',
    'padDistance',
    'distances',
  ],
  ...['force2Ddimension', 'start_level', 'level', 'lbp2DSamples', 'lbp3DLevels', 'lbp3DIcosphereSubdivision'],
  ...['voxelArrayShift', 'gldm_a', 'kernelRadius', 'voxelBatch'],
]);

type Shape = Schemas['settingShape'];
type Resolved = { readonly [K in keyof Shape]: z.output<Shape[K]> };
/** Settings as they hold for one image type. */
export type ClassSettings = Resolved;

/** A parameter file of PyRadiomics with its defaults filled in. */
export interface PyradiomicsParameters {
  readonly setting: Resolved;
  /** Image types in the order of the file, each with the settings that hold for it. */
  readonly imageTypes: readonly { readonly name: ImageTypeName; readonly setting: Resolved }[];
  /** Classes in the order of the file, with the features of each. */
  readonly featureClasses: readonly { readonly name: string; readonly features: readonly string[] }[];
  /** The file's own settings and image types, for the diagnostics columns. */
  readonly written: {
    readonly setting: Readonly<Record<string, unknown>>;
    readonly imageType: Readonly<Record<string, unknown>>;
    readonly featureClass: Readonly<Record<string, unknown>>;
    readonly voxelSetting: Readonly<Record<string, unknown>>;
  };
}

function known(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return ['setting', 'voxelSetting', 'imageType', 'featureClass'];
  if (path[0] === 'voxelSetting') return ['kernelRadius', 'maskedKernel', 'initValue', 'voxelBatch'];
  if (path[0] === 'featureClass') return classNames;
  if (path[0] === 'imageType' && path.length === 1) return imageTypeNames;
  return Object.keys(schemas().settingShape);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

function describeIssue(input: unknown, issue: z.core.$ZodIssue): string[] {
  const where = issue.path.map(String).join('.') || 'the file';
  const hintFor = (key: string) => {
    const near = nearestName(key, known(issue.path));
    return near === null ? `; known: ${known(issue.path).join(', ')}` : `; did you mean "${near}"?`;
  };
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(
      (key) => `${[...issue.path, key].map(String).join('.')}: unknown key${hintFor(key)}`,
    );
  const value = valueAt(input, issue.path);
  if (value === null && issue.code === 'invalid_type' && issue.expected !== 'number') {
    const write =
      issue.path[0] === 'setting' || issue.path.length < 3
        ? ` PyRadiomics refuses it; write ${where.split('.').at(-1)}: {} or leave it out`
        : '';
    if (issue.expected === 'object' || issue.expected === 'record') return [`${where} is empty:${write}`];
  }
  const shown = JSON.stringify(value) ?? String(value);
  return [
    `${where} is ${shown.length > 60 ? `${shown.slice(0, 57)}...` : shown}: ${issue.message.replace(/^Invalid input: /, '')}`,
  ];
}

/** What is wrong with the features that a file names, or nothing. */
function featureProblems(classes: Readonly<Record<string, readonly string[] | null | undefined>>): string[] {
  return Object.entries(classes).flatMap(([name, features]) =>
    (features ?? []).flatMap((feature) => {
      const all = featureClasses[name]!.features;
      if (all.includes(feature)) return [];
      const near = nearestName(feature, all);
      return [
        `featureClass.${name} has "${feature}": no such feature${near === null ? `; known: ${all.join(', ')}` : `; did you mean "${near}"?`}`,
      ];
    }),
  );
}

/**
 * Checks a parameter file of PyRadiomics and fills in its defaults. `what` names the file in errors, which are
 * `SETTINGS_INVALID`, list every problem, and name the nearest known key.
 */
export function resolveParameters(input: unknown, what = 'The parameters'): PyradiomicsParameters {
  if (input === null || input === undefined) {
    throw new RachisError('SETTINGS_INVALID', `${what} holds nothing.`, {
      remedy: 'Write {} for the defaults of PyRadiomics; docs/pyradiomics.md lists what it may hold.',
    });
  }
  const parsed = schemas().file.safeParse(input);
  const problems = parsed.success
    ? featureProblems(parsed.data.featureClass)
    : parsed.error.issues.flatMap((issue) => describeIssue(input, issue));
  if (!parsed.success || problems.length > 0) {
    throw new RachisError('SETTINGS_INVALID', `${what} cannot be used:\n  ${problems.join('\n  ')}`, {
      remedy: 'Correct the parameter file; docs/pyradiomics.md lists what it may hold.',
    });
  }
  const { imageType, featureClass } = parsed.data;
  const common: Resolved = { ...defaults, ...stripUndefined(parsed.data.setting) };
  const types = Object.keys(imageType).length === 0 ? { Original: {} } : imageType;
  const classes =
    Object.keys(featureClass).length === 0
      ? Object.fromEntries(classNames.map((name) => [name, null]))
      : featureClass;
  return {
    setting: common,
    imageTypes: (Object.keys(types) as ImageTypeName[]).map((name) => ({
      name,
      setting: { ...common, ...stripUndefined(types[name] ?? {}) },
    })),
    featureClasses: Object.entries(classes).map(([name, features]) => ({
      name,
      features: chosenFeatures(name, features ?? []),
    })),
    written: {
      setting: parsed.data.setting,
      imageType: types,
      featureClass,
      voxelSetting: parsed.data.voxelSetting,
    },
  };
}

/** Features of a class: those named, else all that are not deprecated. */
function chosenFeatures(name: string, named: readonly string[]): readonly string[] {
  const { features, deprecated } = featureClasses[name]!;
  return named.length > 0 ? [...new Set(named)] : features.filter((feature) => !deprecated.includes(feature));
}

function stripUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as never;
}
