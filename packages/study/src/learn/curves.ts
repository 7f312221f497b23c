import {
  type FoldResult,
  type Frame,
  type Outcome,
  type PipelineSummary,
  type Pooled,
  pooledByRepeat,
  type Split,
  takeOutcome,
} from '@rachis/learning';
import { calibration, mean, rocCurve } from '@rachis/statistics';

/** A point of a line. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

type Classes = Extract<Outcome, { codes: Int32Array }>;

/** Truth and probability of the event of the test rows, repeat by repeat. */
export interface RepeatedProbabilities {
  readonly events: readonly number[];
  readonly probabilities: readonly number[];
}

/** Of two classes: what was said of test rows in each repeat. */
export function eventProbabilities(frame: Frame, pooled: readonly Pooled[]): RepeatedProbabilities[] {
  return pooled.flatMap(({ rows, probabilities }) => {
    if (probabilities === undefined) return [];
    const { codes } = takeOutcome(frame.outcome!, rows) as Classes;
    return [
      {
        events: Array.from(codes, (code) => (code === 1 ? 1 : 0)),
        probabilities: rows.map((_, at) => probabilities[2 * at + 1]!),
      },
    ];
  });
}

/** Test rows of a pipeline, by repeat. */
export const pooledOf = (summary: PipelineSummary, splits: readonly Split[]): Pooled[] =>
  pooledByRepeat(
    summary.results.filter((result: FoldResult) => splits[result.split]!.fold >= 0),
    splits,
  );

const grid = Array.from({ length: 101 }, (_, at) => at / 100);

/** Height of a curve of rising steps at each place. */
function heights(points: readonly Point[], places: readonly number[]): number[] {
  return places.map((place) => {
    const inside = points.filter(({ x }) => x <= place + 1e-12);
    const after = points.find(({ x }) => x > place + 1e-12);
    const last = inside.at(-1) ?? { x: 0, y: 0 };
    if (after === undefined || after.x === last.x) return last.y;
    return last.y + ((place - last.x) / (after.x - last.x)) * (after.y - last.y);
  });
}

/** The ROC curve, mean sensitivity over repeats at each false positive rate. */
export function meanRoc(repeats: readonly RepeatedProbabilities[]): Point[] {
  const curves = repeats.map(({ events, probabilities }) =>
    heights(
      rocCurve(events, probabilities).map(({ sensitivity, specificity }) => ({
        x: 1 - specificity,
        y: sensitivity,
      })),
      grid,
    ),
  );
  return [{ x: 0, y: 0 }, ...grid.map((x, at) => ({ x, y: mean(curves.map((curve) => curve[at]!)) }))];
}

/** Precision at each recall, mean over repeats; at a recall the best precision that reaches it. */
export function meanPrecisionRecall(repeats: readonly RepeatedProbabilities[]): Point[] {
  const places = grid.slice(1);
  const curves = repeats.map(({ events, probabilities }) => {
    const order = events.map((_, at) => at).sort((a, b) => probabilities[b]! - probabilities[a]!);
    const total = events.reduce((sum, event) => sum + event, 0);
    let hits = 0;
    const points = order.map((row, at) => {
      hits += events[row]!;
      return { recall: hits / total, precision: hits / (at + 1) };
    });
    return places.map((place) =>
      points.reduce(
        (best, { recall, precision }) => (recall >= place - 1e-12 ? Math.max(best, precision) : best),
        0,
      ),
    );
  });
  return places.map((x, at) => ({ x, y: mean(curves.map((curve) => curve[at]!)) }));
}

const inside = (p: number) => Math.min(Math.max(p, 1e-6), 1 - 1e-6);

/** Observed risk by predicted risk, smooth, of the first repeat: later ones say the same of the same subjects. */
export function calibrationCurve([first]: readonly RepeatedProbabilities[]): Point[] {
  if (first === undefined) return [];
  const { smoothed } = calibration(first.events, first.probabilities.map(inside));
  return first.probabilities
    .map((x, at) => ({ x, y: Math.min(1, Math.max(0, smoothed[at]!)) }))
    .filter(({ y }) => !Number.isNaN(y))
    .sort((a, b) => a.x - b.x);
}

/** Mean over repeats of what was said of each row while it was left out; NaN for rows that never were. */
export function meanSaid(
  frame: Frame,
  pooled: readonly Pooled[],
  of: (one: Pooled, place: number) => number,
): Float64Array {
  const sums = new Float64Array(frame.rows);
  const counts = new Float64Array(frame.rows);
  for (const one of pooled) {
    one.rows.forEach((row, place) => {
      sums[row]! += of(one, place);
      counts[row]!++;
    });
  }
  return sums.map((sum, row) => (counts[row]! > 0 ? sum / counts[row]! : NaN));
}
