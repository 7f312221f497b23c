import { columns } from '@rachis/features';
import { readImage, readRegions } from '@rachis/formats';
import { isRachisError } from '@rachis/volume';
import type { PerturbationSettings } from '@rachis/segment';
import { chooseRegions } from '../choose-regions.ts';
import {
  type ExtractedRegion,
  extractRegions,
  regionCells,
  type RegionFailure,
  warningsOf,
} from '../extract-regions.ts';
import { extractPerturbed, type PerturbedExtraction } from '../perturbed-regions.ts';
import { hashInput } from '../provenance.ts';
import { samplingOf } from '../sampling.ts';
import type { Cell } from '../tables/table.ts';
import { type RunSettings, settingsFor } from './run-settings.ts';
import { type ManifestRow, resolvePath } from './manifest.ts';

/** What a case is extracted with, the same for every case of a run. */
export interface CaseOptions {
  /** Path of the manifest, which paths in it are relative to. */
  readonly manifest: string;
  readonly settings: RunSettings;
  readonly align: boolean;
  readonly diagnostics: boolean;
  /** Extract under each of these perturbations, instead of once. */
  readonly perturbations: PerturbationSettings | null;
}

/** Something that kept a region, or the whole case, from being used. */
export interface CaseProblem {
  readonly region: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** One region of a case: the cells of `regionColumns`, and a value (or null) for each column of its settings. */
export interface CaseRow {
  readonly cells: readonly Cell[];
  readonly values: readonly (number | null)[];
  readonly diagnostics: readonly (readonly [string, number])[];
  /** Id of the perturbation, where the run has any. */
  readonly perturbation?: string;
}

/** What became of a case. */
export interface CaseResult {
  /** PatientID of the image, for manifests that name no subject. */
  readonly patient: string;
  /** Modality that the image says it has. */
  readonly modality: string;
  readonly rows: readonly CaseRow[];
  readonly problems: readonly CaseProblem[];
  readonly warnings: readonly string[];
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
  readonly acquisition: Readonly<Record<string, string | number>>;
  /** Spacing within and between slices; journals of older runs lack it. */
  readonly sampling?: Readonly<Record<string, number>>;
  /** Why values are missing. */
  readonly undefinedValues: readonly {
    readonly region: string;
    readonly column: string;
    readonly reason: string;
  }[];
}

const nothing: Omit<CaseResult, 'problems'> = {
  patient: '',
  modality: '',
  rows: [],
  warnings: [],
  inputs: [],
  acquisition: {},
  undefinedValues: [],
};

/** A case that could not be used at all. */
export const failedCase = (problem: CaseProblem): CaseResult => ({ ...nothing, problems: [problem] });

/** What a user's mistake, or an image too large for memory, says; other errors are thrown on. */
export function problemOf(error: unknown, region = ''): CaseProblem {
  if (isRachisError(error)) {
    const { file, remedy = '' } = error.details;
    const about = file !== undefined && !error.message.includes(file) ? `${file}: ` : '';
    return { region, code: error.code, message: about + error.message, remedy };
  }
  if (error instanceof RangeError && /allocation failed|Invalid typed array length/i.test(error.message))
    return {
      region,
      code: 'OUT_OF_MEMORY',
      message: 'There is not enough memory for this image.',
      remedy: 'Run with fewer --workers, or on a machine with more memory.',
    };
  throw error;
}

/** The regions that a row of a manifest asks for: names by `region`, with `;` between several; numbers by `label`. */
export function choiceOf({ region, label }: ManifestRow): { labels: number[]; names: string[] } {
  const parts = (text: string) =>
    text
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const labels = parts(label.replaceAll(/[\s,]+/g, ';'));
  const numbers = labels.every((one) => /^\d+(\.0+)?$/.test(one));
  // A label decides where the row says both: names in label maps are often made up from it.
  return numbers && labels.length > 0
    ? { labels: labels.map(Number), names: [] }
    : { labels: [], names: [...parts(label), ...parts(region)] };
}

/** The features of a case. What is wrong with it or one of its regions becomes a problem of the result. */
export async function extractCase(row: ManifestRow, options: CaseOptions): Promise<CaseResult> {
  try {
    return await extractRow(row, options);
  } catch (error) {
    return failedCase(problemOf(error));
  }
}

async function extractRow(row: ManifestRow, options: CaseOptions): Promise<CaseResult> {
  const lacking = [row.image === '' && 'image', row.mask === '' && 'mask'].filter(Boolean);
  if (lacking.length > 0) {
    return failedCase({
      region: row.region,
      code: 'FILE_NOT_FOUND',
      message: row.problems || `The manifest names no ${lacking.join(' and no ')}.`,
      remedy: `Add the ${lacking.join(' and the ')} to the manifest, or leave the row out.`,
    });
  }
  const imagePath = resolvePath(options.manifest, row.image);
  const maskPath = resolvePath(options.manifest, row.mask);
  const image = await readImage(imagePath, row.series === '' ? {} : { series: row.series });
  const read = await readRegions(maskPath, { image });
  const chosen = chooseRegions(read.regions, choiceOf(row), maskPath);
  const settings = settingsFor(options.settings, row.modality || image.modality);
  const { extracted, failures }: { extracted: ExtractedRegion[]; failures: RegionFailure[] } =
    options.perturbations === null
      ? await extractRegions(image, chosen, maskPath, settings, options)
      : extractPerturbed(image, chosen, read.regions, maskPath, settings, options.perturbations, {
          align: options.align,
          name: row.subject || image.patient || row.image,
          labelMap: read.kind === 'label-map',
        });
  const names = columns(settings).map(({ column }) => column);
  return {
    patient: image.patient,
    modality: image.modality,
    rows: extracted.map((one) => ({
      cells: regionCells(one, image),
      values: names.map((name) => finite(one.result.values.get(name))),
      diagnostics: [...one.diagnostics],
      ...('perturbation' in one ? { perturbation: (one as PerturbedExtraction).perturbation } : {}),
    })),
    problems: failures.map(({ region, error }: RegionFailure) => problemOf(error, region.name)),
    warnings: warningsOf(image, read, chosen, { extracted, failures }, maskPath),
    inputs: [
      { path: row.image, sha256: await hashInput(imagePath) },
      { path: row.mask, sha256: await hashInput(maskPath) },
    ],
    acquisition: image.header,
    sampling: samplingOf(image.volume),
    undefinedValues: extracted.flatMap(({ region, result }: ExtractedRegion) =>
      result.undefinedValues.map(({ column, reason }) => ({ region: region.name, column, reason })),
    ),
  };
}

const finite = (value: number | undefined) =>
  value === undefined || Number.isNaN(value) ? null : value === 0 ? 0 : value;
