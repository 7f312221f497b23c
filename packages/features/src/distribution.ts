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

/** Mean absolute difference from `centre` of the values from `first` up to `end`. */
function absoluteDeviation(sorted: Float64Array, first: number, end: number, centre: number): number {
  let sum = 0;
  for (let i = first; i < end; i++) sum += Math.abs(sorted[i]! - centre);
  return sum / (end - first);
}

/**
 * Moments and order statistics of a sample in ascending order (IBSI 1 manual, section 3.3): variance and the
 * moments divide by n; kurtosis is the excess; skewness, kurtosis and the coefficient of variation are 0 where all
 * values are equal; the robust deviation is over the values from the 10th to the 90th percentile.
 */
export function describe(sorted: Float64Array): Distribution {
  const n = sorted.length;
  let sum = 0;
  let energy = 0;
  for (let i = 0; i < n; i++) {
    sum += sorted[i]!;
    energy += sorted[i]! * sorted[i]!;
  }
  const minimum = sorted[0]!;
  const maximum = sorted[n - 1]!;
  const flat = minimum === maximum;
  const mean = flat ? minimum : sum / n;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const d = sorted[i]! - mean;
    const d2 = d * d;
    second += d2;
    third += d2 * d;
    fourth += d2 * d2;
  }
  const variance = second / n;
  const deviation = Math.sqrt(variance);
  const median = percentile(sorted, 0.5);
  const percentile10 = percentile(sorted, 0.1);
  const percentile90 = percentile(sorted, 0.9);
  const quarter = percentile(sorted, 0.25);
  const threeQuarters = percentile(sorted, 0.75);
  // Values equal to a percentile count as inside it.
  const first = lowerBound(sorted, percentile10);
  let end = lowerBound(sorted, percentile90);
  while (end < n && sorted[end] === percentile90) end++;
  let inner = 0;
  for (let i = first; i < end; i++) inner += sorted[i]!;
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
    meanAbsoluteDeviation: absoluteDeviation(sorted, 0, n, mean),
    robustMeanAbsoluteDeviation: absoluteDeviation(sorted, first, end, inner / (end - first)),
    medianAbsoluteDeviation: absoluteDeviation(sorted, 0, n, median),
    coefficientOfVariation: variance === 0 ? 0 : deviation / mean,
    quartileCoefficientOfDispersion:
      threeQuarters + quarter === 0 ? Number.NaN : (threeQuarters - quarter) / (threeQuarters + quarter),
    energy,
  };
}
