import { quantile } from './quantile.ts';

/** Intensities that are black and white in a picture. */
export interface Window {
  readonly black: number;
  readonly white: number;
}

const around = (centre: number, width: number): Window => ({
  black: centre - width / 2,
  white: centre + width / 2,
});

/**
 * How an image is shown: a CT in the usual window for what the region is of (lung, soft tissue, bone), a PET from
 * dark uptake to white zero, everything else between the percentiles of what is seen.
 */
export function windowFor(modality: string, regionMedian: number, seen: Float32Array): Window {
  if (modality === 'CT' && regionMedian > -1100 && regionMedian < 4000) {
    if (regionMedian < -400) return around(-600, 1500);
    return regionMedian > 150 ? around(400, 1800) : around(40, 400);
  }
  const finite = Float64Array.from(seen.filter(Number.isFinite));
  if (finite.length === 0) return { black: 0, white: 1 };
  const high = quantile(finite, 0.995);
  if (modality === 'PET') return high > 0 ? { black: high, white: 0 } : { black: 1, white: 0 };
  const low = quantile(finite, 0.005);
  return high > low ? { black: low, white: high } : { black: low - 1, white: high + 1 };
}
