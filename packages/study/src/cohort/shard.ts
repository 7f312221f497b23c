import type { PerturbationSettings } from '@rachis/segment';
import { RachisError } from '@rachis/volume';
import type { RegionChoice } from '../choose-regions.ts';
import type { TableShape } from './assemble.ts';
import type { RunSettings } from './run-settings.ts';

/** Part `index` (from 1) of `count` parts of a run. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What the first line of every run says in its journal. */
export interface RunHeader {
  readonly run: string;
  readonly manifest: string;
  readonly manifestHash: string;
  readonly settings: RunSettings;
  readonly align: boolean;
  readonly diagnostics: boolean;
  readonly perturbations: PerturbationSettings | null;
  readonly shape: TableShape;
  readonly regions: RegionChoice;
  readonly shard: Shard;
}

/** Key of the lines that say what a run was asked. */
export const headerKey = 'run';

/** Whether a row, by its number from 0, belongs to a shard: rows are dealt like cards, since neighbours cost alike. */
export const inShard = (row: number, shard: Shard | undefined): boolean =>
  shard === undefined || row % shard.count === shard.index - 1;

/** `3/10` as a shard; `ARGUMENT_INVALID` otherwise. */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= 1_000_000) return shard;
  throw new RachisError('ARGUMENT_INVALID', `--shard ${text} is not a part of a run.`, {
    remedy: 'Write --shard I/N with I from 1 to N: --shard 1/10 to --shard 10/10.',
  });
}

/** A path without its ending. */
export const stemOf = (output: string): string => output.replace(/\.[^./\\]+$/, '');

/** Where the results of a run are kept as they come. */
export const journalPath = (output: string, shard: Shard | undefined): string =>
  shard === undefined
    ? `${stemOf(output)}.journal`
    : `${stemOf(output)}.shard-${shard.index}-of-${shard.count}.journal`;
