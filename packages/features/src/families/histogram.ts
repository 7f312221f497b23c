import { describeCounts } from '../distribution.ts';
import { countLevels } from '../kernels/run-lengths.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';

const features = defineFeatures('histogram', 'ih', [
  ['mean', 'X6K6', 'mean', 'Mean', 'level', 'Mean grey level.'],
  ['variance', 'CH89', 'var', 'Variance', 'level2', 'Mean squared difference from the mean grey level.'],
  [
    'skewness',
    '88K1',
    'skew',
    'Skewness',
    '',
    'Third standardised moment of the grey levels; 0 where there is one.',
  ],
  [
    'kurtosis',
    'C3I7',
    'kurt',
    'Excess kurtosis',
    '',
    'Fourth standardised moment of the grey levels minus 3; 0 where there is one.',
  ],
  ['median', 'WIFQ', 'median', 'Median', 'level', 'Middle grey level.'],
  ['minimum', '1PR8', 'min', 'Minimum', 'level', 'Smallest grey level.'],
  [
    'percentile_10',
    'GPMT',
    'p10',
    '10th percentile',
    'level',
    'Grey level below which a tenth of the voxels lie.',
  ],
  [
    'percentile_90',
    'OZ0C',
    'p90',
    '90th percentile',
    'level',
    'Grey level below which nine tenths of the voxels lie.',
  ],
  ['maximum', '3NCY', 'max', 'Maximum', 'level', 'Largest grey level.'],
  [
    'mode',
    'AMMC',
    'mode',
    'Mode',
    'level',
    'Most frequent grey level; of several the one nearest the mean, then the lower.',
  ],
  [
    'interquartile_range',
    'WR0O',
    'iqr',
    'Interquartile range',
    'level',
    '75th minus 25th percentile of the grey levels.',
  ],
  ['range', '5Z3W', 'range', 'Range', 'level', 'Largest minus smallest grey level.'],
  [
    'mean_absolute_deviation',
    'D2ZX',
    'mad',
    'Mean absolute deviation',
    'level',
    'Mean distance from the mean grey level.',
  ],
  [
    'robust_mean_absolute_deviation',
    'WRZB',
    'rmad',
    'Robust mean absolute deviation',
    'level',
    'Mean distance from the mean of the grey levels between the 10th and 90th percentiles.',
  ],
  [
    'median_absolute_deviation',
    '4RNL',
    'medad',
    'Median absolute deviation',
    'level',
    'Mean distance from the median grey level.',
  ],
  [
    'coefficient_of_variation',
    'CWYJ',
    'cov',
    'Coefficient of variation',
    '',
    'Standard deviation divided by the mean grey level.',
  ],
  [
    'quartile_coefficient_of_dispersion',
    'SLWD',
    'qcod',
    'Quartile coefficient of dispersion',
    '',
    'Difference of the quartiles of the grey levels divided by their sum.',
  ],
  ['entropy', 'TLU2', 'entropy', 'Entropy', 'bit', 'Minus the sum of p(i) log2 p(i).'],
  ['uniformity', 'BJ5W', 'uniformity', 'Uniformity', '', 'Sum of p(i)^2.'],
  [
    'maximum_gradient',
    '12CE',
    'max_grad',
    'Maximum histogram gradient',
    'voxel',
    'Largest slope of the histogram.',
  ],
  [
    'maximum_gradient_level',
    '8E6O',
    'max_grad_g',
    'Maximum histogram gradient level',
    'level',
    'Grey level of the largest slope.',
  ],
  [
    'minimum_gradient',
    'VQB3',
    'min_grad',
    'Minimum histogram gradient',
    'voxel',
    'Smallest slope of the histogram.',
  ],
  [
    'minimum_gradient_level',
    'RHQZ',
    'min_grad_g',
    'Minimum histogram gradient level',
    'level',
    'Grey level of the smallest slope.',
  ],
]);

/** Slope of the histogram: half the difference of the neighbouring bins, one-sided at the ends. */
function gradientOf(bins: Float64Array): Float64Array | null {
  const n = bins.length;
  if (n < 2) return null;
  return bins.map((_, i) =>
    i === 0
      ? bins[1]! - bins[0]!
      : i === n - 1
        ? bins[n - 1]! - bins[n - 2]!
        : (bins[i + 1]! - bins[i - 1]!) / 2,
  );
}

export const histogram: FeatureFamily = {
  id: 'histogram',
  name: 'Intensity histogram',
  source: 'IBSI 1 manual, section 3.4',
  code: 'ZVCW',
  aggregation: 'none',
  features,
  compute(context) {
    const { count } = context.greyLevels();
    const bins = new Float64Array(count);
    bins.set(countLevels(context.levelGrid()).subarray(1));
    const n = context.region.values.length;
    const d = describeCounts(bins);
    let mode = 0;
    let entropy = 0;
    let uniformity = 0;
    for (let i = 0; i < count; i++) {
      const p = bins[i]! / n;
      if (p > 0) entropy -= p * Math.log2(p);
      uniformity += p * p;
      const nearer = bins[i] === bins[mode] && Math.abs(i + 1 - d.mean) < Math.abs(mode + 1 - d.mean);
      if (bins[i]! > bins[mode]! || nearer) mode = i;
    }
    const gradient = gradientOf(bins);
    let steepest = 0;
    let lowest = 0;
    if (gradient === null) context.note('histogram', 'a histogram of one bin has no gradient');
    else {
      for (let i = 1; i < count; i++) {
        if (gradient[i]! > gradient[steepest]!) steepest = i;
        if (gradient[i]! < gradient[lowest]!) lowest = i;
      }
    }
    const values = Float64Array.of(
      d.mean,
      d.variance,
      d.skewness,
      d.kurtosis,
      d.median,
      d.minimum,
      d.percentile10,
      d.percentile90,
      d.maximum,
      mode + 1,
      d.interquartileRange,
      d.range,
      d.meanAbsoluteDeviation,
      d.robustMeanAbsoluteDeviation,
      d.medianAbsoluteDeviation,
      d.coefficientOfVariation,
      d.quartileCoefficientOfDispersion,
      entropy,
      uniformity,
      gradient ? gradient[steepest]! : Number.NaN,
      gradient ? steepest + 1 : Number.NaN,
      gradient ? gradient[lowest]! : Number.NaN,
      gradient ? lowest + 1 : Number.NaN,
    );
    return [{ aggregation: '', values }];
  },
};
