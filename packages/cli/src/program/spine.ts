import { type Command, Option } from 'commander';
import { exitCodeHelp } from '../arguments.ts';
import type { SpineMeasureOptions } from '../commands/spine-measure.ts';
import type { SpineScoreOptions } from '../commands/spine-score.ts';
import type { Console } from '../console.ts';

/** `rachis spine`: measurements of labelled spines, and scores. */
export function addSpine(program: Command, console: Console, done: (code: number) => void): void {
  const spine = program
    .command('spine')
    .description('Measure labelled spines: vertebrae, discs, slips, angles; sum scores.')
    .addHelpText(
      'after',
      '\nExample:\n  rachis spine measure ct.nii.gz labels.nii.gz --scheme verse --output spine.csv',
    );
  spine
    .command('measure')
    .description(
      'Heights, wedges, discs, slips, angles and core intensities of every vertebra that is labelled.',
    )
    .argument('<image>', 'image file, or folder with a DICOM series')
    .argument('<labels>', 'label map, SEG or RTSTRUCT with a label for each vertebra')
    .requiredOption(
      '-o, --output <file>',
      'table to write: .csv, .jsonl or .parquet; .json has landmarks too',
    )
    .option(
      '--scheme <name>',
      'what the labels mean: a scheme, as verse or totalsegmentator_total_v2, or 1=L5,2=L4; needed where the file does not tell',
    )
    .option(
      '--orientation <letters>',
      'where the index axes of both files point, if their headers are wrong: IPL',
    )
    .addOption(
      new Option('--posture <posture>', 'of the patient in the scanner')
        .choices(['supine', 'standing'])
        .default('supine'),
    )
    .addOption(
      new Option('--shape <shape>', 'a row a level and measurement (long), or a row a subject (wide)')
        .choices(['long', 'wide'])
        .default('long'),
    )
    .option('--picture <file>', 'also draw the mid-sagittal plane with levels, endplates and numbers: .svg')
    .option('--series <id>', 'which series of the image folder: its UID, or part of its description')
    .option('--subject <id>', "subject of the rows; default: the image's patient ID")
    .addHelpText(
      'after',
      `
Examples:
  rachis spine measure ct.nii.gz totalseg.nii.gz --scheme totalsegmentator_total_v2 --output spine.csv --picture spine.svg
  rachis spine measure t2.nii.gz bodies.nii.gz --scheme 1=L5,2=L4,3=L3 --output spine.json
${exitCodeHelp}`,
    )
    .action(async (image: string, labels: string, options: SpineMeasureOptions) => {
      const { spineMeasure } = await import('../commands/spine-measure.ts');
      done(await spineMeasure(console, image, labels, options));
    });
  spine
    .command('score')
    .description('Sum a score of metastatic disease from a table: a row a subject, a column a component.')
    .argument('<items>', 'table (.csv) with the answers; an empty cell is not known')
    .addOption(
      new Option('--score <name>', 'which score')
        .choices(['sins', 'tokuhashi_revised', 'tomita', 'modified_bauer', 'nesms'])
        .makeOptionMandatory(),
    )
    .requiredOption('-o, --output <file>', 'table to write: .csv, .json, .jsonl or .parquet')
    .addHelpText(
      'after',
      `\nExample:\n  rachis spine score answers.csv --score sins --output sins.csv\n${exitCodeHelp}`,
    )
    .action(async (items: string, options: SpineScoreOptions) => {
      const { spineScore } = await import('../commands/spine-score.ts');
      done(await spineScore(console, items, options));
    });
}
