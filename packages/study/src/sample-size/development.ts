import { eventTimes, type Frame } from '@rachis/learning';
import {
  binarySampleSize,
  concordanceFromR2,
  continuousSampleSize,
  largestBinaryR2,
  largestSurvivalR2,
  mean,
  r2FromConcordance,
  standardDeviation,
  survivalSampleSize,
  type ValidationSize,
  validationSize,
} from '@rachis/statistics';
import type { SampleSizeSettings } from './settings.ts';

/** A criterion with the subjects it asks. */
export interface Criterion {
  readonly criterion: string;
  readonly subjects: number;
}

/** How many subjects a study needs to develop a model, beside what it has. */
export interface DevelopmentSize {
  readonly subjects: number;
  /** Of numbers there are none. */
  readonly events: number | null;
  /** Candidate parameters: a number each, a category less one each. */
  readonly parameters: number;
  /** Where a reduction without the outcome leaves fewer, as the settings say. */
  readonly parametersFrom: 'table' | 'settings';
  readonly r2: number;
  readonly assumption: string;
  readonly criteria: readonly Criterion[];
  /** Index of the criterion that asks most. */
  readonly decides: number;
  readonly needed: number;
  readonly neededEvents: number | null;
  readonly enough: boolean;
  /** Whether subjects have several rows. */
  readonly repeated: boolean;
  /** Most candidate parameters that these subjects would be enough for. */
  readonly parametersAllowed: number;
  /** Subjects that a model of one parameter asks for. */
  readonly neededForOne: number;
  /** For another table, under the same assumptions; of two classes. */
  readonly validation?: ValidationSize;
}

/** Where the method says nothing of an outcome. */
export interface NoSize {
  readonly reason: string;
}

/** Part of the largest possible R2 that its authors take where nothing is known (Riley et al. 2020, BMJ 368:m441). */
const unknownShare = 0.15;

/** Parameters that the predictors of a frame may get in a model, before any selection that sees the outcome. */
export const candidateParameters = ({ columns }: Frame): number =>
  columns.reduce(
    (sum, { kind, categories }) => sum + (kind === 'category' ? Math.max(1, categories!.length - 1) : 1),
    0,
  );

interface Asked {
  readonly r2: number;
  readonly assumption: string;
  readonly events: number | null;
  readonly names: readonly string[];
  readonly of: (parameters: number) => { readonly criteria: readonly number[]; readonly subjects: number };
  readonly validation?: ValidationSize;
}

const shrinkageName = 'shrinkage of at most 10%';
const optimismName = 'apparent and adjusted R2 within 0.05';

const assumed = (r2: number | undefined, largest: number) =>
  r2 === undefined
    ? { r2: unknownShare * largest, assumption: `R2 of 15% of the largest possible (${largest.toFixed(3)})` }
    : { r2, assumption: `R2 of ${r2}` };

function binary(codes: Int32Array, settings: SampleSizeSettings): Asked | NoSize {
  const events = codes.reduce((sum, code) => sum + (code === 1 ? 1 : 0), 0);
  const prevalence = events / codes.length;
  if (events === 0 || events === codes.length) return { reason: 'One of the classes has no subject.' };
  const largest = largestBinaryR2(prevalence);
  if (settings.r2 !== undefined && settings.r2 >= largest)
    return {
      reason: `sampleSize.r2 is ${settings.r2}; with this share of events no R2 (Cox and Snell) reaches ${largest.toFixed(3)}.`,
    };
  const { r2, assumption } =
    settings.auc === undefined || settings.r2 !== undefined
      ? assumed(settings.r2, largest)
      : { r2: r2FromConcordance(settings.auc, prevalence), assumption: `AUC of ${settings.auc}` };
  const { threshold, widths } = settings;
  return {
    r2,
    assumption,
    events,
    names: [shrinkageName, optimismName, 'overall risk within 0.05'],
    of: (parameters) => binarySampleSize({ parameters, prevalence, r2 }),
    validation: validationSize({
      prevalence,
      concordance: settings.auc ?? concordanceFromR2(r2, prevalence),
      ...(threshold === undefined ? {} : { threshold }),
      widths,
    }),
  };
}

function survival(
  outcome: Parameters<typeof eventTimes>[0],
  { r2: given }: SampleSizeSettings,
): Asked | NoSize {
  const events = outcome.events.reduce((sum, event) => sum + (event === 1 ? 1 : 0), 0);
  if (events === 0) return { reason: 'No subject has the event.' };
  const meanFollowUp = mean(outcome.times);
  const rate = events / (meanFollowUp * outcome.times.length);
  const horizons = eventTimes(outcome);
  const time = horizons[horizons.length >> 1]!;
  const largest = largestSurvivalR2(rate, meanFollowUp);
  if (given !== undefined && given >= largest)
    return { reason: `sampleSize.r2 is ${given}; at this rate no R2 reaches ${largest.toFixed(3)}.` };
  if (!(time > 0)) return { reason: 'Half of the events are at time 0.' };
  const { r2, assumption } = assumed(given, largest);
  return {
    r2,
    assumption,
    events,
    names: [shrinkageName, optimismName, `risk by ${Number(time.toPrecision(3))} within 0.05`],
    of: (parameters) => survivalSampleSize({ parameters, r2, rate, time, meanFollowUp }),
  };
}

function continuous(values: Float64Array, { r2: given }: SampleSizeSettings): Asked | NoSize {
  const deviation = standardDeviation(values);
  if (!(deviation > 0)) return { reason: 'The outcome has one value.' };
  const { r2, assumption } = assumed(given, 1);
  // The criterion of the intercept is relative to the mean, which means something on scales without negative values only.
  const centre = mean(values);
  const relative = values.every((value) => value >= 0) && centre > 0;
  return {
    r2,
    assumption,
    events: null,
    names: [shrinkageName, optimismName, 'residual deviation within 10%', 'mean within 10%'],
    of: (parameters) =>
      continuousSampleSize({
        parameters,
        r2,
        ...(relative ? { outcome: { mean: centre, deviation } } : {}),
      }),
  };
}

function askedOf({ outcome }: Frame, settings: SampleSizeSettings): Asked | NoSize {
  switch (outcome!.kind) {
    case 'survival':
      return survival(outcome!, settings);
    case 'continuous':
      return continuous(outcome!.values, settings);
    default:
      return outcome!.kind === 'classes' && outcome!.classes.length === 2
        ? binary(outcome!.codes, settings)
        : {
            reason:
              'The criteria are of two classes, of times and of numbers; of more classes none are known here.',
          };
  }
}

/**
 * How many subjects Riley's criteria ask to develop a model of all candidate predictors of a frame, and which criterion
 * decides. Penalties and selection do not lower it: what chooses columns by the outcome has looked at all of them.
 * Source: Riley et al. 2019; 2020 (BMJ 368:m441).
 */
export function developmentSize(frame: Frame, settings: SampleSizeSettings): DevelopmentSize | NoSize {
  const asked = askedOf(frame, settings);
  if ('reason' in asked) return asked;
  const subjects = new Set(frame.groups).size;
  const parameters = settings.parameters ?? Math.max(1, candidateParameters(frame));
  const { criteria, subjects: needed } = asked.of(parameters);
  let [allowed, above] = [0, 1];
  while (asked.of(above).subjects <= subjects) [allowed, above] = [above, 2 * above];
  while (above - allowed > 1) {
    const middle = (allowed + above) >> 1;
    if (asked.of(middle).subjects <= subjects) allowed = middle;
    else above = middle;
  }
  return {
    subjects,
    events: asked.events,
    parameters,
    parametersFrom: settings.parameters === undefined ? 'table' : 'settings',
    r2: asked.r2,
    assumption: asked.assumption,
    criteria: criteria.map((size, at) => ({ criterion: asked.names[at]!, subjects: size })),
    decides: criteria.indexOf(needed),
    needed,
    neededEvents: asked.events === null ? null : Math.ceil((needed * asked.events) / frame.rows),
    enough: subjects >= needed,
    repeated: subjects < frame.rows,
    parametersAllowed: allowed,
    neededForOne: asked.of(1).subjects,
    ...(asked.validation === undefined ? {} : { validation: asked.validation }),
  };
}
