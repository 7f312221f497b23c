import { quantileOfSorted } from '@rachis/statistics';
import type { Matrix } from '../contract.ts';
import { learningError } from '../error.ts';
import type { Frame, FrameColumn } from '../frame/frame.ts';
import type { FittedPipeline } from '../pipeline/fitted-pipeline.ts';
import { defaultResponse, type Response, responsesWith } from './response.ts';

/** A response by the values of a column. */
export interface PartialDependence {
  readonly column: string;
  /** Values of the column, ascending; of categories their codes. */
  readonly grid: Float64Array;
  readonly categories?: readonly string[];
  /** Mean response of the rows at each. */
  readonly mean: Float64Array;
  /** Response of each row at each (individual conditional expectation), rows by grid. */
  readonly individual: Matrix;
}

/** Where and of what partial dependence is. */
export interface PartialDependenceOptions {
  /** Values of the column to look at. */
  readonly grid?: ArrayLike<number>;
  /** Points of the grid, where none is given. */
  readonly points?: number;
  readonly response?: Response;
}

/** A column of the frame by its name. */
export function explainedColumn(frame: Frame, name: string): FrameColumn {
  const column = frame.columns.find((one) => one.name === name);
  if (column !== undefined) return column;
  throw learningError('SETTINGS_INVALID', `There is no column ${name} to explain.`, {
    column: name,
    remedy: 'Name a column of the table.',
  });
}

/** Every value where there are few; otherwise even steps from the 5th to the 95th percentile. */
function gridOf({ name, kind, categories, values }: FrameColumn, points: number): Float64Array {
  if (kind === 'category') return Float64Array.from(categories ?? [], (_, code) => code);
  const ascending = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = Float64Array.from(new Set(ascending));
  if (distinct.length === 0) {
    throw learningError('DATA_UNSUITABLE', `Column ${name} is empty in every row.`, { column: name });
  }
  if (distinct.length <= points) return distinct;
  const [low, high] = [0.05, 0.95].map((share) => quantileOfSorted(ascending, share));
  // More than nine in ten rows alike: the whole range.
  const [from, to] = low < high ? [low, high] : [ascending[0], ascending[ascending.length - 1]];
  return Float64Array.from({ length: points }, (_, at) => from + ((to - from) * at) / (points - 1));
}

/**
 * Partial dependence (Friedman 2001): the mean response of a fitted pipeline when every row has the same value of a
 * column and its own values of all others, at each value of a grid; with the curve of each row (Goldstein et al. 2015).
 * It asks about rows that may not exist where columns are correlated: see `accumulatedEffects`.
 * `SETTINGS_INVALID` for a column that is not there, an empty grid or a response that the pipeline does not give.
 */
export function partialDependence(
  pipeline: FittedPipeline,
  frame: Frame,
  column: string,
  { grid: given, points = 20, response = defaultResponse(frame.outcome) }: PartialDependenceOptions = {},
): PartialDependence {
  const own = explainedColumn(frame, column);
  const grid = given === undefined ? gridOf(own, points) : Float64Array.from(given);
  if (grid.length === 0 || frame.rows === 0) {
    throw learningError('SETTINGS_INVALID', `Partial dependence on ${column} has no point to look at.`, {
      column,
      remedy: 'Give a grid with values, and rows.',
    });
  }
  const { rows } = frame;
  const mean = new Float64Array(grid.length);
  const data = new Float64Array(rows * grid.length);
  grid.forEach((value, at) => {
    const said = responsesWith(pipeline, frame, column, new Float64Array(rows).fill(value), response);
    for (let row = 0; row < rows; row++) {
      mean[at] += said[row] / rows;
      data[row * grid.length + at] = said[row];
    }
  });
  return {
    column,
    grid,
    ...(own.categories === undefined ? {} : { categories: own.categories }),
    mean,
    individual: { rows, columns: grid.length, data },
  };
}
