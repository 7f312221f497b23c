import { countFeatureRows } from './count-definitions.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';
import { gatherZones } from './zone-family.ts';

const features = defineFeatures(
  'gldzm',
  'dzm',
  countFeatureRows(
    {
      thing: 'zone',
      column: 'zone_distance',
      small: 'small_distance',
      large: 'large_distance',
      levelThing: 'zone',
      unit: 'voxel',
    },
    [
      '0GBI',
      'MB4I',
      'S1RA',
      'K26C',
      'RUVG',
      'DKNJ',
      'A7WM',
      'KLTH',
      'VFT7',
      '7HP3',
      'V294',
      'IATH',
      'VIWW',
      'QK93',
      '7WT1',
      'GBDU',
    ],
    [
      'sde',
      'lde',
      'lgze',
      'hgze',
      'sdlge',
      'sdhge',
      'ldlge',
      'ldhge',
      'glnu',
      'glnu_norm',
      'zdnu',
      'zdnu_norm',
      'z_perc',
      'gl_var',
      'zd_var',
      'zd_entr',
    ],
  ),
);

export const gldzm: FeatureFamily = {
  id: 'gldzm',
  name: 'Grey level distance zone matrix',
  source: 'IBSI 1 manual, section 3.9',
  code: 'VMDZ',
  aggregation: 'space',
  features,
  compute: (context, settings) => gatherZones(context, settings, features.length, (zones) => zones.distance),
};
