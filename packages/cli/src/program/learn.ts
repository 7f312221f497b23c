import { type Command, Option } from 'commander';
import { collectList, exitCodeHelp, parseCount, parseWorkers } from '../arguments.ts';
import type { LearnFlags } from '../commands/learn.ts';
import type { Console } from '../console.ts';

/** `rachis learn`: models from one table, validated. */
export function addLearn(program: Command, console: Console, done: (code: number) => void): void {
  program
    .command('learn')
    .description(
      'Fit and validate models on one table: nested cross-validation, measures with intervals, figures.',
    )
    .argument('<table>', 'table with a row a subject (or region): .csv, .tsv (.gz too), .xlsx or .parquet')
    .requiredOption('-o, --output <folder>', 'folder for result.json, tables, figures, models and the page')
    .option('--outcome <column>', 'column to predict; with --time, whether the event happened')
    .addOption(
      new Option('--kind <kind>', 'how the outcome is read; default: found out').choices([
        'classes',
        'ordinal',
        'continuous',
        'survival',
      ]),
    )
    .option('--event <value>', 'class or code that is the event; default: the last of two in order')
    .option('--time <column>', 'times to the event or the end of follow-up')
    .option('--subject <column>', 'subjects, whose rows stay together')
    .option('--group <column>', 'what more than a subject stays together')
    .option('--site <column>', 'sites, scanners or batches; no predictor')
    .option('--date <column>', 'dates, for temporal splits')
    .option(
      '--exclude <columns>',
      'columns that are no predictors; * for any text; may be repeated',
      collectList,
    )
    .option('--predictors <columns>', 'the predictors, where not all others are', collectList)
    .option('--categories <columns>', 'columns whose numbers are categories', collectList)
    .option(
      '--subgroups <columns>',
      'columns whose subgroups are judged apart, as age, sex, site; may be repeated',
      collectList,
    )
    .option(
      '--optimism <n>',
      'resamples of an optimism-corrected bootstrap beside the folds; 20 or more',
      parseCount,
    )
    .option(
      '--imputations <n>',
      'imputations by chained equations inside the folds, pooled by Rubin; 2 or more',
      parseCount,
    )
    .option('--learning-curve', 'fit on shares of the subjects too: would more of them help?')
    .option('--external <table>', 'other subjects, to judge the final models on')
    .option('--folds <n>', 'outer folds; default: 5', parseCount)
    .option('--repeats <n>', 'repeats of the outer folds; default: 5', parseCount)
    .option('--permutations <n>', 'permutations of the outcome, to test against no signal', parseCount)
    .option('--quick', 'a first look: one model, one repeat, no explanation; not to be reported')
    .option('--seed <n>', 'seed of every random choice; default: 1', parseCount)
    .option(
      '-s, --settings <file>',
      'pipelines, searches, thresholds and all of the above (YAML or JSON); see docs/learning.md',
    )
    .option('--workers <n>', 'threads; default: one for each processor', parseWorkers)
    .addHelpText(
      'after',
      `
Examples:
  rachis learn features.csv --outcome metastasis --subject subject --output learned
  rachis learn patients.xlsx --outcome died --time days --site centre --output survival
  rachis learn features.csv --settings learn.yaml --output learned
${exitCodeHelp}`,
    )
    .action(async (table: string, flags: LearnFlags) => {
      const { learnTable } = await import('../commands/learn.ts');
      done(await learnTable(console, table, flags));
    });
}
