import { percentile } from '../distribution.ts';
import { sortValues } from '../sort-values.ts';
import { epsilon, type FeatureClass } from './feature-class.ts';

/** Class `firstorder`. */
export const firstOrder: FeatureClass = {
  features: [
    '10Percentile',
    '90Percentile',
    'Energy',
    'Entropy',
    'InterquartileRange',
    'Kurtosis',
    'Maximum',
    'MeanAbsoluteDeviation',
    'Mean',
    'Median',
    'Minimum',
    'Range',
    'RobustMeanAbsoluteDeviation',
    'RootMeanSquared',
    'Skewness',
    'StandardDeviation',
    'TotalEnergy',
    'Uniformity',
    'Variance',
  ],
  deprecated: ['StandardDeviation'],
  compute({ image, mask, settings, binned }) {
    let count = 0;
    for (let i = 0; i < mask.data.length; i++) count += mask.data[i]!;
    const values = new Float64Array(count);
    for (let i = 0, v = 0; i < mask.data.length; i++) if (mask.data[i]) values[v++] = image.data[i]!;
    const sorted = sortValues(values);
    const shift = settings.voxelArrayShift;
    let sum = 0;
    let energy = 0;
    for (const value of values) {
      sum += value;
      energy += (value + shift) ** 2;
    }
    const mean = sum / count;
    let deviation = 0;
    let m2 = 0;
    let m3 = 0;
    let m4 = 0;
    for (const value of values) {
      const d = value - mean;
      deviation += Math.abs(d);
      m2 += d * d;
      m3 += d * d * d;
      m4 += d * d * d * d;
    }
    m2 /= count;
    m3 /= count;
    m4 /= count;
    const [p10, p90] = [percentile(sorted, 0.1), percentile(sorted, 0.9)];
    let robustCount = 0;
    let robustSum = 0;
    for (const value of values) {
      if (value < p10 || value > p90) continue;
      robustCount++;
      robustSum += value;
    }
    const robustMean = robustSum / robustCount;
    let robust = 0;
    for (const value of values) if (value >= p10 && value <= p90) robust += Math.abs(value - robustMean);
    const { bins, largest } = binned();
    const histogram = new Float64Array(largest + 1);
    for (let i = 0; i < bins.length; i++) if (mask.data[i]) histogram[bins[i]!]!++;
    let entropy = 0;
    let uniformity = 0;
    for (const n of histogram) {
      if (n === 0) continue;
      const p = n / count;
      entropy -= p * Math.log2(p + epsilon);
      uniformity += p * p;
    }
    const [sx, sy, sz] = image.spacing;
    return new Map([
      ['10Percentile', p10],
      ['90Percentile', p90],
      ['Energy', energy],
      ['Entropy', entropy],
      ['InterquartileRange', percentile(sorted, 0.75) - percentile(sorted, 0.25)],
      ['Kurtosis', m2 === 0 ? m4 : m4 / (m2 * m2)],
      ['Maximum', sorted[count - 1]!],
      ['Mean', mean],
      ['MeanAbsoluteDeviation', deviation / count],
      ['Median', percentile(sorted, 0.5)],
      ['Minimum', sorted[0]!],
      ['Range', sorted[count - 1]! - sorted[0]!],
      ['RobustMeanAbsoluteDeviation', robust / robustCount],
      ['RootMeanSquared', Math.sqrt(energy / count)],
      ['Skewness', m2 === 0 ? m3 : m3 / m2 ** 1.5],
      ['StandardDeviation', Math.sqrt(m2)],
      ['TotalEnergy', energy * (sx * sy * sz)],
      ['Uniformity', uniformity],
      ['Variance', m2],
    ]);
  },
};
