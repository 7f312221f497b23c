import { type CentralSums, centralSumsOfValues, stretch, sumsOfValues } from './kernels/value-sums.ts';

/** Linear interpolation between order statistics, `fraction` from 0 to 1 (Hyndman and Fan's type 7). */
export function percentile(sorted: Float64Array, fraction: number): number {
  const position = (sorted.length - 1) * fraction;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(sorted.length - 1, below + 1)]!;
  return low + (position - below) * (high - low);
}

/** First index of `sorted` whose value is at least `value`. */
export function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Summary of a sample that intensity statistics and histograms share. */
export interface Distribution {
  readonly mean: number;
  readonly variance: number;
  readonly skewness: number;
  readonly kurtosis: number;
  readonly median: number;
  readonly minimum: number;
  readonly percentile10: number;
  readonly percentile90: number;
  readonly maximum: number;
  readonly interquartileRange: number;
  readonly range: number;
  readonly meanAbsoluteDeviation: number;
  readonly robustMeanAbsoluteDeviation: number;
  readonly medianAbsoluteDeviation: number;
  readonly coefficientOfVariation: number;
  readonly quartileCoefficientOfDispersion: number;
  readonly energy: number;
}

/** Sums of stretches of a sorted sample, so that any part of it can be summed without reading all of it. */
interface RunningSums {
  readonly sum: number;
  readonly energy: number;
  /** Sum of the values before `end`. */
  before(end: number): number;
}

function runningSums(sorted: Float64Array): RunningSums {
  const { sum, squares, before: kept } = sumsOfValues(sorted);
  return {
    sum,
    energy: squares,
    before(end) {
      if (end === sorted.length) return sum;
      const k = Math.floor(end / stretch);
      let total = kept[k]!;
      for (let i = k * stretch; i < end; i++) total += sorted[i]!;
      return total;
    },
  };
}

/** Sum of |value - centre| over the values from `first` up to `end`: those below the centre count the other way. */
function absoluteSum(
  sorted: Float64Array,
  sums: RunningSums,
  first: number,
  end: number,
  centre: number,
): number {
  if (sorted[first] === sorted[end - 1]) return Math.abs(sorted[first]! - centre) * (end - first);
  const middle = Math.min(end, Math.max(first, lowerBound(sorted, centre)));
  const below = centre * (middle - first) - (sums.before(middle) - sums.before(first));
  const above = sums.before(end) - sums.before(middle) - centre * (end - middle);
  return below + above;
}

/** A sample reduced to what its summary needs; `absolute` sums |value - centre| between two values, both included. */
interface Sample {
  readonly count: number;
  readonly sum: number;
  readonly energy: number;
  readonly minimum: number;
  readonly maximum: number;
  percentile(fraction: number): number;
  central(mean: number): CentralSums;
  absolute(centre: number): number;
  /** Mean absolute difference from their own mean of the values from `low` to `high`. */
  robust(low: number, high: number): number;
}

function summarise(sample: Sample): Distribution {
  const { count: n, minimum, maximum } = sample;
  const mean = minimum === maximum ? minimum : sample.sum / n;
  const { second, third, fourth } = sample.central(mean);
  const variance = second / n;
  const deviation = Math.sqrt(variance);
  const median = sample.percentile(0.5);
  const percentile10 = sample.percentile(0.1);
  const percentile90 = sample.percentile(0.9);
  const quarter = sample.percentile(0.25);
  const threeQuarters = sample.percentile(0.75);
  const quartiles = threeQuarters + quarter;
  return {
    mean,
    variance,
    skewness: variance === 0 ? 0 : third / n / deviation ** 3,
    kurtosis: variance === 0 ? 0 : fourth / n / variance ** 2 - 3,
    median,
    minimum,
    percentile10,
    percentile90,
    maximum,
    interquartileRange: threeQuarters - quarter,
    range: maximum - minimum,
    meanAbsoluteDeviation: sample.absolute(mean) / n,
    robustMeanAbsoluteDeviation: sample.robust(percentile10, percentile90),
    medianAbsoluteDeviation: sample.absolute(median) / n,
    coefficientOfVariation: variance === 0 ? 0 : deviation / mean,
    quartileCoefficientOfDispersion: quartiles === 0 ? Number.NaN : (threeQuarters - quarter) / quartiles,
    energy: sample.energy,
  };
}

/**
 * Moments and order statistics of a sample in ascending order (IBSI 1 manual, section 3.3): variance and the
 * moments divide by n; kurtosis is the excess; skewness, kurtosis and the coefficient of variation are 0 where all
 * values are equal; the robust deviation is over the values from the 10th to the 90th percentile, both included.
 */
export function describe(sorted: Float64Array): Distribution {
  const n = sorted.length;
  const sums = runningSums(sorted);
  return summarise({
    count: n,
    sum: sums.sum,
    energy: sums.energy,
    minimum: sorted[0]!,
    maximum: sorted[n - 1]!,
    percentile: (fraction) => percentile(sorted, fraction),
    central: (mean) => centralSumsOfValues(sorted, mean),
    absolute: (centre) => absoluteSum(sorted, sums, 0, n, centre),
    robust(low, high) {
      const first = lowerBound(sorted, low);
      let end = lowerBound(sorted, high);
      while (end < n && sorted[end] === high) end++;
      const count = end - first;
      const mean = (sums.before(end) - sums.before(first)) / count;
      return absoluteSum(sorted, sums, first, end, mean) / count;
    },
  });
}

/** The same for whole numbers from 1, given how often each occurs (index number - 1); at least one must. */
export function describeCounts(counts: Float64Array): Distribution {
  let n = 0;
  let sum = 0;
  let energy = 0;
  let minimum = 0;
  let maximum = 0;
  counts.forEach((count, i) => {
    if (count === 0) return;
    if (minimum === 0) minimum = i + 1;
    maximum = i + 1;
    n += count;
    sum += count * (i + 1);
    energy += count * (i + 1) ** 2;
  });
  const valueAt = (rank: number): number => {
    let below = 0;
    for (let i = 0; i < counts.length; i++) {
      below += counts[i]!;
      if (rank < below) return i + 1;
    }
    return maximum;
  };
  const meanAbsolute = (low: number, high: number, centre?: number): number => {
    const first = Math.max(0, Math.ceil(low) - 1);
    const end = Math.min(counts.length, Math.floor(high));
    let [inside, total, absolute] = [0, 0, 0];
    for (let i = first; i < end; i++) {
      inside += counts[i]!;
      total += counts[i]! * (i + 1);
    }
    const about = centre ?? total / inside;
    for (let i = first; i < end; i++) absolute += counts[i]! * Math.abs(i + 1 - about);
    return absolute / inside;
  };
  return summarise({
    count: n,
    sum,
    energy,
    minimum,
    maximum,
    percentile(fraction) {
      const position = (n - 1) * fraction;
      const below = valueAt(Math.floor(position));
      const above = valueAt(Math.min(n - 1, Math.floor(position) + 1));
      return below + (position - Math.floor(position)) * (above - below);
    },
    central(mean) {
      let [second, third, fourth] = [0, 0, 0];
      counts.forEach((count, i) => {
        const d = i + 1 - mean;
        second += count * d ** 2;
        third += count * d ** 3;
        fourth += count * d ** 4;
      });
      return { second, third, fourth };
    },
    absolute: (centre) => n * meanAbsolute(minimum, maximum, centre),
    robust: (low, high) => meanAbsolute(low, high),
  });
}
