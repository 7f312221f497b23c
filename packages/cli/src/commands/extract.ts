import { availableParallelism } from 'node:os';
import { columns, type ExtractionSettings, extractFeatures, imagesOf } from '@rachis/features';
import {
  type ImageRead,
  readImage,
  readRegions,
  type Region,
  type WrittenFile,
  writeTogether,
} from '@rachis/formats';
import { maskCount, RachisError } from '@rachis/volume';
import {
  type Cell,
  checkOutput,
  chooseRegions,
  encodeProvenance,
  encodeTable,
  type ExtractedRegion,
  type ExtractRegion,
  extractRegions,
  forSubject,
  hashInput,
  loadSettings,
  provenancePath,
  type RegionChoice,
  type RegionFailure,
  regionCells,
  regionColumns,
  type Table,
  warningsOf,
} from '@rachis/study/one-image';
import { type Console, describeError } from '../console.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { groupNotes } from '../region-notes.ts';
import type { PairSumsThread } from '../pair-sums-thread.ts';
import { imageFilesOf, makeImageFolder, maskFilesOf, regionFolders } from '../save-images.ts';

export interface ExtractOptions extends RegionChoice {
  readonly output: string;
  readonly settings?: string;
  /** `mask`: resample a mask that lies on another grid onto the image's. */
  readonly align?: 'mask';
  readonly series?: string;
  readonly subject?: string;
  readonly diagnostics?: boolean;
  /** Folder for the images that the features were computed from. */
  readonly saveImages?: string;
  /** Threads that share the image and its filtered images. */
  readonly workers?: number;
  /** A thread for the sums over pairs of voxels. */
  readonly pairSums?: PairSumsThread;
}

/** Voxels. */
const largeImage = 2 ** 25;

/** Whose row it is. */
const identityColumns = ['subject', 'image', 'mask', ...regionColumns];

const textColumns = ['subject', 'image', 'mask', 'region', 'modality', 'unit'];

/**
 * `rachis extract IMAGE MASK --output FILE`: the features of each chosen region, one row a region.
 * A region that cannot be used is reported and the others are written (exit code 5); nothing is written when
 * none can be used.
 */
export async function extract(
  console: Console,
  imagePath: string,
  maskPath: string,
  options: ExtractOptions,
): Promise<number> {
  await checkOutput(options.output);
  const settings: ExtractionSettings = await loadSettings(options.settings);
  const image = await forSubject(options.subject, () =>
    readImage(imagePath, {
      ...(options.series === undefined ? {} : { series: options.series }),
      onProgress: (done, total) => console.progress(`reading ${imagePath}: ${done} of ${total}`),
    }),
  );
  const subject = options.subject ?? image.patient;
  const { pairSums, ...others } = options;
  // A large image leaves no room for what the thread holds, and its seconds make the thread's tenths small.
  const large = image.volume.data.length > largeImage;
  if (large) await pairSums?.close();
  return forSubject(subject, () =>
    extractFrom(console, image, subject, imagePath, maskPath, settings, large ? others : options),
  );
}

async function extractFrom(
  console: Console,
  image: ImageRead,
  subject: string,
  imagePath: string,
  maskPath: string,
  settings: ExtractionSettings,
  options: ExtractOptions,
): Promise<number> {
  const read = await readRegions(maskPath, { image });
  const regions = chooseRegions(read.regions, options, maskPath);
  const images = new Map<Region, WrittenFile[]>();
  const { extracted, failures } = await extractAll(
    console,
    image,
    regions,
    maskPath,
    settings,
    options,
    images,
  );
  const warnings = warningsOf(image, read, regions, { extracted, failures }, maskPath);
  for (const warning of warnings) console.note(`warning: ${warning}`);
  noteFailures(console, failures, subject);
  if (extracted.length === 0) return exitCodeOf(failures[0]!.error);

  const valueColumns = [
    ...columns(settings).map(({ column }) => column),
    ...extracted[0]!.diagnostics.keys(),
  ];
  const table: Table = {
    columns: [...identityColumns, ...valueColumns],
    text: textColumns,
    rows: extracted.map((one): Cell[] => [
      subject,
      image.source,
      maskPath,
      ...regionCells(one, image),
      ...valueColumns.map((column) => one.result.values.get(column) ?? one.diagnostics.get(column) ?? null),
    ]),
  };
  const provenance = encodeProvenance({
    inputs: await Promise.all(
      [imagePath, maskPath].map(async (path) => ({ path, sha256: await hashInput(path) })),
    ),
    settings,
    acquisition: image.header,
    warnings,
    undefinedValues: extracted.flatMap(({ region, result }) =>
      result.undefinedValues.map(({ column, reason }) => ({ region: region.name, column, reason })),
    ),
    problems: failures.map(({ region, error }) => ({
      region: region.name,
      code: error.code,
      message: error.message,
    })),
  });
  await writeTogether([
    ...extracted.flatMap(({ region }) => images.get(region) ?? []),
    { path: options.output, parts: [await encodeTable(options.output, table)] },
    { path: provenancePath(options.output), parts: [provenance] },
  ]);
  noteUndefined(console, extracted, subject);
  return failures.length > 0 ? exitCodes.partial : exitCodes.ok;
}

/** Extracts region by region, and gathers the images to be saved by region. */
async function extractAll(
  console: Console,
  image: ImageRead,
  regions: readonly Region[],
  maskPath: string,
  settings: ExtractionSettings,
  options: ExtractOptions,
  images: Map<Region, WrittenFile[]>,
): Promise<{ extracted: ExtractedRegion[]; failures: RegionFailure[] }> {
  const folders =
    options.saveImages === undefined
      ? []
      : regionFolders(
          options.saveImages,
          regions.map(({ name }) => name),
        );
  for (const folder of folders) makeImageFolder(folder);
  const result = await extractRegions(image, regions, maskPath, settings, {
    align: options.align === 'mask',
    diagnostics: options.diagnostics === true,
    extractRegion: await regionExtractor(settings, options),
    onProgress: (region, i, what) =>
      console.progress(`region ${i + 1} of ${regions.length}, ${region.name}: ${what}`),
    onImage(region, i) {
      const folder = folders[i];
      if (folder === undefined) return undefined;
      const files: WrittenFile[] = [];
      images.set(region, files);
      return (processed) => {
        if (files.length === 0) files.push(...maskFilesOf(processed, folder));
        files.push(...imageFilesOf(processed, folder, settings));
      };
    },
  });
  console.progress('');
  return result;
}

/** How regions are extracted: in this thread, or with others where there are filtered images to share. */
async function regionExtractor(
  settings: ExtractionSettings,
  options: ExtractOptions,
): Promise<ExtractRegion> {
  const count = options.workers ?? availableParallelism();
  const startPairSums = options.pairSums?.start;
  const here: ExtractRegion = (image, mask, how) =>
    extractFeatures(image, mask, settings, startPairSums === undefined ? how : { ...how, startPairSums });
  // Images are saved as they pass, which the other threads' do not.
  if (count < 2 || settings.filters.length === 0 || options.saveImages !== undefined) return here;
  const { extractionThreads } = await import('../extract-threads.ts');
  const threads = extractionThreads(count);
  const images = imagesOf(settings).length;
  return (image, mask, how) =>
    options.workers === undefined && maskCount(mask) * images < worthThreads
      ? here(image, mask, how)
      : threads.extract(image, mask, settings, how);
}

/** Voxels, of all images of a region, from which other threads do more than their start costs. */
const worthThreads = 2e6;

function noteFailures(console: Console, failures: readonly RegionFailure[], subject: string): void {
  const errors = new Map(failures.map(({ error }) => [error.message, error]));
  for (const { about, text } of groupNotes(
    failures.map(({ region, error }) => ({ region: region.name, text: error.message })),
  )) {
    const error = errors.get(text)!;
    const details = { ...error.details, ...(subject ? { subject } : {}) };
    console.note(describeError(new RachisError(error.code, text, details), about));
  }
}

function noteUndefined(console: Console, extracted: readonly ExtractedRegion[], subject: string): void {
  const notes = extracted.flatMap(({ region, result: { undefinedValues } }) => {
    const reasons = [...new Set(undefinedValues.map(({ reason }) => reason))];
    return reasons.length === 0
      ? []
      : [
          {
            region: region.name,
            text: `${undefinedValues.length} values are undefined (${reasons.join('; ')})`,
          },
        ];
  });
  for (const { about, text } of groupNotes(notes))
    console.note(`${subject ? `subject ${subject}, ` : ''}${about}: ${text}`);
}
