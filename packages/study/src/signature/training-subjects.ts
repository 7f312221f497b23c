import { StatisticsError } from '@rachis/statistics';
import type { Cell } from '../tables/table.ts';
import type { ReadSignature } from './read.ts';

/** A cohort with a training subject in it is no external one: its example row is in the signature. */
export function refuseTrainingRows(
  { signature }: ReadSignature,
  cellsOf: (name: string) => readonly Cell[] | undefined,
): void {
  const compared = signature.inputs.flatMap(({ name, kind, used }, at) => {
    const value = signature.example.inputs[at];
    const cells = used && kind === 'numeric' && typeof value === 'number' ? cellsOf(name) : undefined;
    return cells === undefined ? [] : [{ value, cells }];
  });
  if (compared.length < 3) return;
  const row = compared[0]!.cells.findIndex((_, at) =>
    compared.every(({ value, cells }) => cells[at] === value),
  );
  if (row < 0) return;
  throw new StatisticsError(
    'LEAK',
    `Subject ${cellsOf('subject')![row]} has the values of a training subject in all ${compared.length} columns: the cohort is not external.`,
    { remedy: 'Take the training subjects out.' },
  );
}
