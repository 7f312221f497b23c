import { access, constants, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { columns, type ExtractionResult, type ExtractionSettings, extractFeatures, processingDiagnostics } from '@rachis/features';
import { type ImageRead, type Region, readImage, readRegions, writeWhole } from '@rachis/formats';
import { alignMask, describeGrid, gridsMatch, isRachisError, type Mask, maskCount, RachisError } from '@rachis/volume';
import { chooseRegions, type RegionChoice } from '../choose-regions.ts';
import { type Console, describeError } from '../console.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { encodeProvenance, hashInput, provenancePath } from '../provenance.ts';
import { loadSettings } from '../settings-file.ts';
import type { Cell, Table } from '../tables/table.ts';
import { checkTablePath, writeTable } from '../tables/write-table.ts';

export interface ExtractOptions extends RegionChoice {
  readonly output: string;
  readonly settings?: string;
  /** `mask`: resample a mask that lies on another grid onto the image's. */
  readonly align?: 'mask';
  readonly series?: string;
  readonly subject?: string;
  readonly diagnostics?: boolean;
}

/** Who and what a row is about. */
const identityColumns = ['subject', 'image', 'mask', 'region', 'label', 'modality', 'unit', 'voxels', 'voxels_resegmented'];

function checkFrames(image: ImageRead, region: Region, source: string): void {
  if (!image.frameOfReference || !region.frameOfReference) return;
  if (image.frameOfReference === region.frameOfReference) return;
  throw new RachisError(
    'FRAME_OF_REFERENCE_MISMATCH',
    `${source}, region ${region.name}, is in another frame of reference than ${image.source} ` +
      `(${region.frameOfReference}, ${image.frameOfReference}): their positions cannot be compared.`,
    { file: source, region: region.name, remedy: 'Use the image that the region was drawn on, or register the two first.' },
  );
}

/** The region's mask on the image's grid; refuses or resamples one that lies elsewhere. */
function maskOnImage(image: ImageRead, region: Region, source: string, align: boolean): Mask {
  checkFrames(image, region, source);
  const mask = region.mask();
  if (gridsMatch(mask, image.volume)) return mask;
  if (!align) {
    throw new RachisError(
      'GRID_MISMATCH',
      `${source}, region ${region.name}, is on another grid than ${image.source}.\n` +
        `  image: ${describeGrid(image.volume)}\n  mask:  ${describeGrid(mask)}`,
      { file: source, region: region.name, remedy: 'If both are in the same patient space, --align mask resamples the mask onto the image.' },
    );
  }
  const aligned = alignMask(mask, image.volume);
  if (maskCount(aligned) === 0) {
    throw new RachisError(
      'REGION_OUTSIDE_IMAGE',
      `${source}, region ${region.name}, lies outside ${image.source}.\n` +
        `  image: ${describeGrid(image.volume)}\n  mask:  ${describeGrid(mask)}`,
      { file: source, region: region.name, remedy: 'Check that image and mask are of the same patient and scan.' },
    );
  }
  return aligned;
}

interface ExtractedRegion {
  readonly region: Region;
  readonly result: ExtractionResult;
  readonly diagnostics: ReadonlyMap<string, number>;
}

function rowOf(
  { region, result, diagnostics }: ExtractedRegion,
  image: ImageRead,
  source: string,
  subject: string,
  valueColumns: readonly string[],
): Cell[] {
  return [
    subject, image.source, source, region.name, region.label, image.modality || null, image.volume.unit,
    result.voxels.morphological, result.voxels.intensity,
    ...valueColumns.map((column) => result.values.get(column) ?? diagnostics.get(column) ?? null),
  ];
}

/** Before any work: the output's folder must be there and writable. */
async function checkOutput(path: string): Promise<void> {
  checkTablePath(path);
  try {
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw new RachisError('FILE_NOT_WRITABLE', `${path} cannot be written: the folder ${dirname(path)} is not there or not writable.`, {
      file: path,
      remedy: 'Make the folder, or choose another place to write to.',
      cause,
    });
  }
}

/**
 * `rachis extract IMAGE MASK --output FILE`: the features of each chosen region, one row a region.
 * A region that cannot be used is reported and the others are written (exit code 5); nothing is written when
 * none can be used.
 */
export async function extract(console: Console, imagePath: string, maskPath: string, options: ExtractOptions): Promise<number> {
  await checkOutput(options.output);
  const settings: ExtractionSettings = await loadSettings(options.settings);
  const image = await readImage(imagePath, {
    ...(options.series === undefined ? {} : { series: options.series }),
    onProgress: (done, total) => console.progress(`reading ${imagePath}: ${done} of ${total}`),
  });
  const read = await readRegions(maskPath, { image });
  const warnings = [...image.warnings, ...read.warnings];
  for (const warning of warnings) console.note(`warning: ${warning}`);
  const regions = chooseRegions(read.regions, options, maskPath);

  const extracted: ExtractedRegion[] = [];
  const failures: { region: Region; error: RachisError }[] = [];
  for (const [i, region] of regions.entries()) {
    console.progress(`region ${i + 1} of ${regions.length}: ${region.name}`);
    try {
      const mask = maskOnImage(image, region, maskPath, options.align === 'mask');
      const result = extractFeatures(image.volume, mask, settings);
      const diagnostics = options.diagnostics ? processingDiagnostics(image.volume, mask, settings) : [];
      extracted.push({ region, result, diagnostics: new Map(diagnostics.map((d) => [d.column, d.value])) });
    } catch (error) {
      if (!isRachisError(error)) throw error;
      failures.push({ region, error });
    }
  }
  console.progress('');
  const subject = options.subject ?? image.patient;
  const about = (region: Region) => `${subject ? `subject ${subject}, ` : ''}region ${region.name}`;
  for (const { region, error } of failures) {
    console.note(`${about(region)}:\n${describeError(error)}`);
  }
  if (extracted.length === 0) return exitCodeOf(failures[0]!.error);

  const valueColumns = [
    ...columns(settings).map(({ column }) => column),
    ...(extracted[0]?.diagnostics.keys() ?? []),
  ];
  const table: Table = {
    columns: [...identityColumns, ...valueColumns],
    rows: extracted.map((one) => rowOf(one, image, maskPath, subject, valueColumns)),
  };
  const beside = provenancePath(options.output);
  await writeWhole(beside, [
    encodeProvenance({
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
      problems: failures.map(({ region, error }) => ({ region: region.name, code: error.code, message: error.message })),
    }),
  ]);
  try {
    await writeTable(options.output, table);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  for (const { region, result } of extracted) {
    if (result.undefinedValues.length === 0) continue;
    const reasons = [...new Set(result.undefinedValues.map(({ reason }) => reason))];
    console.note(`${about(region)}: ${result.undefinedValues.length} values are undefined (${reasons.join('; ')})`);
  }
  return failures.length > 0 ? exitCodes.partial : exitCodes.ok;
}
