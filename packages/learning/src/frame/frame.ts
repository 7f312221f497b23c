import type { Domain } from '@rachis/statistics';
import type { Outcome } from '../contract.ts';

/** A column of predictors. Categories are codes into `categories`; NaN is missing. */
export interface FrameColumn {
  readonly name: string;
  readonly kind: 'numeric' | 'category';
  readonly categories?: readonly string[];
  readonly domain?: Domain;
  readonly values: Float64Array;
}

/** Rows with their predictors, outcome and what keeps them together: what steps and pipelines are given. */
export interface Frame {
  readonly rows: number;
  readonly columns: readonly FrameColumn[];
  /** Absent where rows are only to be predicted. */
  readonly outcome?: Outcome;
  /** Rows with one number belong to one subject. */
  readonly groups: Int32Array;
  /** Site, scanner or batch of each row: codes into `siteNames`, -1 where it is not known. */
  readonly sites?: Int32Array;
  readonly siteNames?: readonly string[];
  /** Weight of each row; default 1. */
  readonly weights?: Float64Array;
}

const takeFloats = (from: Float64Array, rows: ArrayLike<number>) => {
  const to = new Float64Array(rows.length);
  for (let i = 0; i < to.length; i++) to[i] = from[rows[i]!]!;
  return to;
};

const takeCodes = (from: Int32Array, rows: ArrayLike<number>) => {
  const to = new Int32Array(rows.length);
  for (let i = 0; i < to.length; i++) to[i] = from[rows[i]!]!;
  return to;
};

/** The outcome of some rows, in their order; a row may come more than once. */
export function takeOutcome(outcome: Outcome, rows: ArrayLike<number>): Outcome {
  switch (outcome.kind) {
    case 'continuous':
      return { kind: 'continuous', values: takeFloats(outcome.values, rows) };
    case 'survival':
      return {
        kind: 'survival',
        times: takeFloats(outcome.times, rows),
        events: Uint8Array.from(rows, (row) => outcome.events[row]!),
      };
    default:
      return { ...outcome, codes: takeCodes(outcome.codes, rows) };
  }
}

/** Some rows of a frame, in their order; a row may come more than once. */
export function takeRows(frame: Frame, rows: ArrayLike<number>): Frame {
  return {
    ...frame,
    rows: rows.length,
    columns: frame.columns.map((column) => ({ ...column, values: takeFloats(column.values, rows) })),
    groups: takeCodes(frame.groups, rows),
    ...(frame.outcome === undefined ? {} : { outcome: takeOutcome(frame.outcome, rows) }),
    ...(frame.sites === undefined ? {} : { sites: takeCodes(frame.sites, rows) }),
    ...(frame.weights === undefined ? {} : { weights: takeFloats(frame.weights, rows) }),
  };
}

/** A frame with other columns. */
export const withColumns = (frame: Frame, columns: readonly FrameColumn[]): Frame => ({ ...frame, columns });

/** The columns of these names, in this order; a missing one is a programming mistake. */
export function columnsNamed(frame: Frame, names: readonly string[]): FrameColumn[] {
  const byName = new Map(frame.columns.map((column) => [column.name, column]));
  return names.map((name) => {
    const column = byName.get(name);
    if (column === undefined) throw new RangeError(`The frame has no column ${name}.`);
    return column;
  });
}
