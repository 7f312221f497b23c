import type { Vector3 } from '@rachis/volume';
import { countRuns } from '../kernels/run-lengths.ts';
import { countFeatureRows } from './count-definitions.ts';
import { type CountMatrix, countFeatures, fromTable, mergeCounts } from './count-matrix.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';
import { directionWeight, gatherDirections, type MatrixKind } from './gather.ts';

const features = defineFeatures(
  'glrlm',
  'rlm',
  countFeatureRows(
    {
      thing: 'run',
      column: 'run_length',
      small: 'short_run',
      large: 'long_run',
      levelThing: 'run',
      unit: 'voxel',
    },
    [
      '22OV',
      'W4KF',
      'V3SW',
      'G3QZ',
      'HTZT',
      'GD3A',
      'IVPO',
      '3KUM',
      'R5YN',
      'OVBL',
      'W92Y',
      'IC23',
      '9ZK5',
      '8CE5',
      'SXLW',
      'HJ9O',
    ],
    [
      'sre',
      'lre',
      'lgre',
      'hgre',
      'srlge',
      'srhge',
      'lrlge',
      'lrhge',
      'glnu',
      'glnu_norm',
      'rlnu',
      'rlnu_norm',
      'r_perc',
      'gl_var',
      'rl_var',
      'rl_entr',
    ],
  ),
);

/** Runs by level and length, and the voxels they were counted over. */
interface RunTable {
  readonly counts: Float64Array | Uint32Array;
  readonly voxels: number;
}

/** Up to this many different levels runs are tables; beyond, lists of those that occur. */
const mostTableLevels = 1024;

const readRuns = (matrix: CountMatrix) => countFeatures(matrix)?.subarray(0, features.length) ?? null;

export const glrlm: FeatureFamily = {
  id: 'glrlm',
  name: 'Grey level run length matrix',
  source: 'IBSI 1 manual, section 3.7',
  code: 'TP0I',
  aggregation: 'direction',
  features,
  compute(context, settings) {
    const { grid, levelOf } = context.identityGrid();
    const longest = Math.max(...grid.size);
    const sliceCounts = context.sliceCounts();
    const weightOf = (direction: Vector3) =>
      directionWeight(direction, context.region.spacing, settings.glrlm.weighting);
    const gather = <M>(kind: MatrixKind<M>) =>
      gatherDirections(settings, grid.size[2], features.length, kind, weightOf);
    const count = (direction: Vector3, first: number, end: number): RunTable => {
      let voxels = 0;
      for (let z = first; z < end; z++) voxels += sliceCounts[z]!;
      return { counts: countRuns(grid, direction, first, end).counts, voxels };
    };
    const list = ({ counts, voxels }: RunTable) => fromTable(counts, longest, levelOf, 1, voxels);
    if (levelOf.length > mostTableLevels) {
      return gather<CountMatrix>({
        count: (direction, first, end) => list(count(direction, first, end)),
        merge: mergeCounts,
        read: readRuns,
      });
    }
    return gather<RunTable>({
      count,
      merge(matrices, weights) {
        const counts = new Float64Array(levelOf.length * longest);
        let voxels = 0;
        matrices.forEach((matrix, m) => {
          const weight = weights[m]!;
          voxels += weight * matrix.voxels;
          for (let k = 0; k < counts.length; k++) counts[k]! += weight * matrix.counts[k]!;
        });
        return { counts, voxels };
      },
      read: (table) => readRuns(list(table)),
    });
  },
};
