import { Command, CommanderError, Option } from 'commander';
import {
  choiceOf,
  collectLabels,
  collectList,
  collectNames,
  exitCodeHelp,
  parseNumber,
  type RegionFlags,
} from './arguments.ts';
import type { ConvertOptions } from './commands/convert.ts';
import type { MapOptions } from './commands/map.ts';
import type { FeaturesOptions } from './commands/features.ts';
import { describeError, processConsole } from './console.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { addCohort } from './program/cohort.ts';
import { addExtract } from './program/extract.ts';
import { addLearn } from './program/learn.ts';
import { addStudy } from './program/study.ts';
import { addSpine } from './program/spine.ts';
import { version } from './version.ts';

/** Runs the command line with its arguments (without node and script) and gives the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const console = processConsole();
  let code: number = exitCodes.ok;
  const done = (finished: number) => {
    code = finished;
  };
  const program = new Command('rachis')
    .description('Radiomics from scans to features: IBSI numbers from DICOM, NIfTI, NRRD and MetaImage.')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'rachis: ')) })
    .addHelpText('after', exitCodeHelp);

  program
    .command('inspect')
    .description(
      'Say what a folder holds: patients, studies, series, regions, and whether each region fits each image.',
    )
    .argument('<folder>', 'folder of DICOM, NIfTI, NRRD or MetaImage files, any nesting')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  rachis inspect patients/0001')
    .action(async (folder: string, options: { json?: boolean }) => {
      const { inspect } = await import('./commands/inspect.ts');
      code = await inspect(console, folder, options);
    });

  addExtract(program, console, done);
  addCohort(program, console, done);
  addLearn(program, console, done);
  addStudy(program, console, done);
  addSpine(program, console, done);

  program
    .command('map')
    .description('Compute features over a moving neighbourhood, as images.')
    .argument('<image>', 'image file, or folder with a DICOM series')
    .argument('<mask>', 'label map, RTSTRUCT or SEG: a file, or a folder with one')
    .requiredOption(
      '-f, --feature <id>',
      'feature, column or family; may be repeated or listed with commas',
      collectList,
    )
    .option('--radius <mm>', 'radius of the neighbourhood, mm', parseNumber)
    .option('--radius-voxels <n>', 'radius of the neighbourhood, voxels', parseNumber)
    .addOption(
      new Option('--shape <shape>', 'shape of the neighbourhood')
        .choices(['sphere', 'box'])
        .default('sphere'),
    )
    .option('--aggregation <name>', 'of texture features that name none; default: 3D_avg')
    .option('--unmasked', 'neighbourhoods see beyond the region')
    .option('--outside <value>', 'value of voxels outside the region; default: NaN', parseNumber)
    .requiredOption(
      '-o, --output <file>',
      'image to write: .nii, .nii.gz, .nrrd, .mha; {feature} in its name for several',
    )
    .option('-l, --label <n>', 'region by number in a label map or SEG', collectLabels)
    .option('-r, --region <name>', 'region by name, * for any text', collectNames)
    .option('-s, --settings <file>', 'settings file (YAML or JSON), or CT, MR or PET for built-in ones')
    .addOption(new Option('--align <what>', 'resample a mask that is on another grid').choices(['mask']))
    .option('--series <id>', 'which series of the image folder: its UID, or part of its description')
    .addHelpText(
      'after',
      `
Examples:
  rachis map ct.nii.gz labels.nii.gz --label 20 --feature glcm_contrast --radius 4 --output contrast.nii.gz
  rachis map t2.nii.gz tumour.nii.gz --feature statistics_mean,glcm_joint_entropy --radius 3 --output maps/{feature}.nii.gz
${exitCodeHelp}`,
    )
    .action(
      async (image: string, mask: string, flags: RegionFlags & Omit<MapOptions, 'labels' | 'names'>) => {
        const { map } = await import('./commands/map.ts');
        code = await map(console, image, mask, { ...flags, ...choiceOf(flags) });
      },
    );

  program
    .command('features')
    .description('List every feature: IBSI code, id, unit and definition.')
    .option('--family <id>', 'one family only')
    .option('--json', 'as JSON')
    .option('--csv', 'as CSV')
    .addHelpText('after', '\nExample:\n  rachis features --family glcm')
    .action(async (options: FeaturesOptions) => {
      const { listFeatures } = await import('./commands/features.ts');
      listFeatures(console, options);
    });

  const settings = program
    .command('settings')
    .description('Show, check and start settings files.')
    .addHelpText(
      'after',
      '\nExample:\n  rachis settings defaults CT > ct.yaml\n  rachis settings check ct.yaml',
    );
  settings
    .command('show')
    .description('Settings with every default filled in.')
    .argument('[file]', 'settings file, or CT, MR or PET; without it, the plain defaults')
    .addHelpText('after', '\nExample:\n  rachis settings show ct.yaml')
    .action(async (file: string | undefined) =>
      (await import('./commands/settings.ts')).showSettings(console, file),
    );
  settings
    .command('check')
    .description('Say whether a settings file is valid, or everything that is wrong with it.')
    .argument('<file>', 'settings file (YAML or JSON)')
    .addHelpText('after', '\nExample:\n  rachis settings check ct.yaml')
    .action(async (file: string) => (await import('./commands/settings.ts')).checkSettings(console, file));
  settings
    .command('defaults')
    .description('A settings file to start from: CT, MR or PET.')
    .argument('<modality>', 'CT, MR or PET')
    .addHelpText('after', '\nExample:\n  rachis settings defaults MR > mr.yaml')
    .action(async (modality: string) =>
      (await import('./commands/settings.ts')).modalityDefaults(console, modality),
    );
  settings
    .command('schema')
    .description('JSON Schema of the settings file, for editors.')
    .addHelpText('after', '\nExample:\n  rachis settings schema > rachis.schema.json')
    .action(async () => (await import('./commands/settings.ts')).settingsSchema(console));

  program
    .command('convert')
    .description('Write an image or regions in another format.')
    .argument('<input>', 'image, label map, RTSTRUCT or SEG; or a DICOM folder')
    .argument('<output>', '.nii, .nii.gz, .nrrd or .mha; .dcm for regions as DICOM')
    .option(
      '--reference <image>',
      'image that the regions belong to (needed for RTSTRUCT in and for .dcm out)',
    )
    .addOption(new Option('--to <kind>', 'what a .dcm is').choices(['seg', 'rtstruct']).default('seg'))
    .option('-l, --label <n>', 'region by number; may be repeated', collectLabels)
    .option('-r, --region <name>', 'region by name, * for any text; may be repeated', collectNames)
    .option('--series <id>', 'which series of a DICOM folder')
    .addHelpText(
      'after',
      `
Examples:
  rachis convert ct_folder ct.nii.gz
  rachis convert rtstruct.dcm gtv.nii.gz --reference ct_folder --region GTV-1
  rachis convert labels.nii.gz labels.dcm --reference ct_folder --to rtstruct`,
    )
    .action(
      async (
        input: string,
        output: string,
        flags: RegionFlags & Omit<ConvertOptions, 'labels' | 'names'>,
      ) => {
        const { convert } = await import('./commands/convert.ts');
        await convert(console, input, output, { ...flags, ...choiceOf(flags) });
      },
    );

  program
    .command('demo')
    .description(
      'Make sample patients, carry out their study from DICOM to report, and predict for the next one.',
    )
    .option('--folder <folder>', 'where to put it', 'rachis-demo')
    .option('--image', 'one CT with labels and its features instead')
    .addHelpText('after', '\nExample:\n  rachis demo --folder try-rachis')
    .action(async ({ folder, image }: { folder: string; image?: boolean }) => {
      if (image === true) {
        const { demo } = await import('./commands/demo.ts');
        code = await demo(console, folder);
      } else {
        const { demoStudy } = await import('./commands/demo-study.ts');
        code = await demoStudy(console, folder);
      }
    });

  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    console.progress('');
    console.note(describeError(error));
    return exitCodeOf(error);
  }
}
