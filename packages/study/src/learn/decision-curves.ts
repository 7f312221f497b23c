import { type Frame, type PipelineSummary, type Split, sharedTraining } from '@rachis/learning';
import { decisionCurve, mean, normalCritical } from '@rachis/statistics';
import type { Cell, Table } from '../tables/table.ts';
import { eventProbabilities, pooledOf } from './curves.ts';

/** Net benefit at a threshold: of the model with its interval, of treating everybody, and of one less the other. */
export interface DecisionPoint {
  readonly threshold: number;
  readonly model: number;
  readonly lower: number;
  readonly upper: number;
  readonly all: number;
  readonly versusAll: number;
  readonly versusAllLower: number;
  readonly versusAllUpper: number;
}

/** The decision curve of a pipeline on left-out rows. */
export interface DecisionCurve {
  readonly pipeline: string;
  readonly points: readonly DecisionPoint[];
}

const places = 75;

/**
 * Decision curves with intervals, of two classes: means over repeats, with the variance of one repeat (rows of a subject taken as
 * dependent) times what folds share (`sharedTraining`), as intervals of measures are made.
 */
export function decisionCurves(
  frame: Frame,
  pipelines: readonly PipelineSummary[],
  splits: readonly Split[],
  { from, to }: { readonly from: number; readonly to: number },
  level: number,
): DecisionCurve[] {
  const thresholds = Array.from({ length: places + 1 }, (_, at) => from + ((to - from) * at) / places);
  const inflation = sharedTraining(splits);
  return pipelines.flatMap((summary) => {
    const pooled = pooledOf(summary, splits).filter(({ probabilities }) => probabilities !== undefined);
    const repeats = eventProbabilities(frame, pooled);
    if (repeats.length === 0) return [];
    const curves = repeats.map(({ events, probabilities }, at) =>
      decisionCurve(events, probabilities, thresholds, {
        level,
        clusters: pooled[at]!.rows.map((row) => frame.groups[row]!),
      }),
    );
    const half = (widths: readonly number[]) =>
      Math.sqrt(inflation * mean(widths.map((width) => (width / 2 / normalCritical(level)) ** 2))) *
      normalCritical(level);
    const points = thresholds.map((threshold, at): DecisionPoint => {
      const own = curves.map((curve) => curve[at]!);
      const model = mean(own.map((one) => one.model.value));
      const versusAll = mean(own.map((one) => one.versusAll.value));
      const spread = half(own.map((one) => one.model.upper - one.model.lower));
      const against = half(own.map((one) => one.versusAll.upper - one.versusAll.lower));
      return {
        threshold,
        model,
        lower: model - spread,
        upper: model + spread,
        all: mean(own.map((one) => one.all)),
        versusAll,
        versusAllLower: versusAll - against,
        versusAllUpper: versusAll + against,
      };
    });
    return [{ pipeline: summary.name, points }];
  });
}

/** Where a model is worth more than treating everybody and nobody, by its intervals: the ranges of thresholds in words. */
export function worthRanges({ points }: DecisionCurve): string[] {
  const worth = points.map(({ lower, versusAllLower }) => lower > 0 && versusAllLower > 0);
  const found: string[] = [];
  let start: number | undefined;
  worth.forEach((one, at) => {
    if (one && start === undefined) start = at;
    if (start !== undefined && (!one || at === worth.length - 1)) {
      const end = one ? at : at - 1;
      found.push(`${points[start]!.threshold.toFixed(2)} to ${points[end]!.threshold.toFixed(2)}`);
      start = undefined;
    }
  });
  return found;
}

/** Curves as a table, a row a pipeline and threshold. */
export const decisionTable = (curves: readonly DecisionCurve[]): Table => ({
  columns: [
    'pipeline',
    'threshold',
    'net_benefit',
    'lower',
    'upper',
    'treat_all',
    'versus_all',
    'versus_all_lower',
    'versus_all_upper',
  ],
  text: ['pipeline'],
  rows: curves.flatMap(({ pipeline, points }) =>
    points.map((one): Cell[] => [
      pipeline,
      one.threshold,
      one.model,
      one.lower,
      one.upper,
      one.all,
      one.versusAll,
      one.versusAllLower,
      one.versusAllUpper,
    ]),
  ),
});
