import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Frame } from '@rachis/learning';
import { DesignContext } from '../design-findings/context.ts';
import type { DesignFinding } from '../design-findings/finding.ts';
import { trainingRowsOutside } from '../design-findings/findings/training-rows-outside.ts';
import { readPlainTable } from '../learn/read-subjects.ts';
import type { Cell } from '../tables/table.ts';
import { columnOf } from './cohort-rows.ts';
import type { ReadSignature } from './read.ts';
import { sha256OfFile } from './register.ts';

/** What was found near training rows, and how far it could be looked for. */
export interface NearTraining {
  readonly findings: readonly DesignFinding[];
  readonly lookedFor: string;
}

/**
 * Rows of a cohort that are nearly training rows. A signature keeps no training row, only hashes that know an exact copy again;
 * the rows themselves are in `subjects.csv` beside it, where the study was run, and are taken where they are the ones that
 * it was trained on.
 */
export async function nearTrainingRows(
  { signature, path }: ReadSignature,
  cohort: Frame,
  subjects: readonly Cell[],
): Promise<NearTraining> {
  const copies = 'Copies of training rows were looked for by their hashes (to five digits)';
  const table = join(dirname(path), 'subjects.csv');
  if (!existsSync(table) || (await sha256OfFile(table)) !== signature.training.table) {
    return {
      findings: [],
      lookedFor: `${copies}; rows that are nearly so could not be: subjects.csv of the training run is not beside the signature.`,
    };
  }
  const read = await readPlainTable(table, { subject: 'subject' });
  const inputs = signature.inputs.filter(({ kind }) => kind === 'numeric');
  const frame: Frame = {
    rows: read.rows,
    columns: inputs.flatMap((input) => {
      const column = read.columns.find(({ name }) => name === input.name);
      return column?.kind === 'numeric' ? [columnOf(input, [...column.values])] : [];
    }),
    groups: Int32Array.from({ length: read.rows }, (_, row) => row),
  };
  const findings = trainingRowsOutside(
    new DesignContext({
      file: table,
      frame,
      labels: read.subjects ?? [],
      named: true,
      others: [],
      whole: [],
      outcome: signature.outcome.column,
      keptTogetherBy: [],
      chosen: [],
      external: { file: 'the cohort', frame: cohort, labels: subjects.map(String), named: true },
    }),
  );
  return {
    findings,
    lookedFor: `${copies}, and rows that are nearly so in subjects.csv beside the signature.`,
  };
}
