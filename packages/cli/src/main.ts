import { Command, CommanderError } from 'commander';
import { exitCodeHelp } from './arguments.ts';
import { describeError, processConsole } from './console.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { addExtract } from './program/extract.ts';
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
    .option(
      '--neutralise-formulas',
      'write cells of CSV files that begin like a formula (=, +, -, @) with an apostrophe, for spreadsheets',
    )
    .addHelpText('after', exitCodeHelp);
  program.on('option:neutralise-formulas', () => {
    // Read where CSV is written, in this thread and others; loading that here would slow every start.
    process.env.RACHIS_NEUTRALISE_FORMULAS = '1';
  });

  // Describing every command takes longer than reading a small image.
  if (args[0] === 'extract') addExtract(program, console, done);
  else (await import('./program/every-command.ts')).addEveryCommand(program, console, done);

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
