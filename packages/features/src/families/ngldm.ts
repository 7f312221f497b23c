import { countFeatureRows } from './count-definitions.ts';
import { type CountMatrix, countFeatures, fromTable, mergeCounts } from './count-matrix.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';
import { gatherSpace } from './gather.ts';

const features = defineFeatures(
  'ngldm',
  'ngl',
  countFeatureRows(
    {
      thing: 'dependence_count',
      column: 'dependence_count',
      small: 'low_dependence',
      large: 'high_dependence',
      levelThing: 'count',
      unit: 'voxel',
    },
    [
      'SODN',
      'IMOQ',
      'TL9H',
      'OAE7',
      'EQ3F',
      'JA6D',
      'NBZI',
      '9QMG',
      'FP8K',
      '5SPA',
      'Z87G',
      'OKJI',
      '6XV8',
      '1PFV',
      'DNX2',
      'FCBV',
      'CAS9',
    ],
    [
      'lde',
      'hde',
      'lgce',
      'hgce',
      'ldlge',
      'ldhge',
      'hdlge',
      'hdhge',
      'glnu',
      'glnu_norm',
      'dcnu',
      'dcnu_norm',
      'dc_perc',
      'gl_var',
      'dc_var',
      'dc_entr',
      'dc_energy',
    ],
  ),
);

export const ngldm: FeatureFamily = {
  id: 'ngldm',
  name: 'Neighbouring grey level dependence matrix',
  source: 'IBSI 1 manual, section 3.11',
  code: 'REK0',
  aggregation: 'space',
  features,
  compute(context, settings) {
    const grid = context.levelGrid();
    const { distance, coarseness } = settings.ngldm;
    const levelOf = Float64Array.from({ length: grid.largest }, (_, i) => i + 1);
    const matrix = (volumetric: boolean, voxels: number, first?: number, end?: number): CountMatrix => {
      const { dependence, width } = context.neighbourhoods(volumetric, distance, coarseness, first, end);
      // A voxel depends on itself, so that the smallest dependence count is 1.
      return fromTable(dependence, width, levelOf, 1, voxels);
    };
    const slices = grid.size[2];
    return gatherSpace<CountMatrix>(settings, features.length, {
      slices: () =>
        Array.from({ length: slices }, (_, z) => matrix(false, context.sliceCounts()[z]!, z, z + 1)),
      volume: () => matrix(true, context.region.values.length),
      merge: (matrices) => mergeCounts(matrices, new Array<number>(matrices.length).fill(1)),
      read: (counts) => countFeatures(counts)?.subarray(0, features.length) ?? null,
    });
  },
};
