import { extname } from 'node:path';
import { type ImageRead, type WrittenFile, writeTogether } from '@rachis/formats';
import {
  type CompositionSource,
  measureLandmarks,
  measureSpine,
  type SpineInput,
  type SpineMeasurements,
  spinePicture,
} from '@rachis/spine';
import { checkOutput, encodeTable, forSubject } from '@rachis/study/one-image';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { encodeGreyPng } from '../png.ts';
import { measureRadiograph, type RadiographFlags, readPlaneFile } from './spine-radiograph.ts';
import {
  readBeside,
  readLabelled,
  readSpineImage,
  type SpineFiles,
  type SpineImage,
} from './spine-labels.ts';
import { readLandmarkFile } from './spine-landmarks.ts';
import { asJson, longTable, wideTable } from './spine-tables.ts';

export interface SpineMeasureOptions extends SpineFiles, RadiographFlags {
  readonly output: string;
  readonly landmarks?: string;
  readonly posture?: SpineInput['posture'];
  readonly modality?: 'CT' | 'MR';
  readonly weighting?: 'T1' | 'T2';
  readonly fat?: string;
  readonly water?: string;
  readonly components: 2 | 3;
  readonly plane: NonNullable<SpineInput['section']>['place'];
  readonly planeAxes: NonNullable<SpineInput['section']>['axes'];
  readonly height?: number;
  readonly shape?: 'long' | 'wide';
  readonly picture?: string;
  readonly timings: boolean;
  readonly subject?: string;
}

function checkPicturePath(path: string): void {
  if (extname(path).toLowerCase() === '.svg') return;
  throw new RachisError('ARGUMENT_INVALID', `${path}: the picture's ending must be .svg.`, { file: path });
}

function encodeImage(width: number, height: number, pixels: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(encodeGreyPng(width, height, pixels)).toString('base64')}`;
}

/** CT or MR by the DICOM header, by HU, or by what the user says. */
function modalityOf({ modality, volume }: ImageRead, told: 'CT' | 'MR' | undefined): 'CT' | 'MR' | undefined {
  if (told !== undefined) return told;
  if (modality === 'CT' || modality === 'MR') return modality;
  return volume.unit === 'HU' ? 'CT' : undefined;
}

/** Patients lie in CT and MR: what is measured there is not what norms of standing radiographs speak of. */
function refuseStanding(
  modality: 'CT' | 'MR' | undefined,
  { posture }: SpineMeasureOptions,
  path: string,
): void {
  if (posture !== 'standing' || modality === undefined) return;
  throw new RachisError(
    'ARGUMENT_INVALID',
    `${path} is a ${modality}, in which patients lie: it cannot be measured as standing, and norms of standing patients do not hold for it.`,
    {
      file: path,
      remedy:
        'Leave --posture out, or give landmarks of a standing radiograph with --landmarks and without an image.',
    },
  );
}

async function compositionOf(
  image: ImageRead,
  modality: 'CT' | 'MR' | undefined,
  { fat, water, components, orientation }: SpineMeasureOptions,
  notes: string[],
): Promise<CompositionSource | string> {
  if ((fat === undefined) !== (water === undefined))
    throw new RachisError('ARGUMENT_INVALID', "Of Dixon's two images only one is given.", {
      remedy: 'Give both --fat and --water, or neither.',
    });
  if (fat !== undefined && water !== undefined)
    return {
      method: 'dixon',
      fat: await readBeside(image, fat, orientation, notes),
      water: await readBeside(image, water, orientation, notes),
    };
  if (modality === 'CT') return { method: 'ct', image: image.volume };
  if (modality === 'MR') return { method: 'mixture', image: image.volume, components };
  return 'whether the image is a CT or an MR is not known: say so with --modality';
}

/** Measures with masks, and landmarks of a file in place of those found. */
export async function measureFiles(
  console: Console,
  image: SpineImage,
  labelsPath: string,
  options: SpineMeasureOptions,
  subject: string,
): Promise<{
  readonly spine: SpineMeasurements;
  readonly scheme: string;
  readonly notes: readonly string[];
}> {
  const modality = modalityOf(image, options.modality);
  refuseStanding(modality, options, image.source);
  const landmarks =
    options.landmarks === undefined
      ? undefined
      : (await readLandmarkFile(options.landmarks, subject)).landmarks;
  const { scheme, notes: ofLabels, ...labelled } = await readLabelled(image, labelsPath, options);
  const notes = [...image.warnings, ...ofLabels];
  const composition = await compositionOf(image, modality, options, notes);
  const { weighting, height } = options;
  const spine = measureSpine({
    ...{ ...labelled, image: image.volume, posture: options.posture ?? 'supine', composition },
    section: { place: options.plane, axes: options.planeAxes },
    clock: () => performance.now(),
    ...(modality === undefined ? {} : { modality }),
    ...(weighting === undefined ? {} : { weighting }),
    ...(height === undefined ? {} : { bodyHeight: height }),
    ...(landmarks === undefined ? {} : { landmarks }),
  });
  console.progress('');
  for (const warning of notes) console.note(`warning: ${warning}`);
  if (spine.measurements.some(({ value }) => value !== null) || spine.vertebrae.length > 0)
    return { spine, scheme, notes };
  throw new RachisError(
    'REGION_NOT_FOUND',
    `${labelsPath} has no label of a single vertebra or muscle by the scheme ${scheme}.`,
    {
      file: labelsPath,
      remedy: 'Give labels with a number for each vertebra, or say their scheme with --scheme.',
    },
  );
}

async function write(
  console: Console,
  options: SpineMeasureOptions,
  subject: string,
  scheme: string,
  spine: SpineMeasurements,
  image: ImageRead | null,
): Promise<void> {
  const posture = options.posture ?? 'supine';
  const table = options.shape === 'wide' ? wideTable(subject, spine) : longTable(subject, spine);
  const isJson = extname(options.output).toLowerCase() === '.json';
  const files: WrittenFile[] = [
    {
      path: options.output,
      parts: [isJson ? asJson(subject, scheme, posture, spine) : await encodeTable(options.output, table)],
    },
  ];
  if (options.picture !== undefined) {
    const picture = spinePicture(spine, {
      title: [subject, `labels by ${scheme.includes('=') ? 'the user' : scheme}`].filter(Boolean).join(' · '),
      ...(image === null ? {} : { image: image.volume }),
      posture,
      encodeImage,
    });
    if (picture === null) console.note('No picture: no vertebra was found in the labels.');
    else files.push({ path: options.picture, parts: [new TextEncoder().encode(picture)] });
  }
  await writeTogether(files);
}

/**
 * `rachis spine measure IMAGE LABELS --output FILE`: every measurement of one labelled spine; of the landmarks of a file
 * alone, without image and labels; or of every row of a manifest.
 */
export async function spineMeasure(
  console: Console,
  imagePath: string | undefined,
  labelsPath: string | undefined,
  options: SpineMeasureOptions,
): Promise<number> {
  if (labelsPath === undefined && /\.(csv|tsv|parquet)$/i.test(imagePath ?? '')) {
    const { spineMeasureCohort } = await import('./spine-cohort.ts');
    return spineMeasureCohort(console, imagePath!, options);
  }
  await checkOutput(options.output);
  if (options.picture !== undefined) checkPicturePath(options.picture);
  if (imagePath === undefined || labelsPath === undefined)
    return measureLandmarkFile(console, imagePath, options);
  const image = await readSpineImage(console, imagePath, options);
  const subject = options.subject ?? image.patient;
  return forSubject(subject, async () => {
    const { spine, scheme } = await measureFiles(console, image, labelsPath, options, subject);
    await write(console, options, subject, scheme, spine, image);
    describe(console, subject, scheme, spine, options.timings);
    return exitCodes.ok;
  });
}

/** Landmarks alone: of a file in space, or of a radiograph, which is given too where they are in pixels. */
async function measureLandmarkFile(
  console: Console,
  imagePath: string | undefined,
  options: SpineMeasureOptions,
): Promise<number> {
  const nothing = (remedy: string) =>
    new RachisError('ARGUMENT_INVALID', 'There is nothing to measure.', { remedy });
  if (options.landmarks === undefined) throw nothing('Give an image and its labels, or --landmarks alone.');
  const plane = await readPlaneFile(options.landmarks);
  if (imagePath !== undefined && plane?.kind !== 'pixels')
    throw nothing('Give the labels of the image too, or --landmarks alone.');
  const image = imagePath === undefined ? null : await readSpineImage(console, imagePath, options);
  const set = plane ?? (await readLandmarkFile(options.landmarks, options.subject ?? ''));
  const subject = options.subject ?? (set.subject || (image?.patient ?? ''));
  return forSubject(subject, async () => {
    const posture = options.posture ?? 'supine';
    const spine =
      'kind' in set
        ? measureRadiograph(set, image, options, posture)
        : measureLandmarks(set.landmarks, posture);
    for (const warning of image?.warnings ?? []) console.note(`warning: ${warning}`);
    await write(console, options, subject, 'landmarks', spine, null);
    describe(console, subject, 'landmarks', spine, options.timings);
    return exitCodes.ok;
  });
}

function describe(
  console: Console,
  subject: string,
  scheme: string,
  spine: SpineMeasurements,
  timings: boolean,
): void {
  const whose = subject === '' ? '' : `subject ${subject}, `;
  const empty = spine.measurements.filter(({ value }) => value === null).length;
  const seconds = spine.timings.reduce((sum, one) => sum + one.seconds, 0);
  const levels = spine.vertebrae.map(([level]) => level).join(', ') || 'no vertebra';
  console.note(
    `${whose}${levels} (labels by ${scheme}): ${spine.measurements.length - empty} measurements, ${empty} empty with their reason; ${seconds.toFixed(1)} s.`,
  );
  if (timings)
    for (const { step, seconds: one } of spine.timings) console.note(`  ${step}: ${one.toFixed(3)} s`);
  for (const note of spine.levels.notes) console.note(`warning: ${note}`);
  for (const [level, vertebra] of spine.vertebrae)
    if (vertebra.found === null) console.note(`${level} is not measured: ${vertebra.reason}.`);
}
