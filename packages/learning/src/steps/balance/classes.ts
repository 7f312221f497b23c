import type { Random } from '@rachis/statistics';
import { learningError } from '../../error.ts';
import { type Frame, takeRows } from '../../frame/frame.ts';
import { refuseInfinite, refuseMissing } from '../columns.ts';

/** Training rows of each class that has any. */
export interface ClassRows {
  readonly codes: Int32Array;
  /** By class code; empty for a class without rows. */
  readonly rows: readonly number[][];
  readonly least: number;
  readonly most: number;
}

/** The rows by class; an outcome without classes, or with rows of one only, is an error. */
export function classRows(frame: Frame, step: string): ClassRows {
  const { outcome } = frame;
  if (outcome === undefined || outcome.kind === 'continuous' || outcome.kind === 'survival') {
    throw learningError('DATA_UNSUITABLE', `The step ${step} balances classes; this outcome has none.`, {
      remedy: `Leave the step ${step} out.`,
    });
  }
  const rows: number[][] = outcome.classes.map(() => []);
  outcome.codes.forEach((code, row) => {
    rows[code]!.push(row);
  });
  const counts = rows.map((own) => own.length).filter((count) => count > 0);
  if (counts.length < 2) {
    const only = outcome.classes[rows.findIndex((own) => own.length > 0)];
    throw learningError('DATA_UNSUITABLE', `All ${frame.rows} training rows are of the class ${only}.`, {
      remedy: 'Give subjects of two classes or more.',
    });
  }
  return { codes: outcome.codes, rows, least: Math.min(...counts), most: Math.max(...counts) };
}

/** Columns as lists of numbers, which distances and points between rows need. */
export function coordinates(frame: Frame, step: string): readonly Float64Array[] {
  const category = frame.columns.find(({ kind }) => kind === 'category');
  if (category !== undefined) {
    throw learningError('DATA_UNSUITABLE', `Column ${category.name} has categories; ${step} needs numbers.`, {
      column: category.name,
      remedy: `Put the step encode before ${step}, or take the step oversample, which makes no new values.`,
    });
  }
  for (const column of frame.columns) refuseInfinite(column);
  refuseMissing(frame.columns, step);
  return frame.columns.map(({ values }) => values);
}

/** A row between two of one class. */
export interface Synthetic {
  readonly parent: number;
  readonly neighbour: number;
  /** From 0, the parent, to 1, the neighbour. */
  readonly place: number;
}

/**
 * The frame with synthetic rows at its end. A synthetic row has class, subject, site and weight of its parent, so that
 * no split parts them.
 */
export function withSynthetic(frame: Frame, synthetic: readonly Synthetic[]): Frame {
  const parents = Array.from({ length: frame.rows }, (_, row) => row);
  for (const { parent } of synthetic) parents.push(parent);
  const grown = takeRows(frame, parents);
  for (const { values } of grown.columns) {
    synthetic.forEach(({ parent, neighbour, place }, at) => {
      values[frame.rows + at] = values[parent]! + place * (values[neighbour]! - values[parent]!);
    });
  }
  return grown;
}

/** One of a list, each equally likely. */
export const oneOf = <Item>(items: ArrayLike<Item>, random: Random): Item =>
  items[random.integer(items.length)]!;
