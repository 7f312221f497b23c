import { checkOutput, inShard, loadParameters, parseShard } from '@rachis/study/one-image';
import { RachisError } from '@rachis/volume';
import { type Console, describeError } from '../console.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { type BatchCase, caseName, readBatch } from '../pyradiomics/batch.ts';
import { type CaseResult, extractCase } from '../pyradiomics/case-result.ts';
import {
  addToShard,
  everyRow,
  gatherShards,
  openShard,
  shardHeader,
  shardPath,
} from '../pyradiomics/shard-file.ts';
import { writeResults } from '../pyradiomics/write-results.ts';

export interface PyradiomicsExtractOptions {
  readonly output: string;
  readonly pyradiomics: string;
  readonly labels?: readonly number[];
  readonly names?: readonly string[];
  readonly series?: string;
  /** `3/10`: of a batch the third of ten parts. */
  readonly shard?: string;
}

const oneCase = (
  image: string,
  mask: string,
  { labels, names }: Pick<PyradiomicsExtractOptions, 'labels' | 'names'>,
): BatchCase => ({
  image,
  mask,
  label: labels?.[0] ?? null,
  names: names ?? [],
  cells: [
    ['Image', image],
    ['Mask', mask],
  ],
});

/**
 * `rachis extract IMAGE MASK --pyradiomics PARAMS.yaml --output FILE`, or with a batch file in place of image and mask:
 * the columns of PyRadiomics, one row a case. Of a batch, what cannot be extracted is in a table of problems and the others
 * are written (exit code 5); `--shard I/N` does every n-th case, for `rachis merge`.
 */
export async function extractAsPyradiomics(
  console: Console,
  imagePath: string,
  maskPath: string | undefined,
  options: PyradiomicsExtractOptions,
): Promise<number> {
  const { output, pyradiomics, series } = options;
  await checkOutput(output);
  if (options.shard !== undefined && maskPath !== undefined) {
    throw new RachisError('ARGUMENT_INVALID', '--shard is for a batch file.', {
      remedy: 'Give a CSV with the columns Image and Mask in place of image and mask.',
    });
  }
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  const parameters = await loadParameters(pyradiomics);
  const cases = maskPath === undefined ? await readBatch(imagePath) : [oneCase(imagePath, maskPath, options)];
  const file = shard === undefined ? undefined : shardPath(output, shard);
  const before =
    shard === undefined || file === undefined
      ? new Map<number, CaseResult>()
      : openShard(file, shardHeader(imagePath, pyradiomics, series, shard));
  const results: CaseResult[] = [];
  let lastError: RachisError | undefined;
  for (const [row, entry] of cases.entries()) {
    if (!inShard(row, shard)) continue;
    const kept = before.get(row);
    if (kept !== undefined) {
      results.push(kept);
      continue;
    }
    console.progress(`case ${row + 1} of ${cases.length}`);
    const { result, error } = await extractCase(entry, row, parameters, {
      ...(series === undefined ? {} : { series }),
      onImage: (name) => console.progress(`${entry.image}: ${name}`),
    });
    console.progress('');
    for (const note of result.notes)
      console.note(note.startsWith('warning: ') ? note : `${entry.image}: ${note}`);
    if (error !== undefined) {
      lastError = error;
      console.note(describeError(error, cases.length > 1 ? caseName(entry, row) : undefined));
    }
    results.push(result);
    if (file !== undefined) addToShard(file, result);
  }
  const failed = results.filter(({ problem }) => problem !== undefined).length;
  if (shard !== undefined) {
    console.note(
      `This shard is done: ${results.length} cases, ${failed} with problems. When all are: rachis merge --output ${output}`,
    );
    return failed > 0 ? exitCodes.partial : exitCodes.ok;
  }
  if (maskPath !== undefined && lastError !== undefined) return exitCodeOf(lastError);
  await writeResults(
    {
      output,
      parameterFile: pyradiomics,
      parameters,
      ...(maskPath === undefined ? { batch: imagePath } : {}),
    },
    cases,
    results,
  );
  if (failed === 0) return exitCodes.ok;
  return failed === cases.length && lastError !== undefined ? exitCodeOf(lastError) : exitCodes.partial;
}

/** `rachis merge --output FILE` of shards of a batch: the files that one run would have written, to the byte. */
export async function mergePyradiomics(output: string): Promise<string[]> {
  await checkOutput(output);
  const { header, byRow } = gatherShards(output);
  const { batch, parameterFile } = header;
  const cases = await readBatch(batch);
  const parameters = await loadParameters(parameterFile);
  const results = everyRow(header, byRow, cases.length, output);
  return writeResults({ output, parameterFile, parameters, batch }, cases, results);
}
