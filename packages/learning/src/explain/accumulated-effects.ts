import { learningError } from '../error.ts';
import { type Frame, takeRows } from '../frame/frame.ts';
import type { FittedPipeline } from '../pipeline/fitted-pipeline.ts';
import { explainedColumn } from './partial-dependence.ts';
import { defaultResponse, type Response, responsesWith } from './response.ts';

/** Accumulated local effects of a column. */
export interface AccumulatedEffects {
  readonly column: string;
  /** Edges of the intervals, ascending. */
  readonly edges: Float64Array;
  /** Effect at each edge, about 0 over the rows. */
  readonly effects: Float64Array;
  /** Rows in each interval, one less than edges. */
  readonly counts: Int32Array;
}

/** Where and of what accumulated local effects are. */
export interface AccumulatedEffectsOptions {
  /** Intervals of about as many rows each; fewer where values are tied. */
  readonly intervals?: number;
  /** Edges, ascending, in place of quantiles. */
  readonly edges?: ArrayLike<number>;
  readonly response?: Response;
}

/** Quantiles that are values of the column (the least that as large a share of rows is at or below), each once. */
function quantileEdges(ascending: Float64Array, intervals: number): Float64Array {
  const n = ascending.length;
  const edges = new Set([ascending[0]]);
  for (let k = 1; k <= intervals; k++) {
    // k n / intervals is often whole, and then must not be taken for more.
    edges.add(ascending[Math.max(0, Math.ceil((k * n) / intervals - 1e-9) - 1)]);
  }
  return Float64Array.from(edges);
}

/** The interval of a value: the first one holds both of its edges, the others the upper one. */
function intervalOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle + 1]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Accumulated local effects of a column of numbers (Apley and Zhu 2020, section 3; first order): in each interval the
 * mean difference of the response between its upper and its lower edge over the rows in it, with their own values of
 * all other columns; summed up from the lowest edge, less the mean over the rows, each interval taken at the mean of
 * its ends. Rows without a value of the column are left out, and rows beyond given edges go with the nearest interval.
 * `SETTINGS_INVALID` for a column of categories or that is not there and for edges that do not ascend;
 * `DATA_UNSUITABLE` for a column with fewer than two values.
 */
export function accumulatedEffects(
  pipeline: FittedPipeline,
  frame: Frame,
  column: string,
  { intervals = 10, edges: given, response = defaultResponse(frame.outcome) }: AccumulatedEffectsOptions = {},
): AccumulatedEffects {
  const own = explainedColumn(frame, column);
  if (own.kind === 'category') {
    throw learningError('SETTINGS_INVALID', `Column ${column} has categories, which have no order.`, {
      column,
      remedy: 'Take partial dependence for it.',
    });
  }
  if (!(Number.isInteger(intervals) && intervals > 0)) {
    throw learningError('SETTINGS_INVALID', `The number of intervals is ${intervals}.`, {
      remedy: 'Give a whole number above 0.',
    });
  }
  const known = Array.from(own.values.keys()).filter((row) => !Number.isNaN(own.values[row]));
  const rows = takeRows(frame, known);
  const values = Float64Array.from(known, (row) => own.values[row]);
  const edges =
    given === undefined ? quantileEdges(values.slice().sort(), intervals) : Float64Array.from(given);
  if (given === undefined && edges.length < 2) {
    throw learningError('DATA_UNSUITABLE', `Column ${column} does not have two different values.`, {
      column,
    });
  }
  if (edges.length < 2 || edges.some((edge, at) => at > 0 && !(edge > edges[at - 1]))) {
    throw learningError('SETTINGS_INVALID', `The edges on ${column} do not ascend.`, {
      column,
      remedy: 'Give two edges or more in ascending order.',
    });
  }
  const counts = new Int32Array(edges.length - 1);
  const place = Int32Array.from(values, (value) => intervalOf(edges, value));
  const at = (shift: number) =>
    responsesWith(
      pipeline,
      rows,
      column,
      Float64Array.from(place, (k) => edges[k + shift]),
      response,
    );
  const [lower, upper] = [at(0), at(1)];
  const sums = new Float64Array(counts.length);
  place.forEach((k, row) => {
    counts[k]++;
    sums[k] += upper[row] - lower[row];
  });
  const effects = new Float64Array(edges.length);
  counts.forEach((count, k) => {
    effects[k + 1] = effects[k] + (count > 0 ? sums[k] / count : 0);
  });
  const centre = counts.reduce(
    (sum, count, k) => sum + (count * (effects[k] + effects[k + 1])) / 2 / values.length,
    0,
  );
  return { column, edges, effects: effects.map((effect) => effect - centre), counts };
}
