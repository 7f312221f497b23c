import { type Command, InvalidArgumentError, Option } from 'commander';
import { collectList, exitCodeHelp, parseCount } from '../arguments.ts';
import type { ClusterOptions } from '../commands/cluster.ts';
import type { Console } from '../console.ts';

/** `4`, or `2-6`. */
function parseClusters(text: string): number[] {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(text.trim()) ?? [];
  const [low, high] = [Number(from), Number(to ?? from)];
  if (from === undefined || low < 2 || high < low || high > 30)
    throw new InvalidArgumentError('a number of clusters from 2 to 30, as 4, or a range, as 2-6');
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

/** `rachis cluster`: clusters of the rows of a table. */
export function addCluster(program: Command, console: Console, done: (code: number) => void): void {
  program
    .command('cluster')
    .description(
      'Cluster the rows of a table, as of spine vector: how many by stability and silhouette, mean shapes, outcomes, a file that assigns new patients.',
    )
    .argument('<table>', 'table with a row a subject: .csv, .tsv, .xlsx or .parquet')
    .requiredOption(
      '-o, --output <path>',
      'folder for clusters.csv, numbers.csv, outcomes.csv, shapes.svg and clustering.json; with --assign a table',
    )
    .addOption(
      new Option('--method <name>', 'ward, average, complete and single are hierarchical')
        .choices(['k-means', 'ward', 'average', 'complete', 'single', 'self-organising-map'])
        .default('k-means'),
    )
    .option(
      '--clusters <number>',
      'how many, as 4; or those to choose from, as 2-6',
      parseClusters,
      [2, 3, 4, 5, 6],
    )
    .option('--columns <names>', 'columns to cluster; * for any text; default: all of numbers', collectList)
    .option('--outcomes <names>', 'columns to compare between clusters; they are not clustered', collectList)
    .option('--subject <column>', 'column of the subjects', 'subject')
    .addOption(
      new Option('--scale <how>', 'columns by their standard deviation, or as they are')
        .choices(['standard', 'none'])
        .default('standard'),
    )
    .option('--resamples <n>', 'bootstrap resamples for stability', parseCount, 50)
    .option('--seed <n>', 'seed of every random choice', parseCount, 1)
    .option('--assign <file>', 'give the rows to the clusters of a clustering.json; nothing is fitted')
    .addHelpText(
      'after',
      `
Of the numbers tried, that with the widest silhouette is taken among those whose resamples agree (adjusted Rand index of 0.75 or more).
Inside a study the step clusters does so within the folds.

Examples:
  rachis spine vector patients/*.csv --output vectors.csv
  rachis cluster vectors.csv --method self-organising-map --clusters 2-6 --scale none --output clusters
  rachis cluster table.csv --columns "T*PA,LL*" --outcomes failure,odi --output clusters
  rachis cluster new.csv --assign clusters/clustering.json --output assigned.csv
${exitCodeHelp}`,
    )
    .action(async (table: string, options: ClusterOptions) => {
      const { cluster } = await import('../commands/cluster.ts');
      done(await cluster(console, table, options));
    });
}
