import {
  type ExtractionOptions,
  type ExtractionResult,
  type ExtractionSettings,
  extractFeatures,
  originalImage,
  processingDiagnostics,
} from '@rachis/features';
import type { ImageRead, Region } from '@rachis/formats';
import { isRachisError, type Mask, RachisError, type Volume } from '@rachis/volume';
import { maskOnImage } from './mask-on-image.ts';
import { paddingNote } from './padding-note.ts';
import type { Cell } from './tables/table.ts';

/** Who and what a row is about, after the columns that say whose it is. */
export const regionColumns = ['region', 'label', 'modality', 'unit', 'voxels', 'voxels_resegmented'] as const;

/** The features of a region, with what describes its processing. */
export interface ExtractedRegion {
  readonly region: Region;
  readonly result: ExtractionResult;
  readonly diagnostics: ReadonlyMap<string, number>;
  /** That some of its voxels are padding; missing where none is. */
  readonly padding?: string;
}

/** A region that could not be used, and why. */
export interface RegionFailure {
  readonly region: Region;
  readonly error: RachisError;
}

/** How one region is extracted: in this thread, or with others. */
export type ExtractRegion = (
  image: Volume,
  mask: Mask,
  options: ExtractionOptions,
) => ExtractionResult | Promise<ExtractionResult>;

export interface ExtractRegionsOptions {
  /** Resample masks that lie on another grid onto the image's. */
  readonly align?: boolean;
  /** Add what describes image and region at each step of processing. */
  readonly diagnostics?: boolean;
  /** Default: in this thread. */
  readonly extractRegion?: ExtractRegion;
  /** Hears what is being done with which region. */
  readonly onProgress?: (region: Region, number: number, what: string) => void;
  /** Sees the images that the features of a region come from. */
  readonly onImage?: (
    region: Region,
    number: number,
  ) => NonNullable<ExtractionOptions['onImage']> | undefined;
}

/**
 * The features of regions of an image, one after the other; what is wrong with one does not stop the others.
 * Failures name the file that they are about.
 */
export async function extractRegions(
  image: ImageRead,
  regions: readonly Region[],
  maskPath: string,
  settings: ExtractionSettings,
  options: ExtractRegionsOptions = {},
): Promise<{ extracted: ExtractedRegion[]; failures: RegionFailure[] }> {
  const extracted: ExtractedRegion[] = [];
  const failures: RegionFailure[] = [];
  const extractRegion: ExtractRegion =
    options.extractRegion ?? ((volume, mask, how) => extractFeatures(volume, mask, settings, how));
  for (const [i, region] of regions.entries()) {
    const progress = (what: string) => options.onProgress?.(region, i, what);
    progress('mask');
    try {
      const mask = maskOnImage(image, region, maskPath, options.align === true);
      const onImage = options.onImage?.(region, i);
      const result = await extractRegion(image.volume, mask, {
        onFamily: (family, of) => progress(of === originalImage ? family : `${of}, ${family}`),
        ...(onImage === undefined ? {} : { onImage }),
      });
      const padding = paddingNote(image, mask, region.name);
      const diagnostics = options.diagnostics ? processingDiagnostics(image.volume, mask, settings) : [];
      extracted.push({
        region,
        result,
        diagnostics: new Map(diagnostics.map((d) => [d.column, d.value])),
        ...(padding === '' ? {} : { padding }),
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
  return { extracted, failures };
}

/** The cells of `regionColumns`. */
export function regionCells({ region, result }: ExtractedRegion, image: ImageRead): Cell[] {
  return [
    region.name,
    region.label,
    image.modality || null,
    image.volume.unit,
    result.voxels.morphological,
    result.voxels.intensity,
  ];
}

/** What the features of regions are to be read with: a sentence each, with the regions where they are not all. */
function notesOf(extracted: readonly ExtractedRegion[]): string[] {
  const byNote = new Map<string, string[]>();
  for (const { region, result } of extracted) {
    for (const note of result.notes) byNote.set(note, [...(byNote.get(note) ?? []), region.name]);
  }
  return Array.from(byNote, ([note, names]) =>
    names.length === extracted.length
      ? note
      : `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}: ${note}`,
  );
}

/** Warnings of reader and file that are about what was chosen and could be used. */
export function warningsOf(
  image: ImageRead,
  read: { readonly regions: readonly Region[]; readonly warnings: readonly string[] },
  chosen: readonly Region[],
  {
    extracted,
    failures,
  }: { readonly extracted: readonly ExtractedRegion[]; readonly failures: readonly RegionFailure[] },
  maskPath: string,
): string[] {
  // The reader warns of regions that nobody chose, and of those that failed, which is said elsewhere.
  const unwanted = new Set([
    ...read.regions.filter((region) => !chosen.includes(region)).flatMap((region) => region.warnings),
    ...failures.map(({ error }) => error.message),
  ]);
  const padded = extracted.flatMap(({ padding }) => (padding === undefined ? [] : [padding]));
  return [
    ...image.warnings,
    ...read.warnings,
    ...padded,
    ...sameNames(chosen, maskPath),
    ...notesOf(extracted),
  ].filter((warning) => !unwanted.has(warning));
}

/** Rows of regions with one name cannot be told apart by it. */
function sameNames(regions: readonly Region[], source: string): string[] {
  const names = regions.map(({ name }) => name);
  const doubled = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  return doubled.map(
    (name) => `${source} has several regions called "${name}": their rows are in the order of the file.`,
  );
}
