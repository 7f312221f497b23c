import type { Domain } from '@rachis/statistics';
import * as z from 'zod';
import { learningError } from '../error.ts';
import type { Frame, FrameColumn } from '../frame/frame.ts';

const domains = [
  'radiomic',
  'semantic',
  'clinical',
  'patient-reported',
  'genomic',
] as const satisfies readonly Domain[];

/** Settings that every step about columns has: which ones it looks at. The others pass by unchanged. */
export const scope = {
  domains: z.array(z.enum(domains)).min(1).optional().describe('Columns of these domains only.'),
  columns: z.array(z.string()).min(1).optional().describe('Columns of these names only.'),
};

/** Which columns a step looks at. */
export interface Scope {
  readonly domains?: readonly Domain[] | undefined;
  readonly columns?: readonly string[] | undefined;
}

/** The columns in scope, in the order of the frame. A name that is not there is an error. */
export function columnsInScope(frame: Frame, { domains, columns }: Scope): readonly FrameColumn[] {
  const names = new Set(columns);
  for (const column of frame.columns) names.delete(column.name);
  if (names.size > 0) {
    const [name] = names;
    throw learningError('SETTINGS_INVALID', `The step names the column ${name}, and there is none.`, {
      column: name!,
      remedy: 'Correct the name, or leave the column out of the settings.',
    });
  }
  const wanted = columns === undefined ? undefined : new Set(columns);
  return frame.columns.filter(
    ({ name, domain }) =>
      (wanted === undefined || wanted.has(name)) &&
      (domains === undefined || (domain !== undefined && domains.includes(domain))),
  );
}

/** The columns of numbers in scope. A column with an infinite value is an error. */
export function numericInScope(frame: Frame, scope: Scope): readonly FrameColumn[] {
  const found = columnsInScope(frame, scope).filter(({ kind }) => kind === 'numeric');
  for (const column of found) refuseInfinite(column);
  return found;
}

/** An infinite value has no mean and no distance: an error that names its column and row. */
export function refuseInfinite({ name, values }: FrameColumn): void {
  for (let row = 0; row < values.length; row++) {
    if (Math.abs(values[row]!) === Infinity) {
      throw learningError('DATA_UNSUITABLE', `Column ${name} is infinite in row ${row + 1}.`, {
        column: name,
        row,
        remedy: 'Make it missing, or correct the value in the table.',
      });
    }
  }
}

/** Refuses missing values, for a step that has no place for them. */
export function refuseMissing(columns: readonly FrameColumn[], step: string): void {
  for (const { name, values } of columns) {
    const row = values.findIndex(Number.isNaN);
    if (row >= 0) {
      throw learningError(
        'DATA_UNSUITABLE',
        `Column ${name} is missing in row ${row + 1}; the step ${step} needs it.`,
        {
          column: name,
          row,
          remedy: `Put the step impute before ${step}.`,
        },
      );
    }
  }
}

/** Whether every known value is the same; true where none is known. */
export function isConstantColumn(values: Float64Array): boolean {
  let seen = NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(seen)) seen = value;
    else if (value !== seen) return false;
  }
  return true;
}

/** A frame without the columns of these names. */
export function withoutColumns(frame: Frame, dropped: readonly string[]): Frame {
  const gone = new Set(dropped);
  return { ...frame, columns: frame.columns.filter(({ name }) => !gone.has(name)) };
}

/** The columns of these names as a step learned them; one that is gone is the user's mistake in new rows. */
export function learnedColumns(frame: Frame, names: readonly string[], step: string): FrameColumn[] {
  const byName = new Map(frame.columns.map((column) => [column.name, column]));
  return names.map((name) => {
    const column = byName.get(name);
    if (column !== undefined) return column;
    throw learningError('DATA_UNSUITABLE', `The rows have no column ${name}, which the step ${step} needs.`, {
      column: name,
      remedy: 'Give every column that the training rows had.',
    });
  });
}
