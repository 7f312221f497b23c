import { createHash } from 'node:crypto';
import { extractPyradiomics, type PyradiomicsParameters } from '@rachis/features';
import { readImage, readRegions, regionsOfChannel } from '@rachis/formats';
import { checkFrames, chooseRegions, hashInput, version } from '@rachis/study/one-image';
import { isRachisError, RachisError } from '@rachis/volume';
import type { BatchCase } from './batch.ts';

/** What became of a case: columns with their values, or the reason why there are none. Plain data, kept as JSON. */
export interface CaseResult {
  /** Number of the row in the batch file, from 0. */
  readonly row: number;
  /** NaN is null. */
  readonly columns: readonly (readonly [name: string, value: number | string | null])[];
  readonly notes: readonly string[];
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
  readonly problem?: { readonly code: string; readonly message: string; readonly remedy?: string };
}

const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');

/** A case and, where it failed, its error. */
export interface Extracted {
  readonly result: CaseResult;
  readonly error?: RachisError;
}

/** Extracts one case; that it cannot be used is a result with its reason. */
export async function extractCase(
  entry: BatchCase,
  row: number,
  parameters: PyradiomicsParameters,
  { series, onImage }: { readonly series?: string; readonly onImage?: (name: string) => void },
): Promise<Extracted> {
  try {
    return { result: await columnsOf(entry, row, parameters, series, onImage) };
  } catch (error) {
    if (!isRachisError(error)) throw error;
    const { code, message, details } = error;
    const named = new RachisError(code, message, { file: entry.image, ...details });
    const problem = { code, message, ...(details.remedy === undefined ? {} : { remedy: details.remedy }) };
    return { result: { row, columns: [], notes: [], inputs: [], problem }, error: named };
  }
}

async function columnsOf(
  entry: BatchCase,
  row: number,
  parameters: PyradiomicsParameters,
  series: string | undefined,
  onImage: ((name: string) => void) | undefined,
): Promise<CaseResult> {
  // With the digits that PyRadiomics sees.
  const geometry = 'as-written';
  const image = await readImage(entry.image, series === undefined ? { geometry } : { geometry, series });
  const read = await readRegions(entry.mask, { geometry, image });
  const { warnings } = read;
  const label = entry.label ?? parameters.setting.label;
  // Of a mask with several channels, as 3D Slicer writes segments that overlap, one.
  const regions = regionsOfChannel(read, parameters.setting.label_channel);
  const choice = entry.names.length > 0 ? { names: entry.names } : { labels: [label] };
  const [region, ...others] = chooseRegions(regions, choice, entry.mask);
  if (region === undefined || others.length > 0) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${entry.mask}: ${others.length + 1} regions are called ${entry.names.join(', ')}; PyRadiomics takes one at a time.`,
      { file: entry.mask, remedy: 'Name one region, or give its --label.' },
    );
  }
  checkFrames(image, region, entry.mask);
  const { columns, notes } = extractPyradiomics(
    image.volume,
    region.mask(),
    { ...parameters, setting: { ...parameters.setting, label } },
    { sha1, version, ...(onImage === undefined ? {} : { onImage }) },
  );
  return {
    row,
    columns: columns.map(([name, value]) => [
      name,
      typeof value === 'number' && Number.isNaN(value) ? null : value,
    ]),
    notes: [...image.warnings, ...warnings].map((warning) => `warning: ${warning}`).concat(notes),
    inputs: await Promise.all(
      [entry.image, entry.mask].map(async (path) => ({ path, sha256: await hashInput(path) })),
    ),
  };
}
