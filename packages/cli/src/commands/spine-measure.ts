import { extname } from 'node:path';
import { type ImageRead, readImage, readRegions, type WrittenFile, writeTogether } from '@rachis/formats';
import {
  cropLabels,
  cropOfMask,
  landmarkNames,
  measureSpine,
  type ReadLabels,
  readLabels,
  schemeFromText,
  type SpineInput,
  type SpineMeasurements,
  spinePicture,
  withOrientation,
} from '@rachis/spine';
import {
  type Cell,
  checkFrames,
  checkOutput,
  encodeTable,
  forSubject,
  type Table,
} from '@rachis/study/one-image';
import { describeGrid, gridsMatch, RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { encodeGreyPng } from '../png.ts';

export interface SpineMeasureOptions {
  readonly output: string;
  readonly scheme?: string;
  readonly orientation?: string;
  readonly posture: SpineInput['posture'];
  readonly shape: 'long' | 'wide';
  readonly picture?: string;
  readonly series?: string;
  readonly subject?: string;
}

type Labelled = Pick<SpineInput, 'crops' | 'structures' | 'scan'> & { readonly scheme: string };

/** What the labels are: by the user's list, by a named scheme, or by what the file tells. */
function structuresOf(
  labels: readonly { readonly label: number; readonly name?: string }[],
  path: string,
  scheme: string | undefined,
): ReadLabels {
  if (scheme?.includes('=')) return { scheme, structures: schemeFromText(scheme) };
  return readLabels(labels, path, scheme);
}

/** Labels cut out of a label map in one sweep, or region by region out of a SEG or RTSTRUCT. */
async function readLabelled(image: ImageRead, path: string, options: SpineMeasureOptions): Promise<Labelled> {
  const read = await readRegions(path, { image });
  for (const region of read.regions) checkFrames(image, region, path);
  const names = read.regions.map(({ label, name }, i) => ({
    label: label ?? i + 1,
    ...(name === `label ${label}` ? {} : { name }),
  }));
  const { scheme, structures } = structuresOf(names, path, options.scheme);
  const turned = <T extends SpineInput['scan']>(grid: T): T =>
    options.orientation === undefined ? grid : withOrientation(grid, options.orientation);
  if (read.kind === 'label-map') {
    const { volume } = await readImage(path);
    const labels = turned(volume);
    return { crops: cropLabels(labels), structures, scan: labels, scheme };
  }
  const crops = read.regions.flatMap((region, i) => cropOfMask(names[i]!.label, turned(region.mask())) ?? []);
  return { crops, structures, scan: turned(read.regions[0]!.grid), scheme };
}

/** One row a level and measurement. */
function longTable(subject: string, { measurements }: SpineMeasurements): Table {
  return {
    columns: ['subject', 'level', 'measurement', 'value', 'unit', 'reason'],
    text: ['subject', 'level', 'measurement', 'unit', 'reason'],
    rows: measurements.map(({ level, id, value, unit, reason }): Cell[] => [
      subject,
      level,
      id,
      value,
      unit,
      reason,
    ]),
  };
}

/** One row for the subject, a column a level and measurement. */
function wideTable(subject: string, { measurements }: SpineMeasurements): Table {
  return {
    columns: ['subject', ...measurements.map(({ level, id }) => (level === '' ? id : `${level}_${id}`))],
    text: ['subject'],
    rows: [[subject, ...measurements.map(({ value }) => value)]],
  };
}

/** Everything, with landmarks (LPS, mm). */
function asJson(subject: string, scheme: string, posture: string, spine: SpineMeasurements): Uint8Array {
  const landmarks = spine.vertebrae.map(([level, vertebra]) => {
    if (vertebra.found === null) return { level, reason: vertebra.reason };
    const { points, superior, inferior, centroid } = vertebra.found;
    return {
      level,
      centroid,
      superior_endplate: superior.plate ?? { reason: superior.reason },
      inferior_endplate: inferior.plate ?? { reason: inferior.reason },
      points: Object.fromEntries(landmarkNames.map((name) => [name, points[name] ?? null])),
    };
  });
  const { notes, ...levels } = spine.levels;
  const { measurements, axes } = spine;
  const all = { subject, scheme, posture, space: 'LPS, mm', notes, levels, axes, measurements, landmarks };
  return new TextEncoder().encode(`${JSON.stringify(all, null, 2)}\n`);
}

function refuseOtherGrid(image: ImageRead, labels: SpineInput['scan'], path: string): void {
  if (gridsMatch(image.volume, labels)) return;
  throw new RachisError(
    'GRID_MISMATCH',
    `${path} is on another grid than the image ${image.source}.\n  image:  ${describeGrid(image.volume)}\n  labels: ${describeGrid(labels)}`,
    {
      file: path,
      remedy: 'Check that both are of the same patient and scan, or resample the labels onto the image.',
    },
  );
}

function checkPicturePath(path: string): void {
  if (extname(path).toLowerCase() === '.svg') return;
  throw new RachisError('ARGUMENT_INVALID', `${path}: the picture's ending must be .svg.`, { file: path });
}

function encodeImage(width: number, height: number, pixels: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(encodeGreyPng(width, height, pixels)).toString('base64')}`;
}

/** `rachis spine measure IMAGE LABELS --output FILE`: every measurement of one labelled spine. */
export async function spineMeasure(
  console: Console,
  imagePath: string,
  labelsPath: string,
  options: SpineMeasureOptions,
): Promise<number> {
  await checkOutput(options.output);
  if (options.picture !== undefined) checkPicturePath(options.picture);
  const read = await readImage(imagePath, {
    ...(options.series === undefined ? {} : { series: options.series }),
    onProgress: (count, total) => console.progress(`reading ${imagePath}: ${count} of ${total}`),
  });
  const { orientation } = options;
  const image =
    orientation === undefined ? read : { ...read, volume: withOrientation(read.volume, orientation) };
  const subject = options.subject ?? image.patient;
  return forSubject(subject, async () => {
    const { scheme, ...labelled } = await readLabelled(image, labelsPath, options);
    refuseOtherGrid(image, labelled.scan, labelsPath);
    const start = performance.now();
    const spine = measureSpine({ ...labelled, image: image.volume, posture: options.posture });
    const seconds = (performance.now() - start) / 1000;
    console.progress('');
    for (const warning of image.warnings) console.note(`warning: ${warning}`);
    if (spine.vertebrae.length === 0)
      throw new RachisError(
        'REGION_NOT_FOUND',
        `${labelsPath} has no label of a single vertebra by the scheme ${scheme}.`,
        {
          file: labelsPath,
          remedy: 'Give labels with a number for each vertebra, or say their scheme with --scheme.',
        },
      );
    const table = options.shape === 'wide' ? wideTable(subject, spine) : longTable(subject, spine);
    const isJson = extname(options.output).toLowerCase() === '.json';
    const files: WrittenFile[] = [
      {
        path: options.output,
        parts: [
          isJson ? asJson(subject, scheme, options.posture, spine) : await encodeTable(options.output, table),
        ],
      },
    ];
    if (options.picture !== undefined) {
      const picture = spinePicture(spine, {
        title: [subject, `labels by ${scheme.includes('=') ? 'the user' : scheme}`]
          .filter(Boolean)
          .join(' · '),
        image: image.volume,
        posture: options.posture,
        encodeImage,
      });
      if (picture === null) console.note('No picture: no vertebra was found in the labels.');
      else files.push({ path: options.picture, parts: [new TextEncoder().encode(picture)] });
    }
    await writeTogether(files);
    describe(console, subject, scheme, spine, seconds);
    return exitCodes.ok;
  });
}

function describe(
  console: Console,
  subject: string,
  scheme: string,
  spine: SpineMeasurements,
  seconds: number,
): void {
  const whose = subject === '' ? '' : `subject ${subject}, `;
  const empty = spine.measurements.filter(({ value }) => value === null).length;
  console.note(
    `${whose}${spine.levels.present.join(', ')} (labels by ${scheme}): ${spine.measurements.length - empty} measurements, ${empty} empty with their reason; ${seconds.toFixed(1)} s.`,
  );
  for (const note of spine.levels.notes) console.note(`warning: ${note}`);
  for (const [level, vertebra] of spine.vertebrae)
    if (vertebra.found === null) console.note(`${level} is not measured: ${vertebra.reason}.`);
}
