import type { Vector3 } from '@rachis/volume';
import type { RegionContext } from '../context.ts';
import { countCooccurrences, listCooccurrences } from '../kernels/cooccurrence.ts';
import { cooccurrenceFeatures } from './cooccurrence-features.ts';
import { type CountMatrix, mergeCounts } from './count-matrix.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';
import { directionWeight, gatherDirections, type MatrixKind } from './gather.ts';

const features = defineFeatures('glcm', 'cm', [
  [
    'joint_maximum',
    'GYBY',
    'joint_max',
    'Joint maximum',
    '',
    'Largest p(i,j), the share of the most frequent level pair.',
  ],
  [
    'joint_average',
    '60VM',
    'joint_avg',
    'Joint average',
    'level',
    'Sum of i p(i,j), the mean level of the pairs.',
  ],
  ['joint_variance', 'UR99', 'joint_var', 'Joint variance', 'level2', 'Sum of (i - mean)^2 p(i,j).'],
  ['joint_entropy', 'TU9B', 'joint_entr', 'Joint entropy', 'bit', 'Minus the sum of p(i,j) log2 p(i,j).'],
  [
    'difference_average',
    'TF7R',
    'diff_avg',
    'Difference average',
    'level',
    'Sum of k p(k) over level differences k = |i - j|.',
  ],
  [
    'difference_variance',
    'D3YU',
    'diff_var',
    'Difference variance',
    'level2',
    'Variance of the level differences |i - j|.',
  ],
  [
    'difference_entropy',
    'NTRS',
    'diff_entr',
    'Difference entropy',
    'bit',
    'Entropy of the level differences |i - j|.',
  ],
  ['sum_average', 'ZGXS', 'sum_avg', 'Sum average', 'level', 'Sum of k p(k) over level sums k = i + j.'],
  ['sum_variance', 'OEEB', 'sum_var', 'Sum variance', 'level2', 'Variance of the level sums i + j.'],
  ['sum_entropy', 'P6QZ', 'sum_entr', 'Sum entropy', 'bit', 'Entropy of the level sums i + j.'],
  [
    'angular_second_moment',
    '8ZQL',
    'energy',
    'Angular second moment',
    '',
    'Sum of p(i,j)^2, also called energy.',
  ],
  ['contrast', 'ACUI', 'contrast', 'Contrast', 'level2', 'Sum of (i - j)^2 p(i,j).'],
  ['dissimilarity', '8S9J', 'dissimilarity', 'Dissimilarity', 'level', 'Sum of |i - j| p(i,j).'],
  ['inverse_difference', 'IB1Z', 'inv_diff', 'Inverse difference', '', 'Sum of p(i,j) / (1 + |i - j|).'],
  [
    'inverse_difference_normalised',
    'NDRX',
    'inv_diff_norm',
    'Inverse difference, normalised',
    '',
    'Sum of p(i,j) / (1 + |i - j| / Ng), Ng being the number of grey levels.',
  ],
  [
    'inverse_difference_moment',
    'WF0Z',
    'inv_diff_mom',
    'Inverse difference moment',
    '',
    'Sum of p(i,j) / (1 + (i - j)^2), also called homogeneity.',
  ],
  [
    'inverse_difference_moment_normalised',
    '1QCO',
    'inv_diff_mom_norm',
    'Inverse difference moment, normalised',
    '',
    'Sum of p(i,j) / (1 + (i - j)^2 / Ng^2).',
  ],
  [
    'inverse_variance',
    'E8JP',
    'inv_var',
    'Inverse variance',
    '',
    'Twice the sum of p(i,j) / (i - j)^2 over i < j.',
  ],
  [
    'correlation',
    'NI2N',
    'corr',
    'Correlation',
    '',
    'Correlation of the levels of a pair; 1 where all levels are equal.',
  ],
  ['autocorrelation', 'QWB0', 'auto_corr', 'Autocorrelation', 'level2', 'Sum of i j p(i,j).'],
  [
    'cluster_tendency',
    'DG8W',
    'clust_tend',
    'Cluster tendency',
    'level2',
    'Sum of (i + j - 2 mean)^2 p(i,j).',
  ],
  ['cluster_shade', '7NFM', 'clust_shade', 'Cluster shade', 'level3', 'Sum of (i + j - 2 mean)^3 p(i,j).'],
  [
    'cluster_prominence',
    'AE86',
    'clust_prom',
    'Cluster prominence',
    'level4',
    'Sum of (i + j - 2 mean)^4 p(i,j).',
  ],
  [
    'information_correlation_1',
    'R8DG',
    'info_corr1',
    'First measure of information correlation',
    '',
    '(HXY - HXY1) / HX from the entropies of pairs and of single levels; 1 where all levels are equal.',
  ],
  [
    'information_correlation_2',
    'JN9H',
    'info_corr2',
    'Second measure of information correlation',
    '',
    'sqrt(1 - exp(-2 (HXY2 - HXY))); 0 where HXY2 is below HXY.',
  ],
]);

/** Up to this many different levels matrices are tables; beyond, lists of the pairs that occur. */
const mostTableLevels = 1024;

function stepOf(direction: Vector3, distance: number): Vector3 {
  return [direction[0] * distance, direction[1] * distance, direction[2] * distance];
}

/** The entries of a table of ordered pair counts (`i * n + j`), both orders joined. */
function entriesOf(ordered: Float64Array | Uint32Array, levelOf: Float64Array): CountMatrix {
  const n = levelOf.length;
  const level: number[] = [];
  const column: number[] = [];
  const count: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const both = i === j ? 2 * ordered[i * n + i]! : 2 * (ordered[i * n + j]! + ordered[j * n + i]!);
      if (both === 0) continue;
      level.push(levelOf[i]!);
      column.push(levelOf[j]!);
      count.push(both);
    }
  }
  return {
    level: Float64Array.from(level),
    column: Float64Array.from(column),
    count: Float64Array.from(count),
    voxels: 0,
  };
}

/** Tables of ordered pair counts. */
function tableKind(context: RegionContext, distance: number): MatrixKind<Float64Array | Uint32Array> {
  const { grid, levelOf } = context.identityGrid();
  const { count: greyLevels } = context.greyLevels();
  return {
    count: (direction, first, end) => countCooccurrences(grid, stepOf(direction, distance), first, end),
    merge(matrices, weights) {
      const counts = new Float64Array(levelOf.length ** 2);
      matrices.forEach((matrix, m) => {
        const weight = weights[m]!;
        for (let k = 0; k < counts.length; k++) counts[k]! += weight * matrix[k]!;
      });
      return counts;
    },
    read: (ordered) => cooccurrenceFeatures(entriesOf(ordered, levelOf), greyLevels),
  };
}

/** Lists of the pairs that occur, for thousands of levels. */
function listKind(context: RegionContext, distance: number): MatrixKind<CountMatrix> {
  const { levels, count: greyLevels } = context.greyLevels();
  const { size } = context.region;
  return {
    count: (direction, first, end) =>
      listCooccurrences(levels, size, stepOf(direction, distance), first, end),
    merge: mergeCounts,
    read: (matrix) => cooccurrenceFeatures(matrix, greyLevels),
  };
}

export const glcm: FeatureFamily = {
  id: 'glcm',
  name: 'Grey level co-occurrence matrix',
  source: 'IBSI 1 manual, section 3.6',
  code: 'LFYI',
  aggregation: 'direction',
  features,
  compute(context, settings) {
    const { distance, weighting } = settings.glcm;
    const slices = context.region.size[2];
    const weightOf = (direction: Vector3) => directionWeight(direction, context.region.spacing, weighting);
    const gather = <M>(kind: MatrixKind<M>) =>
      gatherDirections(settings, slices, features.length, kind, weightOf);
    return context.identityGrid().levelOf.length <= mostTableLevels
      ? gather(tableKind(context, distance))
      : gather(listKind(context, distance));
  },
};
