import type { Vector3 } from '@rachis/volume';
import { directions2D, directions3D } from '../kernels/directions.ts';
import type { Aggregation, ExtractionSettings, Weighting } from '../settings.ts';
import type { FamilyValues } from './family.ts';

/** Mean of feature vectors, feature by feature; matrices without entries (null) and NaN values are left out. */
export function meanOf(vectors: readonly (Float64Array | null)[], length: number): Float64Array {
  const sums = new Float64Array(length);
  const counts = new Float64Array(length);
  for (const vector of vectors) {
    if (vector === null) continue;
    for (let f = 0; f < length; f++) {
      if (Number.isNaN(vector[f]!)) continue;
      sums[f]! += vector[f]!;
      counts[f]!++;
    }
  }
  return sums.map((sum, f) => sum / counts[f]!);
}

/** How a family counts, merges and reads matrices. */
export interface MatrixKind<M> {
  /** Matrix of one direction over the slices from `first` up to `end`. */
  count(direction: Vector3, first: number, end: number): M;
  /** Weighted sum of matrices. */
  merge(matrices: readonly M[], weights: readonly number[]): M;
  /** Feature values; null when the matrix is empty. */
  read(matrix: M): Float64Array | null;
}

/** Weight of a direction: exp(-d^2), d being its length in mm under the norm of the settings. */
export function directionWeight(direction: Vector3, spacing: Vector3, weighting: Weighting): number {
  if (weighting === 'none') return 1;
  const steps = direction.map((d, axis) => Math.abs(d) * spacing[axis]!);
  const length =
    weighting === 'manhattan'
      ? steps.reduce((a, b) => a + b, 0)
      : weighting === 'euclidean'
        ? Math.hypot(...steps)
        : Math.max(...steps);
  return Math.exp(-length * length);
}

/**
 * Feature values of directional matrices for every aggregation asked (IBSI 1 manual, section 3.6.1):
 * features averaged over matrices of slices and directions, or of matrices merged over directions, slices or both.
 */
export function gatherDirections<M>(
  settings: ExtractionSettings,
  slices: number,
  features: number,
  kind: MatrixKind<M>,
  weightOf: (direction: Vector3) => number,
): FamilyValues[] {
  const result: FamilyValues[] = [];
  const wants = (aggregation: Aggregation) => settings.aggregations.includes(aggregation);
  const add = (aggregation: Aggregation, vectors: readonly (Float64Array | null)[]) =>
    result.push({ aggregation, values: meanOf(vectors, features) });
  const ones = (n: number) => new Array<number>(n).fill(1);
  if (settings.aggregations.some((a) => a.startsWith('2'))) {
    const weights = directions2D.map(weightOf);
    const matrices = Array.from({ length: slices }, (_, z) =>
      directions2D.map((d) => kind.count(d, z, z + 1)),
    );
    if (wants('2D_avg'))
      add(
        '2D_avg',
        matrices.flatMap((slice) => slice.map(kind.read)),
      );
    if (wants('2D_comb'))
      add(
        '2D_comb',
        matrices.map((slice) => kind.read(kind.merge(slice, weights))),
      );
    if (wants('2_5D_avg') || wants('2_5D_comb')) {
      const overSlices = directions2D.map((_, d) =>
        kind.merge(
          matrices.map((slice) => slice[d]!),
          ones(slices),
        ),
      );
      if (wants('2_5D_avg')) add('2_5D_avg', overSlices.map(kind.read));
      if (wants('2_5D_comb')) add('2_5D_comb', [kind.read(kind.merge(overSlices, weights))]);
    }
  }
  if (settings.aggregations.some((a) => a.startsWith('3'))) {
    const matrices = directions3D.map((d) => kind.count(d, 0, slices));
    if (wants('3D_avg')) add('3D_avg', matrices.map(kind.read));
    if (wants('3D_comb')) add('3D_comb', [kind.read(kind.merge(matrices, directions3D.map(weightOf)))]);
  }
  return settings.aggregations.flatMap((a) => result.filter((r) => r.aggregation === a));
}

/** Spatial parts of the aggregations asked, for families without directions: 2D, 2_5D, 3D. */
export function spatialParts(settings: ExtractionSettings): ('2D' | '2_5D' | '3D')[] {
  const parts = settings.aggregations.map((a) => a.slice(0, a.lastIndexOf('_')) as '2D' | '2_5D' | '3D');
  return [...new Set(parts)];
}

/** Feature values of matrices without direction: averaged over slices (2D), merged over them (2.5D), or of the volume. */
export function gatherSpace<M>(
  settings: ExtractionSettings,
  features: number,
  make: {
    slices(): M[];
    volume(): M;
    merge(matrices: readonly M[]): M;
    read(matrix: M): Float64Array | null;
  },
): FamilyValues[] {
  let perSlice: M[] | undefined;
  const slices = () => {
    perSlice ??= make.slices();
    return perSlice;
  };
  return spatialParts(settings).map((aggregation) => {
    const vectors =
      aggregation === '2D'
        ? slices().map(make.read)
        : [make.read(aggregation === '2_5D' ? make.merge(slices()) : make.volume())];
    return { aggregation, values: meanOf(vectors, features) };
  });
}
