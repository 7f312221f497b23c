import type { Command } from 'commander';
import { collectNames, exitCodeHelp, parseBytes, parseWorkers } from '../arguments.ts';
import type { CohortCheckFlags } from '../commands/cohort-check.ts';
import type { CohortScanFlags } from '../commands/cohort-scan.ts';
import type { StabilityFlags } from '../commands/stability.ts';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

/** `rachis cohort`, for manifests of many images; `rachis merge`, for shards; `rachis stability`. */
export function addCohort(program: Command, console: Console, done: (code: number) => void): void {
  const cohort = program
    .command('cohort')
    .description('Find the cases of a cohort and look through them.')
    .addHelpText(
      'after',
      '\nExample:\n  rachis cohort scan patients --output manifest.csv\n  rachis cohort check manifest.csv --output check.html',
    );
  cohort
    .command('scan')
    .description('Find every image of a folder with the regions that fit it, and write them as a manifest.')
    .argument('<folder>', 'folder of patients, any nesting, any format')
    .requiredOption('-o, --output <file>', 'manifest to write: .csv or .parquet')
    .option('-r, --region <name>', 'regions to take, by name; * for any text; may be repeated', collectNames)
    .option(
      '--series <name>',
      'images to take, by description, modality, file name or what tells them apart ("TE=4.92"); * for any text; may be repeated',
      collectNames,
    )
    .option('--layout <path>', 'what the folders are: "{site}/{subject}/{session}"; default: found out')
    .addHelpText(
      'after',
      `
Examples:
  rachis cohort scan patients --output manifest.csv
  rachis cohort scan dicom --region "GTV*" --series "T2*sag*" --output manifest.csv
  rachis cohort scan data --layout "{site}/{subject}" --output manifest.parquet
${exitCodeHelp}`,
    )
    .action(async (folder: string, flags: CohortScanFlags) => {
      const { cohortScan } = await import('../commands/cohort-scan.ts');
      done(await cohortScan(console, folder, flags));
    });

  cohort
    .command('check')
    .description(
      'Look at every image and region of a manifest: a page with a picture of each, and a table of what was found.',
    )
    .argument('<manifest>', 'manifest: .csv, .tsv or .parquet')
    .requiredOption('-o, --output <file>', 'page to write: .html; findings go to .findings.csv beside it')
    .option('-s, --settings <file>', 'thresholds of the check (YAML or JSON); default: docs/cohorts.md')
    .option('--workers <n>', 'threads; default: one for each processor', parseWorkers)
    .option(
      '--memory <size>',
      'what cases under way may take, as 8G; default: 3/4 of the machine',
      parseBytes,
    )
    .addHelpText(
      'after',
      `
Examples:
  rachis cohort check manifest.csv --output check.html
  rachis cohort check manifest.csv --settings check.yaml --output check.html

Exit codes: 0 no problems (there may be warnings); 5 there are problems; 2 wrong arguments or settings;
3 the manifest cannot be used; 4 the output cannot be written; 1 an error inside Rachis.`,
    )
    .action(async (manifest: string, flags: CohortCheckFlags) => {
      const { cohortCheck } = await import('../commands/cohort-check.ts');
      done(await cohortCheck(console, manifest, flags));
    });

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

  program
    .command('stability')
    .description('Say which features stay the same: perturbations, test-retest, readers, scanners, software.')
    .argument('<settings>', 'settings of the study (YAML or JSON); see docs/stability.md')
    .requiredOption('-o, --output <folder>', 'folder for tables, figures and the page')
    .option('--workers <n>', 'threads of an extraction; default: one for each processor', parseWorkers)
    .option('--memory <size>', 'what cases under way may take, as 8G', parseBytes)
    .addHelpText(
      'after',
      `\nExample:\n  rachis stability perturbation.yaml --output stability\n${exitCodeHelp}`,
    )
    .action(async (settings: string, flags: StabilityFlags) => {
      const { stability } = await import('../commands/stability.ts');
      done(await stability(console, settings, flags));
    });
}
