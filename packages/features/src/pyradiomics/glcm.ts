import type { Vector3 } from '@rachis/volume';
import { countCooccurrences } from '../kernels/cooccurrence.ts';
import { anglesOf, componentsOf } from './angles.ts';
import { symmetricEigenvaluesOf } from './eigenvalues.ts';
import { epsilon, type FeatureClass } from './feature-class.ts';
import { meanOverAngles } from './mean-over-angles.ts';
import type { ClassSettings } from './parameters.ts';

const names = [
  'Autocorrelation',
  'ClusterProminence',
  'ClusterShade',
  'ClusterTendency',
  'Contrast',
  'Correlation',
  'DifferenceAverage',
  'DifferenceEntropy',
  'DifferenceVariance',
  'Id',
  'Idm',
  'Idmn',
  'Idn',
  'Imc1',
  'Imc2',
  'InverseVariance',
  'JointAverage',
  'JointEnergy',
  'JointEntropy',
  'MCC',
  'MaximumProbability',
  'SumAverage',
  'SumEntropy',
  'SumSquares',
] as const;

/** Weight of a direction: exp(-d^2), as the names of the norms say. */
function weightOf(step: Vector3, spacing: Vector3, norm: ClassSettings['weightingNorm']): number {
  const lengths = componentsOf(step, spacing);
  if (norm === 'infinity') return Math.exp(-(Math.max(...lengths) ** 2));
  if (norm === 'euclidean') return Math.exp(-lengths.reduce((sum, d) => sum + d * d, 0));
  if (norm === 'manhattan') return Math.exp(-(lengths.reduce((sum, d) => sum + d, 0) ** 2));
  return 1;
}

const plogp = (p: number) => p * Math.log2(p + epsilon);

/** Second largest eigenvalue of Q, whose square root is the maximal correlation coefficient. */
function maximalCorrelation(p: Float64Array, px: Float64Array, py: Float64Array, n: number): number {
  if (n < 2) return 1;
  // Q is similar to a symmetric matrix, whose eigenvalues are real.
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const denominator = px[i]! * py[k]!;
      scaled[i * n + k] = denominator > 0 ? p[i * n + k]! / Math.sqrt(denominator) : 0;
    }
  }
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += scaled[i * n + k]! * scaled[j * n + k]!;
      q[i * n + j] = sum;
      q[j * n + i] = sum;
    }
  }
  return Math.sqrt(Math.max(0, symmetricEigenvaluesOf(q, n)[n - 2]!));
}

/** Features of one normalised matrix over the levels that occur. */
function featuresOf(p: Float64Array, levels: readonly number[], largest: number): Float64Array {
  const n = levels.length;
  const px = new Float64Array(n);
  const py = new Float64Array(n);
  const sums = new Float64Array(2 * largest + 1);
  const differences = new Float64Array(largest + 1);
  let [ux, uy, autocorrelation, energy, hxy, most] = [0, 0, 0, 0, 0, 0];
  for (let a = 0; a < n; a++) {
    const i = levels[a]!;
    for (let b = 0; b < n; b++) {
      const value = p[a * n + b]!;
      if (value === 0) continue;
      const j = levels[b]!;
      px[a]! += value;
      py[b]! += value;
      ux += i * value;
      uy += j * value;
      sums[i + j]! += value;
      differences[Math.abs(i - j)]! += value;
      autocorrelation += i * j * value;
      energy += value * value;
      hxy -= plogp(value);
      if (value > most) most = value;
    }
  }
  let [prominence, shade, tendency, contrast, vx, vy, vxy, hxy1, hxy2] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let a = 0; a < n; a++) {
    const i = levels[a]!;
    for (let b = 0; b < n; b++) {
      const independent = px[a]! * py[b]!;
      const value = p[a * n + b]!;
      const log = Math.log2(independent + epsilon);
      hxy2 -= independent * log;
      if (value === 0) continue;
      hxy1 -= value * log;
      const j = levels[b]!;
      const together = i + j - ux - uy;
      prominence += value * together ** 4;
      shade += value * together ** 3;
      tendency += value * together ** 2;
      contrast += value * (i - j) ** 2;
      vx += value * (i - ux) ** 2;
      vy += value * (j - uy) ** 2;
      vxy += value * (i - ux) * (j - uy);
    }
  }
  let [hx, hy] = [0, 0];
  for (let a = 0; a < n; a++) {
    hx -= plogp(px[a]!);
    hy -= plogp(py[a]!);
  }
  let [average, differenceEntropy, id, idm, idmn, idn, inverse] = [0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < largest; k++) {
    const value = differences[k]!;
    average += k * value;
    differenceEntropy -= plogp(value);
    id += value / (1 + k);
    idm += value / (1 + k * k);
    idmn += value / (1 + (k * k) / largest ** 2);
    idn += value / (1 + k / largest);
    if (k > 0) inverse += value / (k * k);
  }
  let differenceVariance = 0;
  for (let k = 0; k < largest; k++) differenceVariance += differences[k]! * (k - average) ** 2;
  let [sumAverage, sumEntropy] = [0, 0];
  for (let k = 2; k <= 2 * largest; k++) {
    sumAverage += k * sums[k]!;
    sumEntropy -= plogp(sums[k]!);
  }
  const [sx, sy] = [Math.sqrt(vx), Math.sqrt(vy)];
  const widest = Math.max(hx, hy);
  const imc2 = Math.sqrt(1 - Math.exp(-2 * (hxy2 - hxy)));
  return Float64Array.of(
    autocorrelation,
    prominence,
    shade,
    tendency,
    contrast,
    sx * sy === 0 ? 1 : vxy / (sx * sy + epsilon),
    average,
    differenceEntropy,
    differenceVariance,
    id,
    idm,
    idmn,
    idn,
    widest === 0 ? 0 : (hxy - hxy1) / widest,
    hxy2 === hxy ? 0 : imc2,
    inverse,
    ux,
    energy,
    hxy,
    maximalCorrelation(p, px, py, n),
    most,
    sumAverage,
    sumEntropy,
    vx,
  );
}

/** Class `glcm`: features of one matrix a direction, averaged over the directions that have pairs. */
export const glcm: FeatureClass = {
  features: [
    ...names.slice(0, 9),
    'Dissimilarity',
    'Homogeneity1',
    'Homogeneity2',
    ...names.slice(9, 22),
    'SumEntropy',
    'SumSquares',
    'SumVariance',
  ],
  deprecated: ['Dissimilarity', 'Homogeneity1', 'Homogeneity2', 'SumVariance'],
  compute({ image, settings, binned, grid }) {
    const { levels, largest } = binned();
    const n = levels.length;
    const { symmetricalGLCM, weightingNorm, distances } = settings;
    const matrices = anglesOf(image.size, distances, settings, false).map((step) => {
      const ordered = countCooccurrences(grid(), step);
      const counts = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          counts[i * n + j] = ordered[i * n + j]! + (symmetricalGLCM ? ordered[j * n + i]! : 0);
        }
      }
      return { step, counts };
    });
    let merged = matrices.map(({ counts }) => counts);
    if (weightingNorm !== null) {
      const sum = new Float64Array(n * n);
      for (const { step, counts } of matrices) {
        const weight = weightOf(step, image.spacing, weightingNorm);
        for (let k = 0; k < sum.length; k++) sum[k]! += weight * counts[k]!;
      }
      merged = [sum];
    }
    const vectors = merged.flatMap((counts) => {
      const total = counts.reduce((a, b) => a + b, 0);
      return total === 0
        ? []
        : [
            featuresOf(
              counts.map((count) => count / total),
              levels,
              largest,
            ),
          ];
    });
    const means = meanOverAngles(vectors, names.length);
    // Of a flat region PyRadiomics says 1 before it looks whether there are pairs.
    if (n < 2) means[names.indexOf('MCC')] = 1;
    return new Map(names.map((name, f) => [name, means[f]!]));
  },
};
