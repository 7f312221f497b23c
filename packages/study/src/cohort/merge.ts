import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { RachisError } from '@rachis/volume';
import { checkOutput } from '../tables/check-output.ts';
import { writeCohort } from './assemble.ts';
import { journalReader, readJournal } from './journal.ts';
import { journalIndex } from './journal-index.ts';
import { openManifest } from './manifest.ts';
import { caseKey, chosenRegions, describeRun } from './run.ts';
import { headerKey, type RunHeader, type Shard, stemOf } from './shard.ts';

/** What the last run of a journal was asked; null where its first line is not whole. */
function headerOf(path: string): RunHeader | null {
  const reader = journalReader();
  try {
    let last: RunHeader | null = null;
    for (const place of readJournal(path))
      if (place.key === headerKey) last = (reader.read(place) as { header: RunHeader }).header;
    return last;
  } finally {
    reader.close();
  }
}

/** Journals of the shards that were written for an output. */
function shardsBeside(output: string): string[] {
  const folder = dirname(output);
  const stem = basename(stemOf(output));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${stem}.shard-`) && /\.shard-\d+-of-\d+\.journal$/.test(name))
    .map((name) => join(folder, name));
}

function mergeError(message: string, file: string, remedy: string): RachisError {
  return new RachisError('ARGUMENT_INVALID', message, { file, remedy });
}

/** Where the manifest of a run is: as it was named, or beside the journal when everything was moved. */
function findManifest(header: RunHeader, journal: string, given: string | undefined): string {
  if (given !== undefined) return given;
  const candidates = [
    header.manifest,
    ...(isAbsolute(header.manifest) ? [] : [join(dirname(journal), header.manifest)]),
    join(dirname(journal), basename(header.manifest)),
  ];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new RachisError(
    'FILE_NOT_FOUND',
    `There is no manifest ${header.manifest}, which ${journal} is of.`,
    {
      file: header.manifest,
      remedy: 'Run in the folder of the first run, or name the manifest with --manifest.',
    },
  );
}

const listed = (shards: readonly Shard[]) =>
  `${shards
    .slice(0, 10)
    .map(({ index }) => index)
    .join(', ')}${shards.length > 10 ? ` and ${shards.length - 10} more` : ''}`;

/**
 * Puts the shards of a run together: the files that a run in one piece would have written, to the byte.
 * `sources` are journals, or outputs that shards were named after; default: the shards of `output`.
 * Errors: `ARGUMENT_INVALID` where shards are missing, unfinished, or of different runs.
 */
export async function mergeShards(
  output: string,
  sources: readonly string[] = [],
  manifestPath?: string,
): Promise<string[]> {
  await checkOutput(output);
  const named = sources.length === 0 ? [output] : sources;
  const journals = [
    ...new Set(
      named.flatMap((source) => {
        const found = source.endsWith('.journal') ? [source].filter(existsSync) : shardsBeside(source);
        if (found.length > 0) return found;
        throw mergeError(
          `There are no shards of ${source}.`,
          source,
          'Extract them first: rachis extract MANIFEST --shard I/N --output FILE.',
        );
      }),
    ),
  ].sort();
  const headers = journals.map((journal) => {
    const header = headerOf(journal);
    if (header !== null) return { journal, header };
    throw mergeError(`${journal} is not the journal of a run.`, journal, 'Run that shard again.');
  });
  const { journal, header } = headers[0]!;
  const { count } = header.shard;
  const odd = headers.find(
    (other) =>
      other.header.run !== header.run ||
      other.header.manifestHash !== header.manifestHash ||
      other.header.shard.count !== count,
  );
  if (odd !== undefined) {
    throw mergeError(
      `${journal} and ${odd.journal} are of different runs: manifest, settings, version or number of shards are not the same.`,
      odd.journal,
      'Delete the journals of the older run, or run its shards again.',
    );
  }
  const path = findManifest(header, journal, manifestPath);
  const manifest = {
    ...chosenRegions(await openManifest(path), header.regions),
    path: manifestPath ?? header.manifest,
  };
  const run = describeRun({ ...manifest, path }, header);
  if (run.manifestHash !== header.manifestHash) {
    throw mergeError(
      `The manifest ${resolve(path)} was changed after ${journal} was written.`,
      path,
      'Run the shards again: cases that did not change are not computed twice.',
    );
  }
  const index = journalIndex(journals);
  const lacking = new Map<number, Shard>();
  for (let i = 0; i < manifest.length; i++) {
    if (!index.has(caseKey(run, manifest.row(i)))) lacking.set(i % count, { index: (i % count) + 1, count });
  }
  if (lacking.size > 0) {
    throw mergeError(
      `${lacking.size === 1 ? 'Shard' : 'Shards'} ${listed([...lacking.values()])} of ${count} ${lacking.size === 1 ? 'is' : 'are'} missing or not finished.`,
      journal,
      'Run them again with the same settings; what they have done is kept.',
    );
  }
  return writeCohort({ ...run, manifest }, output, index, (row) => caseKey(run, row));
}
