import { describe } from '../distribution.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';

const features = defineFeatures('statistics', 'stat', [
  ['mean', 'Q4LE', 'mean', 'Mean', 'intensity', 'Mean intensity.'],
  ['variance', 'ECT3', 'var', 'Variance', 'intensity2', 'Mean squared difference from the mean.'],
  [
    'skewness',
    'KE2A',
    'skew',
    'Skewness',
    '',
    'Third standardised moment; 0 where all intensities are equal.',
  ],
  [
    'kurtosis',
    'IPH6',
    'kurt',
    'Excess kurtosis',
    '',
    'Fourth standardised moment minus 3; 0 where all intensities are equal.',
  ],
  ['median', 'Y12H', 'median', 'Median', 'intensity', 'Middle intensity.'],
  ['minimum', '1GSF', 'min', 'Minimum', 'intensity', 'Smallest intensity.'],
  [
    'percentile_10',
    'QG58',
    'p10',
    '10th percentile',
    'intensity',
    'Intensity below which a tenth of the voxels lie.',
  ],
  [
    'percentile_90',
    '8DWT',
    'p90',
    '90th percentile',
    'intensity',
    'Intensity below which nine tenths of the voxels lie.',
  ],
  ['maximum', '84IY', 'max', 'Maximum', 'intensity', 'Largest intensity.'],
  ['interquartile_range', 'SALO', 'iqr', 'Interquartile range', 'intensity', '75th minus 25th percentile.'],
  ['range', '2OJQ', 'range', 'Range', 'intensity', 'Maximum minus minimum.'],
  [
    'mean_absolute_deviation',
    '4FUA',
    'mad',
    'Mean absolute deviation',
    'intensity',
    'Mean distance from the mean.',
  ],
  [
    'robust_mean_absolute_deviation',
    '1128',
    'rmad',
    'Robust mean absolute deviation',
    'intensity',
    'Mean distance from the mean of the intensities between the 10th and 90th percentiles.',
  ],
  [
    'median_absolute_deviation',
    'N72L',
    'medad',
    'Median absolute deviation',
    'intensity',
    'Mean distance from the median.',
  ],
  [
    'coefficient_of_variation',
    '7TET',
    'cov',
    'Coefficient of variation',
    '',
    'Standard deviation divided by the mean.',
  ],
  [
    'quartile_coefficient_of_dispersion',
    '9S40',
    'qcod',
    'Quartile coefficient of dispersion',
    '',
    'Difference of the quartiles divided by their sum.',
  ],
  ['energy', 'N8CA', 'energy', 'Energy', 'intensity2', 'Sum of squared intensities.'],
  [
    'root_mean_square',
    '5ZWQ',
    'rms',
    'Root mean square',
    'intensity',
    'Square root of the mean squared intensity.',
  ],
]);

export const statistics: FeatureFamily = {
  id: 'statistics',
  name: 'Intensity-based statistics',
  source: 'IBSI 1 manual, section 3.3',
  code: 'UHIW',
  aggregation: 'none',
  features,
  compute(context) {
    const sorted = context.sorted();
    const d = describe(sorted);
    if (Number.isNaN(d.quartileCoefficientOfDispersion)) {
      context.note('statistics_quartile_coefficient_of_dispersion', 'the quartiles sum to zero');
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
      d.interquartileRange,
      d.range,
      d.meanAbsoluteDeviation,
      d.robustMeanAbsoluteDeviation,
      d.medianAbsoluteDeviation,
      d.coefficientOfVariation,
      d.quartileCoefficientOfDispersion,
      d.energy,
      Math.sqrt(d.energy / sorted.length),
    );
    return [{ aggregation: '', values }];
  },
};
