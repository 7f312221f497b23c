import { mean, standardDeviation } from '../numbers/moments.ts';
import { quantileOfSorted, sorted } from '../numbers/quantile.ts';

/** A fitted scaling of one column: (value - centre) / scale. Scale NaN: the column does not vary and must go. */
export interface Scaling {
  readonly method: 'z-score' | 'robust';
  readonly centre: number;
  readonly scale: number;
}

function known(values: ArrayLike<number>): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) kept[count++] = value;
  }
  return kept.subarray(0, count);
}

/** Mean and sample standard deviation (divisor n - 1) of training values; NaN is left out. */
export function fitZScore(values: ArrayLike<number>): Scaling {
  const kept = known(values);
  const scale = standardDeviation(kept);
  return { method: 'z-score', centre: mean(kept), scale: scale > 0 ? scale : NaN };
}

/** Median and interquartile range (definition 7) of training values; NaN is left out. */
export function fitRobustScaling(values: ArrayLike<number>): Scaling {
  const ascending = sorted(known(values));
  const scale = quantileOfSorted(ascending, 0.75) - quantileOfSorted(ascending, 0.25);
  return { method: 'robust', centre: quantileOfSorted(ascending, 0.5), scale: scale > 0 ? scale : NaN };
}

/** Scales values with what was fitted; NaN stays NaN. */
export function applyScaling({ centre, scale }: Scaling, values: ArrayLike<number>): Float64Array {
  const scaled = new Float64Array(values.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = (values[i]! - centre) / scale;
  return scaled;
}
