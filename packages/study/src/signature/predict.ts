import { type ConformalPrediction, conformalOf, conformalWords } from '../conformal/predict.ts';
import { readImage, readRegions } from '@rachis/formats';
import { type FittedPipeline, type Frame, hasShap, linearParts, shapValues } from '@rachis/learning';
import { columns, type ExtractionSettings, resolveSettings } from '@rachis/features';
import { RachisError } from '@rachis/volume';
import { chooseRegions } from '../choose-regions.ts';
import { modalityKeys } from '../cohort/run-settings.ts';
import { extractRegions } from '../extract-regions.ts';
import { featureName } from '../study/image-features.ts';
import { type RegionFeatures, subjectFeatures } from '../study/subject-features.ts';
import { samplingOf } from '../sampling.ts';
import { unlikeScan } from './likeness/scans.ts';
import { distanceFrom, distanceWarning, warningsOf } from './likeness/warnings.ts';
import type { ReadSignature } from './read.ts';
import { refuseGaps } from './published/refuse-gaps.ts';
import { intervalsOf } from './refits/interval.ts';
import { type IntervalWords, intervalWords } from './refits/words.ts';
import { frameOfRow, type InputValue } from './row.ts';

/** An image of a patient, with its region. */
export interface GivenImage {
  readonly image: string;
  readonly region: string;
}

/** How a column moved the score away from that of the mean training patient. */
export interface Contribution {
  readonly column: string;
  readonly contribution: number;
}

/** Ends of an interval, where there is one. */
export interface Ends {
  readonly lower?: number;
  readonly upper?: number;
}

/** What a signature says of a patient. */
export interface Prediction {
  readonly subject: string;
  readonly score: number;
  /** Of classes, in their order. */
  readonly probabilities?: readonly ({ readonly name: string; readonly probability: number } & Ends)[];
  /** Of survival: the probability to be free of the event at times. */
  readonly survival?: readonly ({ readonly time: number; readonly probability: number } & Ends)[];
  /** Of a continuous outcome. */
  readonly value?: { readonly value: number } & Ends;
  /** What the interval is, or why there is none, in words. */
  readonly interval: IntervalWords;
  /** Classes, or an interval of the value, that hold the truth of so many such patients. */
  readonly conformal?: { readonly levels: readonly ConformalPrediction[]; readonly words: string };
  /** Of two classes, at the threshold that was locked; or of any score, at the cut-off of a paper. */
  readonly decision?:
    | { readonly positive: boolean; readonly threshold: number }
    | { readonly positive: boolean; readonly cutoff: number };
  /** Of linear models and trees, on the scale of the model's predictor: largest first. */
  readonly contributions: readonly Contribution[];
  /** How far from the training patients the columns of the model are together; absent where that is not known. */
  readonly likeness?: { readonly distance: number; readonly limit: number };
  /** Where patient or scan are unlike the training rows. */
  readonly warnings: readonly string[];
  readonly inputs: readonly { readonly name: string; readonly value: InputValue }[];
}

type SignatureImage = ReadSignature['signature']['images'][number];

/** The image of the signature that a patient's image is; by its modality where there are several. */
function imageFor(images: readonly SignatureImage[], modality: string, source: string): SignatureImage {
  const keys = modalityKeys(modality);
  const kindsOf = (one: SignatureImage) =>
    one.modality === undefined ? (one.modalities ?? []) : [one.modality];
  const fitting = images.filter(
    (one) =>
      kindsOf(one).length === 0 ||
      keys.length === 0 ||
      kindsOf(one).some((kind) => modalityKeys(kind).some((key) => keys.includes(key))),
  );
  if (fitting.length === 1) return fitting[0]!;
  const wanted = images
    .map((one) => `${one.name}${kindsOf(one).length === 0 ? '' : ` (${kindsOf(one).join(', ')})`}`)
    .join(', ');
  throw new RachisError(
    'ARGUMENT_INVALID',
    `${source} is of modality ${modality === '' ? 'unknown' : modality}, and the signature looks at ${wanted}.`,
    { file: source, remedy: 'Give the image that it was trained on; NAME=IMAGE says which one it is.' },
  );
}

async function featuresOf(
  { image: given, region: mask }: GivenImage,
  images: readonly SignatureImage[],
): Promise<{
  name: string;
  subject: string;
  values: Map<string, number>;
  unlike: string | undefined;
  /** What the reader of the image says. */
  read: readonly string[];
}> {
  const [, named, path] = /^([A-Za-z][A-Za-z0-9-]*)=(.+)$/.exec(given) ?? [];
  const source = named !== undefined && images.some(({ name }) => name === named) ? path! : given;
  const image = await readImage(source);
  const own =
    source === given ? imageFor(images, image.modality, source) : images.find(({ name }) => name === named)!;
  const settings: ExtractionSettings = resolveSettings(own.settings, 'The settings of the signature');
  const read = await readRegions(mask, { image });
  const chosen = chooseRegions(
    read.regions,
    {
      ...(own.label === undefined ? {} : { labels: [own.label] }),
      ...(own.region === undefined ? {} : { names: own.region.split(';') }),
    },
    mask,
  );
  const { extracted, failures } = await extractRegions(image, chosen, mask, settings);
  if (extracted.length === 0) throw failures[0]!.error;
  const names = columns(settings).map(({ column }) => column);
  const rows = extracted.map(
    ({ region, result }): RegionFeatures => ({
      subject: image.patient,
      region: region.name,
      voxels: result.voxels.morphological,
      values: names.map((name) => result.values.get(name) ?? NaN),
    }),
  );
  const values = subjectFeatures(rows, own).get(image.patient)!;
  return {
    name: own.name,
    subject: image.patient,
    unlike: unlikeScan(own.name, own.acquisition, { ...image.header, ...samplingOf(image.volume) }),
    values: new Map(names.map((name, at) => [featureName(own.name, name), values[at]!])),
    read: image.warnings,
  };
}

/** Shapley values of a row by the training shares of branches; of more than two classes those of the last. */
function fromTrees(pipeline: FittedPipeline, frame: Frame): Contribution[] {
  const { columns: names, outputs } = shapValues(pipeline, frame);
  const { data } = outputs.at(-1)!.values;
  return names.map((column, at) => ({ column, contribution: data[at]! }));
}

/**
 * What each column adds to the score: exactly for linear models and trees, nothing for others. Of more than two classes,
 * to the predictor of the last.
 */
function contributionsOf({ signature, pipeline }: ReadSignature, frame: Frame): Contribution[] {
  const prepared = pipeline.prepare(frame);
  const { length } = prepared.columns;
  const coefficients = linearParts(pipeline.model, length)?.coefficients.slice(-length);
  const found =
    coefficients !== undefined
      ? prepared.columns.map(({ name, values }, at) => ({
          column: name,
          contribution: coefficients[at]! * (values[0]! - signature.centre[at]!.mean),
        }))
      : hasShap(pipeline.model, length)
        ? fromTrees(pipeline, frame)
        : [];
  return found
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.column < b.column ? -1 : 1));
}

/** What a signature says of a row of its inputs. */
export function predictRow(
  read: ReadSignature,
  subject: string,
  values: readonly InputValue[],
  site?: string,
): Prediction {
  const { signature, pipeline } = read;
  if (signature.site !== undefined && site === undefined) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `The signature harmonises by ${signature.site.column}: it needs the patient's.`,
      {
        file: read.path,
        remedy: `Say it with --site; the training patients had ${signature.site.names.join(', ')}.`,
      },
    );
  }
  if (signature.published !== undefined) refuseGaps(read, values);
  const frame = frameOfRow(signature, values, signature.site === undefined ? undefined : site);
  const { scores, probabilities, survivalAt } = pipeline.predict(frame);
  const { horizons } = signature.training;
  const { classes } = signature.outcome;
  const contributions = contributionsOf(read, frame);
  const { threshold } = pipeline;
  const conformal = conformalOf(signature, scores[0]!, probabilities?.data);
  const distance = distanceFrom(read, frame);
  const interval = intervalsOf(read)(values, site);
  const ends = typeof interval === 'string' ? [] : interval.ends;
  const survival =
    survivalAt === undefined || horizons === undefined ? undefined : survivalAt(Float64Array.from(horizons));
  const said = { classes: probabilities, ordinal: probabilities, survival, continuous: undefined };
  const point = signature.outcome.kind === 'continuous' ? [scores[0]!] : said[signature.outcome.kind]?.data;
  return {
    subject,
    score: scores[0]!,
    ...(probabilities === undefined
      ? {}
      : {
          probabilities: classes.map((name, at) => ({
            name,
            probability: probabilities.data[at]!,
            ...ends[at],
          })),
        }),
    ...(signature.outcome.kind === 'continuous' ? { value: { value: scores[0]!, ...ends[0] } } : {}),
    interval: intervalWords(interval, point ?? []),
    ...(conformal.length === 0 ? {} : { conformal: { levels: conformal, words: conformalWords } }),
    ...(threshold === undefined || probabilities === undefined || classes.length !== 2
      ? {}
      : { decision: { positive: probabilities.data[1]! >= threshold, threshold } }),
    ...(signature.published?.cutoff === undefined
      ? {}
      : {
          decision: {
            positive: scores[0]! >= signature.published.cutoff,
            cutoff: signature.published.cutoff,
          },
        }),
    ...(survival === undefined
      ? {}
      : {
          survival: horizons!.map((time, at) => ({ time, probability: survival.data[at]!, ...ends[at] })),
        }),
    contributions,
    ...(distance === undefined ? {} : { likeness: { distance: distance.distance, limit: distance.limit } }),
    warnings: [...warningsOf(read, values), ...distanceWarning(distance)],
    inputs: signature.inputs.flatMap(({ name, used }, at) =>
      used ? [{ name, value: values[at] ?? null }] : [],
    ),
  };
}

/**
 * What a signature says of a patient: the features of the images are taken with the locked settings, other values come
 * from `clinical`, by name. `ARGUMENT_INVALID` where an image that it needs is not given, or a name is none of its inputs.
 */
export async function predictPatient(
  read: ReadSignature,
  images: readonly GivenImage[],
  clinical: ReadonlyMap<string, InputValue>,
  site?: string,
): Promise<Prediction> {
  const { signature } = read;
  const found = new Map<string, InputValue>(clinical);
  const known = new Set(signature.inputs.map(({ name }) => name));
  for (const name of clinical.keys()) {
    if (known.has(name)) continue;
    const others = signature.inputs.filter(({ domain }) => domain !== 'radiomic').map((one) => one.name);
    throw new RachisError('ARGUMENT_INVALID', `The signature has no input ${name}.`, {
      file: read.path,
      remedy:
        others.length === 0
          ? 'It looks at images alone.'
          : `Those beside its images are ${others.join(', ')}.`,
    });
  }
  for (const { name, kind } of signature.inputs) {
    const value = clinical.get(name);
    if (kind !== 'numeric' || value === undefined || value === null || Number.isFinite(Number(value)))
      continue;
    throw new RachisError('ARGUMENT_INVALID', `${name} is "${value}"; the signature wants a number.`, {
      file: read.path,
      remedy: 'Write the value as in the training table, or leave it out.',
    });
  }
  const given = new Set<string>();
  const scans: string[] = [];
  let subject = '';
  for (const image of images) {
    const { name, subject: own, values, unlike, read: said } = await featuresOf(image, signature.images);
    scans.push(...said);
    if (unlike !== undefined) scans.push(unlike);
    if (given.has(name)) {
      throw new RachisError('ARGUMENT_INVALID', `Two images are given as ${name}.`, {
        file: image.image,
        remedy: 'Give one image for each of those that the signature looks at.',
      });
    }
    given.add(name);
    subject ||= own;
    for (const [column, value] of values) found.set(column, Number.isNaN(value) ? null : value);
  }
  const absent = signature.images.filter(
    ({ name }) =>
      !given.has(name) && signature.inputs.some((input) => input.used && input.name.startsWith(`${name}_`)),
  );
  if (absent.length > 0) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `The signature also needs ${absent.map(({ name }) => name).join(' and ')}.`,
      { file: read.path, remedy: 'Give it with --also IMAGE REGION.' },
    );
  }
  const said = predictRow(
    read,
    subject,
    signature.inputs.map(({ name }) => found.get(name) ?? null),
    site,
  );
  return { ...said, warnings: [...scans, ...said.warnings] };
}
