import { extname } from 'node:path';
import { type ImageRead, type WrittenFile, writeTogether } from '@rachis/formats';
import { measureLandmarks, type SpineMeasurements, spinePicture } from '@rachis/spine';
import { checkOutput, encodeTable, forSubject } from '@rachis/study/one-image';
import {
  asJson,
  longTable,
  measureFiles,
  readLandmarkFile,
  readSpineImage,
  type SpineSettings,
  wideTable,
} from '@rachis/study/spine';
import { RachisError } from '@rachis/volume';
import { type Console, readingOf } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { encodeGreyPng } from '../png.ts';
import { measureRadiograph, type RadiographFlags, readPlaneFile } from './spine-radiograph.ts';

export interface SpineMeasureOptions extends SpineSettings, RadiographFlags {
  readonly output: string;
  readonly shape?: 'long' | 'wide';
  readonly picture?: string;
  readonly timings: boolean;
  readonly intervals: boolean;
  readonly subject?: string;
  readonly workers?: number;
}

function checkPicturePath(path: string): void {
  if (extname(path).toLowerCase() === '.svg') return;
  throw new RachisError('ARGUMENT_INVALID', `${path}: the picture's ending must be .svg.`, { file: path });
}

function encodeImage(width: number, height: number, pixels: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(encodeGreyPng(width, height, pixels)).toString('base64')}`;
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
  const { measurements } = spine;
  const table =
    options.shape === 'wide'
      ? wideTable(subject, measurements, options.intervals)
      : longTable(subject, measurements, options.intervals);
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
  const image = await readSpineImage(imagePath, options, readingOf(console, imagePath));
  const subject = options.subject ?? image.patient;
  return forSubject(subject, async () => {
    const { spine, scheme, notes } = await measureFiles(image, labelsPath, options, subject);
    console.progress('');
    for (const warning of notes) console.note(`warning: ${warning}`);
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
  if (imagePath !== undefined && plane?.kind !== 'pixels' && plane?.kind !== 'frontal_pixels')
    throw nothing('Give the labels of the image too, or --landmarks alone.');
  const image =
    imagePath === undefined ? null : await readSpineImage(imagePath, options, readingOf(console, imagePath));
  const set = plane ?? (await readLandmarkFile(options.landmarks, options.subject ?? ''));
  const subject = options.subject ?? (set.subject || (image?.patient ?? ''));
  return forSubject(subject, async () => {
    const posture = options.posture ?? 'supine';
    const spine =
      'kind' in set
        ? measureRadiograph(set, image, options, posture, options.landmarks!)
        : measureLandmarks(set.landmarks, posture, options.age);
    for (const warning of image?.warnings ?? []) console.note(`warning: ${warning}`);
    await write(console, options, subject, 'landmarks', spine, null);
    describe(console, subject, 'landmarks', spine, options.timings);
    return exitCodes.ok;
  });
}

/** What is said of each: a word, how it is written, and digits after the point. */
const told: Readonly<Record<string, readonly [name: string, unit: string, digits: number]>> = {
  height_loss_anterior: ['loss of anterior height', '%', 0],
  height_loss_middle: ['loss of middle height', '%', 0],
  slip_percent: ['slip', '%', 0],
  PI: ['PI', '°', 0],
  LL_L1S1: ['lordosis L1-S1', '°', 0],
  LL_L1S1_supine: ['lordosis L1-S1, lying', '°', 0],
  TK_T4T12_supine: ['kyphosis T4-T12, lying', '°', 0],
};

/** Losses of height and slips that are more than noise, angles of regions, and grades that are not sure: with their intervals. */
function intervalLines({ measurements }: SpineMeasurements): string[] {
  const lines = measurements.flatMap(({ level, id, value, lower, upper }) => {
    const [name, unit, digits] = told[id] ?? [];
    if (name === undefined || value === null || lower === undefined || upper === undefined) return [];
    // Of levels only what differs from none.
    if (level !== '' && lower < 0 === upper > 0) return [];
    if (level !== '' && Math.abs(value) < 10) return [];
    const text = (number: number) => number.toFixed(digits).replace(/^-0$/, '0');
    const place = level === '' ? '' : `${level} `;
    return [`${place}${name} ${text(value)}${unit} (95% interval ${text(lower)} to ${text(upper)})`];
  });
  const unsure = measurements.flatMap(({ level, id, reason }) =>
    reason.startsWith('uncertain') ? [`${level} ${id}: ${reason}`] : [],
  );
  return [...lines, ...unsure];
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
  for (const line of intervalLines(spine)) console.note(`  ${line}`);
  if (timings)
    for (const { step, seconds: one } of spine.timings) console.note(`  ${step}: ${one.toFixed(3)} s`);
  for (const note of spine.levels.notes) console.note(`warning: ${note}`);
  for (const [level, vertebra] of spine.vertebrae)
    if (vertebra.found === null) console.note(`${level} is not measured: ${vertebra.reason}.`);
}
