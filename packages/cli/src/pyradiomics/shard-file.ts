import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Shard, stemOf, version } from '@rachis/study/one-image';
import { RachisError } from '@rachis/volume';
import type { CaseResult } from './case-result.ts';

/** What a shard was asked: its first line. Shards that differ in it are of different runs. */
export interface ShardHeader {
  readonly profile: 'pyradiomics';
  readonly rachis: string;
  readonly batch: string;
  readonly batchHash: string;
  readonly parameterFile: string;
  readonly parametersHash: string;
  readonly series: string | null;
  readonly shard: Shard;
}

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** The header of a shard of a batch. */
export const shardHeader = (
  batch: string,
  parameterFile: string,
  series: string | undefined,
  shard: Shard,
): ShardHeader => ({
  profile: 'pyradiomics',
  rachis: version,
  batch,
  batchHash: hashOf(batch),
  parameterFile,
  parametersHash: hashOf(parameterFile),
  series: series ?? null,
  shard,
});

/** Where the results of a shard are kept, a line a case. */
export const shardPath = (output: string, { index, count }: Shard): string =>
  `${stemOf(output)}.shard-${index}-of-${count}.jsonl`;

/** Lines of a shard that are whole: one that a kill cut off is computed again. */
function linesOf(path: string): unknown[] {
  const text = readFileSync(path, 'utf8');
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  return lines.map((line) => JSON.parse(line) as unknown);
}

/** Results of a shard's file, and its header; null where it is not the file of a shard. */
export function readShard(path: string): { header: ShardHeader; results: CaseResult[] } | null {
  try {
    const [header, ...results] = linesOf(path) as [ShardHeader | undefined, ...CaseResult[]];
    return header?.profile === 'pyradiomics' ? { header, results } : null;
  } catch {
    return null;
  }
}

/** Opens a shard's file to be added to; gives what an earlier run of the same shard has done. */
export function openShard(path: string, header: ShardHeader): Map<number, CaseResult> {
  const before = existsSync(path) ? readShard(path) : null;
  const same = before !== null && JSON.stringify(before.header) === JSON.stringify(header);
  const kept = same ? before.results : [];
  writeFileSync(path, [header, ...kept].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return new Map(kept.map((result) => [result.row, result]));
}

/** Adds the result of a case. */
export const addToShard = (path: string, result: CaseResult): void =>
  appendFileSync(path, `${JSON.stringify(result)}\n`);

/** Files of the shards that were written for an output. */
export function shardFiles(output: string): string[] {
  const folder = dirname(output);
  const stem = basename(stemOf(output));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${stem}.shard-`) && /\.shard-\d+-of-\d+\.jsonl$/.test(name))
    .map((name) => join(folder, name));
}

const fail = (message: string, file: string, remedy: string): never => {
  throw new RachisError('ARGUMENT_INVALID', message, { file, remedy });
};

/**
 * The results of the shards of an output by the row of the batch file, with the header that they share. `ARGUMENT_INVALID`
 * where shards are of different runs, or where batch or parameter file were changed since.
 */
export function gatherShards(output: string): {
  readonly header: ShardHeader;
  readonly byRow: ReadonlyMap<number, CaseResult>;
} {
  const read = shardFiles(output).map((path) => ({ path, shard: readShard(path) }));
  const again = 'Run that shard again.';
  const broken = read.find(({ shard }) => shard === null);
  if (broken !== undefined) fail(`${broken.path} is not the file of a shard.`, broken.path, again);
  const [first, ...others] = read.map(({ path, shard }) => ({ path, ...shard! }));
  const { header } = first!;
  const run = ({ shard: { count }, batchHash, parametersHash, rachis, series }: ShardHeader) =>
    JSON.stringify([count, batchHash, parametersHash, rachis, series]);
  const odd = others.find((other) => run(other.header) !== run(header));
  if (odd !== undefined) {
    fail(
      `${first!.path} and ${odd.path} are of different runs: batch file, parameters, version or number of shards are not the same.`,
      odd.path,
      'Delete the files of the older run, or run its shards again.',
    );
  }
  for (const [path, hash] of [
    [header.batch, header.batchHash],
    [header.parameterFile, header.parametersHash],
  ] as const) {
    if (!existsSync(path))
      fail(
        `There is no file ${path}, which ${first!.path} is of.`,
        path,
        'Run in the folder of the first run.',
      );
    if (hashOf(path) !== hash)
      fail(`${path} was changed after ${first!.path} was written.`, path, 'Run the shards again.');
  }
  const byRow = new Map(
    [first!, ...others].flatMap(({ results }) => results.map((result) => [result.row, result] as const)),
  );
  return { header, byRow };
}

/** Every row's result; `ARGUMENT_INVALID` names the shards that some are missing from. */
export function everyRow(
  { shard: { count } }: ShardHeader,
  byRow: ReadonlyMap<number, CaseResult>,
  rows: number,
  output: string,
): CaseResult[] {
  const all = Array.from({ length: rows }, (_, row) => byRow.get(row));
  const lacking = [
    ...new Set(all.flatMap((result, row) => (result === undefined ? [(row % count) + 1] : []))),
  ].sort((a, b) => a - b);
  if (lacking.length > 0) {
    const more = lacking.length > 10 ? ` and ${lacking.length - 10} more` : '';
    fail(
      `${lacking.length === 1 ? 'Shard' : 'Shards'} ${lacking.slice(0, 10).join(', ')}${more} of ${count} ${lacking.length === 1 ? 'is' : 'are'} missing or not finished.`,
      output,
      'Run them again with the same parameters; what they have done is kept.',
    );
  }
  return all as CaseResult[];
}
