import { bootstrap632, mean, optimismCorrected, quantile } from '@rachis/statistics';
import type { Frame } from '../frame/frame.ts';
import type { Split } from '../resampling/split.ts';
import type { FoldResult } from './fold.ts';
import { scaleOf } from './interval-scale.ts';
import { measuresOf } from './measures.ts';
import { decisionsAt, judged } from './pooled.ts';
import type { Looking } from './horizons.ts';

/** A measure over a bootstrap of the whole plan. */
export interface OptimismMeasure {
  readonly id: string;
  /** Apparent measure less its optimism (Harrell). */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly apparent: number;
  readonly optimism: number;
  /** Mean over the rows that each resample left out. */
  readonly leftOut: number;
  /** The .632 and .632+ estimates, for the AUC alone: others have no error without information. */
  readonly estimate632?: number;
  readonly estimate632Plus?: number;
  readonly reason?: string;
}

/**
 * The interval of a corrected measure, within what is possible; none where the spread over the resamples does not surround it, as
 * of forests, which know the rows that they were fitted to whatever those are.
 */
function intervalOf(
  id: string,
  value: number,
  moved: readonly [lower: number, upper: number],
): Pick<OptimismMeasure, 'lower' | 'upper' | 'reason'> {
  const { back } = scaleOf(id);
  const lower = Math.max(moved[0], back(-Infinity));
  const upper = Math.min(moved[1], back(Infinity));
  if (lower < upper && lower <= value && value <= upper) return { lower, upper };
  const reason = 'The spread over the resamples does not surround the corrected value.';
  return { lower: NaN, upper: NaN, reason };
}

/**
 * Optimism by the bootstrap: the whole plan is fitted to each resample and measured there and on the original rows; the
 * mean difference is taken off the apparent measure. The interval is that of the measure in the resamples, moved by
 * the optimism (Noma et al. 2021). One of the results is the fit on all rows.
 * Sources: Harrell, Lee and Mark 1996; Efron and Tibshirani 1997.
 */
export function optimismMeasures(
  frame: Frame,
  results: readonly FoldResult[],
  splits: readonly Split[],
  look: Looking,
  level: number,
): OptimismMeasure[] {
  const fits = results.filter(({ problem }) => problem === undefined);
  const of = (result: FoldResult, rows: ArrayLike<number> | undefined) => {
    const all = result.all!;
    const decided =
      result.threshold === undefined ? all : { ...all, positive: decisionsAt(all, result.threshold) };
    return measuresOf(judged(frame, decided, rows), look.horizons, look.censoring);
  };
  const whole = fits.find(({ split }) => splits[split]!.fold === -1);
  if (whole === undefined) return [];
  const resamples = fits.filter((fit) => fit !== whole);
  const apparent = of(whole, undefined);
  const own = resamples.map((fit) => of(fit, splits[fit.split]!.training));
  const original = resamples.map((fit) => of(fit, undefined));
  const left = resamples.map((fit) => of(fit, splits[fit.split]!.test));
  return Object.keys(apparent).map((id) => {
    const usable = own.map((_, b) => b).filter((b) => !Number.isNaN(own[b]![id]! - original[b]![id]!));
    const value = apparent[id]!;
    if (usable.length < 0.95 * resamples.length) {
      const reason = `No value in ${resamples.length - usable.length} of ${resamples.length} resamples.`;
      return { id, value: NaN, lower: NaN, upper: NaN, apparent: value, optimism: NaN, leftOut: NaN, reason };
    }
    const inResample = usable.map((b) => own[b]![id]!);
    const { optimism, corrected } = optimismCorrected(
      value,
      inResample,
      usable.map((b) => original[b]![id]!),
    );
    const outside = left.map((one) => one[id]!).filter((one) => !Number.isNaN(one));
    const leftOut = outside.length === 0 ? NaN : mean(outside);
    const { error632, error632Plus } = bootstrap632(1 - value, 1 - leftOut, 0.5);
    return {
      id,
      value: corrected,
      ...intervalOf(id, corrected, [
        quantile(inResample, (1 - level) / 2) - optimism,
        quantile(inResample, (1 + level) / 2) - optimism,
      ]),
      apparent: value,
      optimism,
      leftOut,
      ...(id === 'auc' ? { estimate632: 1 - error632, estimate632Plus: 1 - error632Plus } : {}),
    };
  });
}
