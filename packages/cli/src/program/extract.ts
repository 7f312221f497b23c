import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { RachisError } from '@rachis/volume';
import {
  choiceOf,
  collectLabels,
  collectNames,
  exitCodeHelp,
  parseBytes,
  parseWorkers,
  type RegionFlags,
} from '../arguments.ts';
import type { CohortFlags } from '../commands/extract-cohort.ts';
import type { ExtractOptions } from '../commands/extract.ts';
import type { Console } from '../console.ts';
import { mayNeedPairSums, startPairSumsThread } from '../pair-sums-thread.ts';

/** Options that the parameter file of PyRadiomics takes the place of. */
function refuseWithPyradiomics(flags: object): void {
  const given = flags as Readonly<Record<string, unknown>>;
  const settled = [
    'settings',
    'align',
    'saveImages',
    'diagnostics',
    'perturb',
    'shape',
    'memory',
    'subject',
  ].filter((name) => given[name] !== undefined);
  if (given.workers !== undefined && given.workers !== 1) settled.push('workers');
  if (settled.length === 0) return;
  const names = settled.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  throw new RachisError('ARGUMENT_INVALID', `${names.join(', ')} cannot be used with --pyradiomics.`, {
    remedy:
      'The parameter file says how to extract (correctMask for masks on another grid); cases are parted by --shard.',
  });
}

/** Options of the command line as they stand beside each other. */
type ExtractFlags = RegionFlags &
  Omit<ExtractOptions, 'labels' | 'names' | 'settings' | 'pairSums'> &
  CohortFlags & { readonly pyradiomics?: string };

/** Options that hold for a manifest only, or for one image only. */
function refuseOptions(flags: object, names: readonly string[], what: string): void {
  const given = flags as Readonly<Record<string, unknown>>;
  const found = names.find((name) => given[name] !== undefined);
  if (found === undefined) return;
  throw new RachisError(
    'ARGUMENT_INVALID',
    `--${found.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)} ${what}.`,
  );
}

async function runExtract(
  console: Console,
  image: string,
  mask: string | undefined,
  flags: ExtractFlags,
): Promise<number> {
  const { pyradiomics, settings, ...others } = flags;
  if (pyradiomics !== undefined) {
    refuseWithPyradiomics(flags);
    const { extractAsPyradiomics } = await import('../commands/extract-pyradiomics.ts');
    return extractAsPyradiomics(console, image, mask, { ...flags, pyradiomics, ...choiceOf(flags) });
  }
  // Only what is needed is loaded: the start is most of a short run.
  if (mask === undefined && (await import('@rachis/study')).isManifestPath(image)) {
    refuseOptions(flags, ['series', 'subject', 'saveImages'], 'is for one image, not for a manifest');
    const { extractManifest } = await import('../commands/extract-cohort.ts');
    return extractManifest(console, image, { ...flags, ...choiceOf(flags) });
  }
  if (mask === undefined)
    throw new RachisError('ARGUMENT_INVALID', 'missing required argument: the mask.', {
      remedy: 'rachis extract IMAGE MASK --output FILE, or rachis extract MANIFEST.csv --output FILE',
    });
  refuseOptions(flags, ['shard', 'memory', 'shape', 'perturb'], 'is for a manifest');
  if (settings !== undefined && settings.length > 1)
    throw new RachisError('ARGUMENT_INVALID', 'One image has one --settings; several are for a manifest.');
  // A thread that begins now is ready when the image is read.
  const pairSums =
    others.workers !== 1 && availableParallelism() > 1 && mayNeedPairSums(settings?.[0])
      ? startPairSumsThread()
      : undefined;
  const { extract } = await import('../commands/extract.ts');
  return extract(console, image, mask, {
    ...others,
    ...(pairSums === undefined ? {} : { pairSums }),
    ...(settings === undefined ? {} : { settings: settings[0]! }),
    ...choiceOf(flags),
  });
}

/** `rachis extract`: one image with its regions, a manifest of many, or a PyRadiomics batch file. */
export function addExtract(program: Command, console: Console, done: (code: number) => void): void {
  program
    .command('extract')
    .description(
      'Compute the features of regions of an image, or of every case of a manifest; one row a region.',
    )
    .argument(
      '<image>',
      'image file, folder with a DICOM series, or a manifest (.csv, .tsv, .parquet); with --pyradiomics a batch file',
    )
    .argument('[mask]', 'label map, RTSTRUCT or SEG: a file, or a folder with one')
    .option('--pyradiomics <file>', 'PyRadiomics parameter file: its columns and numbers instead of ours')
    .requiredOption('-o, --output <file>', 'table to write: .csv, .json, .jsonl or .parquet')
    .option('-l, --label <n>', 'region by number in a label map or SEG; may be repeated', collectLabels)
    .option('-r, --region <name>', 'region by name, * for any text; may be repeated', collectNames)
    .option(
      '-s, --settings <file>',
      'settings file (YAML or JSON), or CT, MR or PET for built-in ones; for a manifest also MR=FILE, for images of one modality, repeated',
      collectNames,
    )
    .addOption(new Option('--align <what>', 'resample a mask that is on another grid').choices(['mask']))
    .option(
      '--series <id>',
      'which series of the image folder: its UID, or part of its description; which image of a series: such as TE=4.92',
    )
    .option('--subject <id>', "subject of the row; default: the image's patient ID")
    .option('--save-images <folder>', 'also write the images and masks that the features come from, as NIfTI')
    .option(
      '--workers <n>',
      'threads: for cases of a manifest, or for filtered images; default: one for each processor',
      parseWorkers,
    )
    .option(
      '--memory <size>',
      'for a manifest: what cases under way may take, as 8G; default: 3/4 of the machine',
      parseBytes,
    )
    .option('--shard <i/n>', 'for a manifest: do part i of n, to be put together by rachis merge')
    .option(
      '--perturb <file>',
      'for a manifest: extract under each perturbation of this file (YAML or JSON), for rachis stability',
    )
    .addOption(
      new Option(
        '--shape <shape>',
        'for a manifest: one row a region (wide), or one a region and feature (long)',
      ).choices(['wide', 'long']),
    )
    .option('--diagnostics', 'add columns that describe image and region at each step of processing')
    .addHelpText(
      'after',
      `
Examples:
  rachis extract ct_folder rtstruct.dcm --region "GTV*" --settings CT --output features.csv
  rachis extract t2.nii.gz vertebrae.nii.gz --label 20,21,22 --settings mr.yaml --output features.parquet
  rachis extract t1.nrrd label.nrrd --pyradiomics Params.yaml --output features.csv
  rachis extract manifest.csv --settings PET=pet.yaml --settings MR=mr.yaml --output features.parquet
  rachis extract manifest.csv --shard 3/10 --output features.csv      # then: rachis merge --output features.csv
  rachis extract cases.csv --pyradiomics Params.yaml --output features.csv
${exitCodeHelp}`,
    )
    .action(async (image: string, mask: string | undefined, flags: ExtractFlags) => {
      done(await runExtract(console, image, mask, flags));
    });
}
