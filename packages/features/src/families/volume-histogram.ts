import { RachisError } from '@rachis/volume';
import type { RegionContext } from '../context.ts';
import { lowerBound } from '../distribution.ts';
import type { ExtractionSettings } from '../settings.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';

const features = defineFeatures('volume_histogram', 'ivh', [
  [
    'volume_fraction_10',
    'NK6P',
    'v10',
    'Volume at intensity fraction 10%',
    '',
    'Share of voxels at or above 10% of the intensity range.',
  ],
  [
    'volume_fraction_90',
    '4279',
    'v90',
    'Volume at intensity fraction 90%',
    '',
    'Share of voxels at or above 90% of the intensity range.',
  ],
  [
    'intensity_10',
    'PWN1',
    'i10',
    'Intensity at volume fraction 10%',
    'intensity',
    'Smallest intensity present in at most 10% of the volume.',
  ],
  [
    'intensity_90',
    'BOHI',
    'i90',
    'Intensity at volume fraction 90%',
    'intensity',
    'Smallest intensity present in at most 90% of the volume.',
  ],
  [
    'volume_fraction_difference_10_90',
    'WITY',
    'diff_v10_v90',
    'Volume fraction difference 10% - 90%',
    '',
    'Volume at intensity fraction 10% minus that at 90%.',
  ],
  [
    'intensity_difference_10_90',
    'JXJA',
    'diff_i10_i90',
    'Intensity difference 10% - 90%',
    'intensity',
    'Intensity at volume fraction 10% minus that at 90%.',
  ],
  [
    'area_under_curve',
    '9CMM',
    'auc',
    'Area under the curve',
    '',
    'Area under volume fraction against intensity fraction (trapezoids); without IBSI consensus.',
  ],
]);

/** What is read off the curve of volume fraction against intensity. */
interface VolumeHistogram {
  /** Share of voxels at or above an intensity fraction. */
  volumeAt(fraction: number): number;
  /** Smallest intensity whose volume fraction is at most `fraction`. */
  intensityAt(fraction: number): number;
  /** Area under volume fraction against intensity fraction, by trapezoids. */
  area(): number;
}

/** First index up to `n` for which `holds` is true, from where it stays so. */
function firstWhere(n: number, holds: (i: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The curve of steps: intensities in ascending order, their fraction, the share of voxels at or above them. */
function steppedCurve(
  intensity: Float64Array,
  intensityFraction: Float64Array,
  volumeFraction: Float64Array,
  /** What comes after the last intensity, where even that one is in more than the fraction asked. */
  beyond: number,
): VolumeHistogram {
  const n = intensity.length;
  return {
    volumeAt(fraction) {
      const at = lowerBound(intensityFraction, fraction);
      return at < n ? volumeFraction[at]! : 0;
    },
    intensityAt(fraction) {
      const at = firstWhere(n, (i) => volumeFraction[i]! <= fraction);
      return at < n ? intensity[at]! : beyond;
    },
    area() {
      let area = 0;
      for (let i = 1; i < n; i++) {
        area +=
          ((intensityFraction[i]! - intensityFraction[i - 1]!) *
            (volumeFraction[i]! + volumeFraction[i - 1]!)) /
          2;
      }
      return area;
    },
  };
}

/** The curve whose steps are the region's own values: read off the sorted values, without making it. */
function curveOfValues(sorted: Float64Array, from: number, to: number): VolumeHistogram {
  const n = sorted.length;
  const span = to - from;
  const fractionOf = (value: number) => (span > 0 ? (value - from) / span : 0);
  return {
    volumeAt(fraction) {
      return (n - firstWhere(n, (i) => fractionOf(sorted[i]!) >= fraction)) / n;
    },
    intensityAt(fraction) {
      const at = firstWhere(n, (i) => (n - i) / n <= fraction);
      if (at === n) return sorted[n - 1]!;
      // A value that began before has a larger share: the next one it is.
      if (at === 0 || sorted[at - 1] !== sorted[at]) return sorted[at]!;
      const next = firstWhere(n, (i) => sorted[i]! > sorted[at]!);
      return sorted[Math.min(next, n - 1)]!;
    },
    area() {
      if (span <= 0) return 0;
      // Trapezoids between one value and the next larger one, with what they have in common taken out of the sum.
      let area = 0;
      let value = sorted[0]!;
      let first = 0;
      for (let i = 1; i < n; i++) {
        const next = sorted[i]!;
        if (next === value) continue;
        area += (next - value) * (2 * n - i - first);
        value = next;
        first = i;
      }
      return area / (2 * n * span);
    },
  };
}

/** Steps of one unit up to here are listed one by one; beyond, a region's own values serve as steps. */
const mostSteps = 1 << 22;

/** Bins must begin at or below the region's smallest intensity, and be countable. */
function checkBins(start: number, lowest: number, bins: number): void {
  if (start > lowest) {
    throw new RachisError(
      'SETTINGS_INVALID',
      `Bins of the volume histogram start at ${start}, above the region's smallest intensity ${lowest}.`,
      { remedy: 'Lower volumeHistogram.start, or re-segment the region to intensities at or above it.' },
    );
  }
  if (bins > mostSteps) {
    throw new RachisError(
      'SETTINGS_INVALID',
      `The volume histogram would have ${bins} bins; at most ${mostSteps} can be used.`,
      { remedy: 'Use wider bins (volumeHistogram.size), or another method.' },
    );
  }
}

/** Whether values in ascending order are all integers: of equal ones few are looked at. */
function onlyIntegers(sorted: Float64Array): boolean {
  const n = sorted.length;
  for (let i = 0; i < n; ) {
    const value = sorted[i]!;
    if (!Number.isInteger(value)) return false;
    let step = 1;
    while (i + step < n && sorted[i + step] === value) step *= 2;
    // At half of the step it was still the same.
    i += step === 1 ? 1 : step / 2;
  }
  return true;
}

function curve(context: RegionContext, settings: ExtractionSettings): VolumeHistogram {
  const sorted = context.sorted();
  const n = sorted.length;
  const { range } = context.region;
  const method = settings.volumeHistogram;
  const lowest = sorted[0]!;
  const highest = sorted[n - 1]!;
  const shareFrom = (value: number) => (n - lowerBound(sorted, value)) / n;
  if (method.method === 'fixed-bin-number') {
    const bins = method.number;
    const flat = highest === lowest;
    const counts = new Float64Array(bins);
    for (let i = 0; i < n; i++) {
      const bin = flat ? 0 : Math.floor((bins * (sorted[i]! - lowest)) / (highest - lowest));
      counts[Math.min(bins - 1, bin)]!++;
    }
    return fromBins(counts, n, (bin) => bin + 1, bins + 1);
  }
  const from = range[0] ?? lowest;
  const to = range[1] ?? highest;
  if (method.method === 'fixed-bin-size') {
    const start = method.start ?? from;
    const { size } = method;
    const bins = Math.ceil((Math.max(to, highest) - start) / size) + 1;
    checkBins(start, lowest, bins);
    const counts = new Float64Array(bins);
    for (let i = 0; i < n; i++) counts[Math.floor((sorted[i]! - start) / size)]!++;
    const centre = (bin: number) => start + (bin + 0.5) * size;
    return fromBins(counts, n, centre, centre(bins - 1) + size);
  }
  const whole = Number.isInteger(from) && to - from < mostSteps && onlyIntegers(sorted);
  // Whole intensities (Hounsfield units) step by one; any others step from value to value.
  if (!whole) return curveOfValues(sorted, from, to);
  const span = to - from;
  const intensity = Float64Array.from({ length: Math.floor(span) + 1 }, (_, i) => from + i);
  return steppedCurve(
    intensity,
    intensity.map((value) => (span > 0 ? (value - from) / span : 0)),
    intensity.map(shareFrom),
    intensity[intensity.length - 1]! + 1,
  );
}

function fromBins(
  counts: Float64Array,
  n: number,
  intensityOf: (bin: number) => number,
  beyond: number,
): VolumeHistogram {
  const bins = counts.length;
  const volumeFraction = new Float64Array(bins);
  let above = n;
  for (let bin = 0; bin < bins; bin++) {
    volumeFraction[bin] = above / n;
    above -= counts[bin]!;
  }
  return steppedCurve(
    Float64Array.from({ length: bins }, (_, bin) => intensityOf(bin)),
    Float64Array.from({ length: bins }, (_, bin) => (bins > 1 ? bin / (bins - 1) : 0)),
    volumeFraction,
    beyond,
  );
}

export const volumeHistogram: FeatureFamily = {
  id: 'volume-histogram',
  name: 'Intensity-volume histogram',
  source: 'IBSI 1 manual, section 3.5',
  code: 'P88C',
  aggregation: 'none',
  features,
  compute(context, settings) {
    const histogram = curve(context, settings);
    const [v10, v90] = [histogram.volumeAt(0.1), histogram.volumeAt(0.9)];
    const [i10, i90] = [histogram.intensityAt(0.1), histogram.intensityAt(0.9)];
    const area = histogram.area();
    return [{ aggregation: '', values: Float64Array.of(v10, v90, i10, i90, v10 - v90, i10 - i90, area) }];
  },
};
