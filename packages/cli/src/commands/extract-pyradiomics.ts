import { createHash } from 'node:crypto';
import { dirname, isAbsolute, join } from 'node:path';
import { extractPyradiomics, type PyradiomicsParameters, type RadiomicsColumn } from '@rachis/features';
import { readImage, readRegions, writeTogether } from '@rachis/formats';
import { isRachisError, RachisError } from '@rachis/volume';
import { type Console, describeError } from '../console.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import {
  type Cell,
  checkFrames,
  checkOutput,
  chooseRegions,
  encodePyradiomicsProvenance,
  encodeTable,
  hashInput,
  loadParameters,
  readCells,
  provenancePath,
  version,
} from '@rachis/study/one-image';

export interface PyradiomicsExtractOptions {
  readonly output: string;
  readonly pyradiomics: string;
  readonly labels?: readonly number[];
  readonly names?: readonly string[];
  readonly series?: string;
}

/** One image and mask to extract, with the columns that come before the features. */
interface Entry {
  readonly image: string;
  readonly mask: string;
  readonly label: number | null;
  readonly names: readonly string[];
  readonly cells: readonly (readonly [string, string])[];
}

const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');

/**
 * Rows of a PyRadiomics batch file: columns Image and Mask, optionally Label, in any case, so that a manifest is one too; all
 * are carried into the table.
 */
async function readBatch(path: string): Promise<Entry[]> {
  const [head, ...rows] = await readCells(
    path,
    'batch file',
    'Give an image and a mask, or a CSV with the columns Image and Mask.',
  );
  const place = (name: string) =>
    head?.findIndex((column) => column.trim().toLowerCase() === name.toLowerCase()) ?? -1;
  const [image, mask, label] = [place('Image'), place('Mask'), place('Label')];
  if (head === undefined || image < 0 || mask < 0 || rows.length === 0) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${path} is not a batch file: it needs a header with the columns Image and Mask, and a row for each case.`,
      { file: path, remedy: 'See docs/pyradiomics.md for an example.' },
    );
  }
  const resolve = (file: string) => (isAbsolute(file) ? file : join(dirname(path), file));
  return rows.map((row, i) => {
    const wanted = label < 0 ? '' : (row[label] ?? '').trim();
    if (wanted !== '' && !/^\d+(\.0+)?$/.test(wanted)) {
      throw new RachisError(
        'ARGUMENT_INVALID',
        `${path}, row ${i + 2}: Label is "${wanted}", not a whole number.`,
        {
          file: path,
        },
      );
    }
    return {
      image: resolve((row[image] ?? '').trim()),
      mask: resolve((row[mask] ?? '').trim()),
      label: wanted === '' ? null : Number(wanted),
      names: [],
      cells: head.map((name, c) => [name, row[c] ?? ''] as const),
    };
  });
}

/** The columns of one case. */
async function extractEntry(
  console: Console,
  entry: Entry,
  parameters: PyradiomicsParameters,
  series: string | undefined,
): Promise<readonly RadiomicsColumn[]> {
  // With the digits that PyRadiomics sees.
  const geometry = 'as-written';
  const image = await readImage(entry.image, series === undefined ? { geometry } : { geometry, series });
  const { regions, warnings } = await readRegions(entry.mask, { geometry, image });
  for (const warning of [...image.warnings, ...warnings]) console.note(`warning: ${warning}`);
  const label = entry.label ?? parameters.setting.label;
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
  const result = extractPyradiomics(
    image.volume,
    region.mask(),
    { ...parameters, setting: { ...parameters.setting, label } },
    {
      sha1,
      version,
      onImage: (name) => console.progress(`${entry.image}: ${name}`),
    },
  );
  for (const note of result.notes) console.note(`${entry.image}: ${note}`);
  return result.columns;
}

interface Done {
  readonly entry: Entry;
  readonly columns: ReadonlyMap<string, number | string>;
}

/** Every column of any case, in the order of first appearance. */
function columnNames(done: readonly Done[]): string[] {
  const names = new Set<string>();
  for (const { columns } of done) for (const name of columns.keys()) names.add(name);
  return [...names];
}

/**
 * `rachis extract IMAGE MASK --pyradiomics PARAMS.yaml --output FILE`, or with a batch file in place of image and mask:
 * the columns of PyRadiomics, one row a case. A case that cannot be extracted is reported and the others are written
 * (exit code 5).
 */
export async function extractAsPyradiomics(
  console: Console,
  imagePath: string,
  maskPath: string | undefined,
  options: PyradiomicsExtractOptions,
): Promise<number> {
  await checkOutput(options.output);
  const parameters = await loadParameters(options.pyradiomics);
  const entries =
    maskPath === undefined
      ? await readBatch(imagePath)
      : [
          {
            image: imagePath,
            mask: maskPath,
            label: options.labels?.[0] ?? null,
            names: options.names ?? [],
            cells: [
              ['Image', imagePath],
              ['Mask', maskPath],
            ] as const,
          },
        ];
  const done: Done[] = [];
  const failures: { readonly entry: Entry; readonly error: RachisError }[] = [];
  for (const [i, entry] of entries.entries()) {
    console.progress(`case ${i + 1} of ${entries.length}`);
    try {
      done.push({ entry, columns: new Map(await extractEntry(console, entry, parameters, options.series)) });
    } catch (error) {
      if (!isRachisError(error)) throw error;
      const named = new RachisError(error.code, error.message, { file: entry.image, ...error.details });
      failures.push({ entry, error: named });
      console.progress('');
      console.note(describeError(named, entries.length > 1 ? `case ${i + 1}` : undefined));
    }
  }
  console.progress('');
  if (done.length === 0) return exitCodeOf(failures[0]!.error);
  const identity = done[0]!.entry.cells.map(([name]) => name);
  const values = columnNames(done);
  const text = values.filter((name) => done.some(({ columns }) => typeof columns.get(name) === 'string'));
  const rows = done.map(({ entry, columns }): Cell[] => [
    ...entry.cells.map(([, value]) => value),
    ...values.map((name) => columns.get(name) ?? null),
  ]);
  const table = { columns: [...identity, ...values], text: [...identity, ...text], rows };
  const inputs = [options.pyradiomics, ...done.flatMap(({ entry }) => [entry.image, entry.mask])];
  const provenance = encodePyradiomicsProvenance({
    inputs: await Promise.all(
      [...new Set(inputs)].map(async (path) => ({ path, sha256: await hashInput(path) })),
    ),
    parameters: parameters.written,
    problems: failures.map(({ entry, error }) => ({
      image: entry.image,
      code: error.code,
      message: error.message,
    })),
  });
  await writeTogether([
    { path: options.output, parts: [await encodeTable(options.output, table)] },
    { path: provenancePath(options.output), parts: [provenance] },
  ]);
  return failures.length > 0 ? exitCodes.partial : exitCodes.ok;
}
