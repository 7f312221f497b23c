import { type Command, Option } from 'commander';
import { collectNames, exitCodeHelp, parseWorkers } from '../arguments.ts';
import type { SignatureUpdateFlags } from '../commands/signature.ts';
import type { PredictFlags } from '../commands/predict.ts';
import type { StudyRunFlags } from '../commands/study.ts';
import type { ValidateFlags } from '../commands/validate.ts';
import type { Console } from '../console.ts';

/** `rachis study`, from a study file to its report and signature; `rachis predict` and `rachis signature`. */
export function addStudy(program: Command, console: Console, done: (code: number) => void): void {
  const study = program
    .command('study')
    .description('One file from scans to a report and a locked signature.')
    .addHelpText(
      'after',
      '\nExample:\n  rachis study new study.yaml\n  rachis study check study.yaml\n  rachis study run study.yaml --output result',
    );
  study
    .command('new')
    .description('Write a study file to start from, by questions on a terminal, with every part explained.')
    .argument('<file>', 'study file to write: .yaml')
    .option('--name <text>', 'what the study is called')
    .option('--folder <folder>', 'folder of patients')
    .option('--outcome <column>', 'column to predict')
    .action(async (file: string, flags: { name?: string; folder?: string; outcome?: string }) => {
      const { newStudy } = await import('../commands/study-new.ts');
      done(await newStudy(console, file, flags));
    });
  study
    .command('check')
    .description('Say what is wrong with a study file, or what it would do.')
    .argument('<study>', 'study file: .yaml or .json')
    .action(async (file: string) => {
      const { checkStudy } = await import('../commands/study.ts');
      done(await checkStudy(console, file));
    });
  study
    .command('run')
    .description('Carry a study out: features, models, report, signature. Goes on where an earlier run was.')
    .argument('<study>', 'study file: .yaml or .json')
    .requiredOption('-o, --output <folder>', 'folder for features, subjects, report and signature')
    .option('--workers <n>', 'threads; default: one for each processor', parseWorkers)
    .addHelpText('after', exitCodeHelp)
    .action(async (file: string, flags: StudyRunFlags) => {
      const { runStudyFile } = await import('../commands/study.ts');
      done(await runStudyFile(console, file, flags));
    });

  study
    .command('report')
    .description('The report of a finished study as PDF, where a Chromium is found.')
    .argument('<folder>', 'folder of `rachis study run`, or of `rachis learn`')
    .option('-o, --output <file>', 'PDF to write; default: report.pdf in the folder')
    .action(async (folder: string, flags: { output?: string }) => {
      const { reportPdf } = await import('../commands/study-report.ts');
      done(await reportPdf(console, folder, flags));
    });

  program
    .command('predict')
    .description(
      'What a signature says of a patient: score, probability, what moved it, what is unlike the training.',
    )
    .argument('<signature>', 'signature.json of a study')
    .argument('[image]', 'image: a file or a DICOM folder; NAME=PATH says which of several it is')
    .argument('[region]', 'file with the region')
    .option('--also <paths...>', 'another image and its region, of signatures that look at several')
    .option(
      '--clinical <values>',
      'a value as age=63, or a CSV file with one row; may be repeated',
      collectNames,
    )
    .option('--site <name>', 'site or scanner, of signatures that harmonise by it')
    .option('-o, --output <file>', 'JSON to write; default: to the terminal')
    .addHelpText(
      'after',
      `
Examples:
  rachis predict signature.json ct_folder rtstruct.dcm --clinical age=63 --clinical sex=female
  rachis predict signature.json pet.nii.gz pet_mask.nii.gz --also t1.nii.gz t1_mask.nii.gz --output said.json
${exitCodeHelp}`,
    )
    .action(
      async (
        signature: string,
        image: string | undefined,
        region: string | undefined,
        flags: PredictFlags,
      ) => {
        const { predict } = await import('../commands/predict.ts');
        done(await predict(console, signature, image, region, flags));
      },
    );

  program
    .command('validate')
    .description('Judge a signature on other subjects, once: nothing is fitted, every evaluation is counted.')
    .argument('<signature>', 'signature.json of a study')
    .argument('[manifest]', 'manifest of the other subjects; left out where the signature looks at no image')
    .requiredOption('-o, --output <folder>', 'folder for features, predictions and measures')
    .requiredOption(
      '--table <file>',
      'table with outcome and clinical columns; may be repeated',
      collectNames,
    )
    .option('--subject <column>', 'column of subjects; default: subject')
    .option('--outcome <column>', 'column of the outcome; default: as in training')
    .option('--time <column>', 'column of times, of survival')
    .option('--register <file>', 'where evaluations are counted; default: beside the signature')
    .option('--workers <n>', 'threads; default: one for each processor', parseWorkers)
    .addHelpText(
      'after',
      `
Example:
  rachis validate signature.json manifest.csv --table outcomes.csv --output external
${exitCodeHelp}`,
    )
    .action(async (signature: string, manifest: string | undefined, flags: ValidateFlags) => {
      const { validate } = await import('../commands/validate.ts');
      done(await validate(console, signature, manifest, flags));
    });

  const signature = program
    .command('signature')
    .description('Look at a locked signature, update it at a new place, or write down that of a paper.');
  signature
    .command('show')
    .description('What it is for, what it looks at, how it did, and whether it is as it was locked.')
    .argument('<signature>', 'signature.json of a study')
    .action(async (path: string) => {
      const { showSignature } = await import('../commands/signature.ts');
      done(await showSignature(console, path));
    });
  signature
    .command('update')
    .description(
      'A new version for a new place: no change, intercept, intercept and slope, or revision, by closed testing.',
    )
    .argument('<signature>', 'signature.json of a study; stays as it is')
    .argument('[manifest]', 'manifest of the subjects; left out where the signature looks at no image')
    .requiredOption('-o, --output <file>', 'updated signature to write: .json')
    .requiredOption(
      '--table <file>',
      'table with outcome and clinical columns; may be repeated',
      collectNames,
    )
    .addOption(
      new Option('--method <method>', 'in place of what closed testing chooses').choices([
        'intercept',
        'recalibration',
        'revision',
        'prior',
      ]),
    )
    .option('--subject <column>', 'column of subjects; default: subject')
    .option('--outcome <column>', 'column of the outcome; default: as in training')
    .option('--register <file>', 'where looks at outcomes are counted; default: beside the signature')
    .option('--workers <n>', 'threads; default: one for each processor', parseWorkers)
    .addHelpText(
      'after',
      `
Example:
  rachis signature update signature.json --table centre.csv --output signature-centre.json
${exitCodeHelp}`,
    )
    .action(async (path: string, manifest: string | undefined, flags: SignatureUpdateFlags) => {
      const { updateSignatureFile } = await import('../commands/signature.ts');
      done(await updateSignatureFile(console, path, manifest, flags));
    });
  signature
    .command('write')
    .description('A formula of a paper, written down by hand, as a locked signature.')
    .argument('<file>', 'features, coefficients, link and source: .yaml or .json')
    .requiredOption('-o, --output <file>', 'signature to write: .json')
    .addHelpText(
      'after',
      `
Example:
  rachis signature write examples/signatures/mayo.yaml --output mayo.json
${exitCodeHelp}`,
    )
    .action(async (file: string, flags: { output: string }) => {
      const { writeSignatureFile } = await import('../commands/signature.ts');
      done(await writeSignatureFile(console, file, flags));
    });
}
