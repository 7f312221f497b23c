import type { Random } from '@rachis/statistics';
import type { TrainingData } from '../../contract.ts';
import { type Frame, type FrameColumn, withColumns } from '../../frame/frame.ts';
import { trainingData } from '../../pipeline/prepared.ts';
import { isConstantColumn, numericInScope, refuseMissing } from '../columns.ts';
import type { Choice, Evidence, Scope } from './selection.ts';

/** The columns that a selection by models chooses from. */
export interface Candidates {
  /** Names of all columns in scope, in the order of the frame. */
  readonly seen: readonly string[];
  /** Those that vary; the others are never kept. */
  readonly columns: readonly FrameColumn[];
}

/** The complete columns of numbers in scope, constant ones set apart. A missing value is an error. */
export function candidatesIn(frame: Frame, scope: Scope, step: string): Candidates {
  const all = numericInScope(frame, scope);
  refuseMissing(all, step);
  return {
    seen: all.map(({ name }) => name),
    columns: all.filter(({ values }) => !isConstantColumn(values)),
  };
}

/** Rows of a frame with these columns alone, as models are fitted on; at least one column. */
export const modelRows = (frame: Frame, columns: readonly FrameColumn[], random: Random): TrainingData =>
  trainingData(withColumns(frame, columns), random);

/** A choice of some candidates by their places. */
export function choiceOf({ seen, columns }: Candidates, kept: Iterable<number>, evidence?: Evidence): Choice {
  return {
    seen,
    kept: new Set(Array.from(kept, (at) => columns[at].name)),
    ...(evidence === undefined ? {} : { evidence }),
  };
}

/** A number for each candidate; zeros are left out, so that the state of a wide table stays small. */
export function evidenceOf(
  { columns }: Candidates,
  measure: string,
  values: ArrayLike<number>,
  whole: Readonly<Record<string, number>>,
): Evidence {
  const said = columns.flatMap(({ name }, at) => (values[at] === 0 ? [] : [{ name, value: values[at] }]));
  return {
    measure,
    columns: said.map(({ name }) => name),
    values: said.map(({ value }) => value),
    whole,
  };
}

/** Places of the `count` largest numbers, the first of equal ones, in descending order. */
export function largest(values: ArrayLike<number>, count: number): number[] {
  return Array.from({ length: values.length }, (_, at) => at)
    .sort((a, b) => values[b] - values[a] || a - b)
    .slice(0, Math.max(count, 0));
}
