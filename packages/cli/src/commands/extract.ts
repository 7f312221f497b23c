import { availableParallelism } from 'node:os';
import {
  columns,
  type ExtractionOptions,
  type ExtractionResult,
  type ExtractionSettings,
  extractFeatures,
  imagesOf,
  originalImage,
  processingDiagnostics,
} from '@rachis/features';
import {
  type ImageRead,
  type Region,
  readImage,
  readRegions,
  type WrittenFile,
  writeTogether,
} from '@rachis/formats';
import { isRachisError, type Mask, maskCount, RachisError, type Volume } from '@rachis/volume';
import { checkOutput } from '../check-output.ts';
import { chooseRegions, type RegionChoice } from '../choose-regions.ts';
import { type Console, describeError } from '../console.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { maskOnImage } from '../mask-on-image.ts';
import { encodeProvenance, hashInput, provenancePath } from '../provenance.ts';
import { groupNotes } from '../region-notes.ts';
import { imageFilesOf, makeImageFolder, maskFilesOf, regionFolders } from '../save-images.ts';
import { loadSettings } from '../settings-file.ts';
import { forSubject } from '../subject-errors.ts';
import type { Cell, Table } from '../tables/table.ts';
import { encodeTable } from '../tables/encode-table.ts';

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
}

/** Who and what a row is about. */
const identityColumns = [
  'subject',
  'image',
  'mask',
  'region',
  'label',
  'modality',
  'unit',
  'voxels',
  'voxels_resegmented',
];

const textColumns = ['subject', 'image', 'mask', 'region', 'modality', 'unit'];

interface ExtractedRegion {
  readonly region: Region;
  readonly result: ExtractionResult;
  readonly diagnostics: ReadonlyMap<string, number>;
  readonly images: readonly WrittenFile[];
}

function rowOf(
  { region, result, diagnostics }: ExtractedRegion,
  image: ImageRead,
  source: string,
  subject: string,
  valueColumns: readonly string[],
): Cell[] {
  return [
    subject,
    image.source,
    source,
    region.name,
    region.label,
    image.modality || null,
    image.volume.unit,
    result.voxels.morphological,
    result.voxels.intensity,
    ...valueColumns.map((column) => result.values.get(column) ?? diagnostics.get(column) ?? null),
  ];
}

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
  return forSubject(subject, () =>
    extractFrom(console, image, subject, imagePath, maskPath, settings, options),
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
  const { extracted, failures } = await extractAll(console, image, regions, maskPath, settings, options);
  // The reader warns of regions that nobody chose, and of those that failed, which is said below.
  const unwanted = new Set([
    ...read.regions.filter((region) => !regions.includes(region)).flatMap((region) => region.warnings),
    ...failures.map(({ error }) => error.message),
  ]);
  const warnings = [...image.warnings, ...read.warnings, ...sameNames(regions, maskPath)].filter(
    (warning) => !unwanted.has(warning),
  );
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
    rows: extracted.map((one) => rowOf(one, image, maskPath, subject, valueColumns)),
  };
  const provenance = encodeProvenance({
    inputs: [
      { path: imagePath, sha256: await hashInput(imagePath) },
      { path: maskPath, sha256: await hashInput(maskPath) },
    ],
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
    ...extracted.flatMap(({ images }) => images),
    { path: options.output, parts: [await encodeTable(options.output, table)] },
    { path: provenancePath(options.output), parts: [provenance] },
  ]);
  noteUndefined(console, extracted, subject);
  return failures.length > 0 ? exitCodes.partial : exitCodes.ok;
}

/** Rows of regions with one name cannot be told apart by it. */
function sameNames(regions: readonly Region[], source: string): string[] {
  const names = regions.map(({ name }) => name);
  const doubled = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  return doubled.map(
    (name) => `${source} has several regions called "${name}": their rows are in the order of the file.`,
  );
}

interface Failure {
  readonly region: Region;
  readonly error: RachisError;
}

/** Extracts region by region; what is wrong with one does not stop the others. */
async function extractAll(
  console: Console,
  image: ImageRead,
  regions: readonly Region[],
  maskPath: string,
  settings: ExtractionSettings,
  options: ExtractOptions,
): Promise<{ extracted: ExtractedRegion[]; failures: Failure[] }> {
  const extracted: ExtractedRegion[] = [];
  const failures: Failure[] = [];
  const folders =
    options.saveImages === undefined
      ? []
      : regionFolders(
          options.saveImages,
          regions.map(({ name }) => name),
        );
  for (const folder of folders) makeImageFolder(folder);
  const extractRegion = await regionExtractor(settings, options);
  for (const [i, region] of regions.entries()) {
    const progress = (what: string) =>
      console.progress(`region ${i + 1} of ${regions.length}, ${region.name}: ${what}`);
    progress('mask');
    try {
      const mask = maskOnImage(image, region, maskPath, options.align === 'mask');
      const images: WrittenFile[] = [];
      const result = await extractRegion(image.volume, mask, {
        onFamily: (family, of) => progress(of === originalImage ? family : `${of}, ${family}`),
        ...(folders[i] === undefined
          ? {}
          : {
              onImage(processed) {
                if (images.length === 0) images.push(...maskFilesOf(processed, folders[i]!));
                images.push(...imageFilesOf(processed, folders[i]!, settings));
              },
            }),
      });
      const diagnostics = options.diagnostics ? processingDiagnostics(image.volume, mask, settings) : [];
      extracted.push({
        region,
        result,
        images,
        diagnostics: new Map(diagnostics.map((d) => [d.column, d.value])),
      });
    } catch (error) {
      if (!isRachisError(error)) throw error;
      const file = error.details.file ?? (error.code === 'INTENSITY_INVALID' ? image.source : maskPath);
      failures.push({
        region,
        error: new RachisError(error.code, error.message, { ...error.details, file }),
      });
    }
  }
  console.progress('');
  return { extracted, failures };
}

type ExtractRegion = (
  image: Volume,
  mask: Mask,
  options: ExtractionOptions,
) => ExtractionResult | Promise<ExtractionResult>;

/** How regions are extracted: in this thread, or with others where there are filtered images to share. */
async function regionExtractor(
  settings: ExtractionSettings,
  options: ExtractOptions,
): Promise<ExtractRegion> {
  const count = options.workers ?? availableParallelism();
  // Images are saved as they pass, which the other threads' do not.
  if (count < 2 || settings.filters.length === 0 || options.saveImages !== undefined)
    return (image, mask, how) => extractFeatures(image, mask, settings, how);
  const { extractionThreads } = await import('../extract-threads.ts');
  const threads = extractionThreads(count);
  const images = imagesOf(settings).length;
  return (image, mask, how) =>
    options.workers === undefined && maskCount(mask) * images < worthThreads
      ? extractFeatures(image, mask, settings, how)
      : threads.extract(image, mask, settings, how);
}

/** Voxels, of all images of a region, from which other threads do more than their start costs. */
const worthThreads = 2e6;

function noteFailures(console: Console, failures: readonly Failure[], subject: string): void {
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
