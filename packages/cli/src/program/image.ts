import { type Command, Option } from 'commander';
import {
  choiceOf,
  collectLabels,
  collectList,
  collectNames,
  exitCodeHelp,
  parseNumber,
  type RegionFlags,
} from '../arguments.ts';
import type { ConvertOptions } from '../commands/convert.ts';
import type { MapOptions } from '../commands/map.ts';
import type { Console } from '../console.ts';

/** `rachis inspect`: what a folder holds. */
export function addInspect(program: Command, console: Console, done: (code: number) => void): void {
  program
    .command('inspect')
    .description(
      'Say what a folder holds: patients, studies, series, regions, and whether each region fits each image.',
    )
    .argument('<folder>', 'folder of DICOM, NIfTI, NRRD or MetaImage files, any nesting')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  rachis inspect patients/0001')
    .action(async (folder: string, options: { json?: boolean }) => {
      const { inspect } = await import('../commands/inspect.ts');
      done(await inspect(console, folder, options));
    });
}

/** `rachis map`: features as images. */
export function addMap(program: Command, console: Console, done: (code: number) => void): void {
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
    .option(
      '--series <id>',
      'which series of the image folder: its UID, or part of its description; which image of a series: such as TE=4.92',
    )
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
        const { map } = await import('../commands/map.ts');
        done(await map(console, image, mask, { ...flags, ...choiceOf(flags) }));
      },
    );
}

/** `rachis convert`: images and regions in another format. */
export function addConvert(program: Command, console: Console): void {
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
    .option('--series <id>', 'which series of a DICOM folder, or which image of a series: such as TE=4.92')
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
        const { convert } = await import('../commands/convert.ts');
        await convert(console, input, output, { ...flags, ...choiceOf(flags) });
      },
    );
}
