import type { Command } from 'commander';
import { exitCodeHelp } from '../arguments.ts';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

/** `rachis merge`: the shards of a run put together. */
export function addCohort(program: Command, console: Console, done: (code: number) => void): void {
  program
    .command('merge')
    .description('Put the shards of a run (rachis extract --shard I/N) together: the same bytes as one run.')
    .argument(
      '[shards...]',
      'journals, or the outputs that shards were named after; default: those of --output',
    )
    .requiredOption('-o, --output <file>', 'table to write: .csv, .json, .jsonl or .parquet')
    .option('--manifest <file>', 'the manifest, where it was moved since')
    .addHelpText(
      'after',
      `
Example:
  rachis extract manifest.csv --shard 1/2 --output features.csv
  rachis extract manifest.csv --shard 2/2 --output features.csv
  rachis merge --output features.csv
${exitCodeHelp}`,
    )
    .action(async (shards: string[], { output, manifest }: { output: string; manifest?: string }) => {
      const { merge } = await import('../commands/merge.ts');
      await merge(console, shards, output, manifest);
      done(exitCodes.ok);
    });
}
