import { countFeatureRows } from './count-definitions.ts';
import { defineFeatures, type FeatureFamily } from './family.ts';
import { gatherZones } from './zone-family.ts';

const features = defineFeatures(
  'glszm',
  'szm',
  countFeatureRows(
    {
      thing: 'zone',
      column: 'zone_size',
      small: 'small_zone',
      large: 'large_zone',
      levelThing: 'zone',
      unit: 'voxel',
    },
    [
      '5QRC',
      '48P8',
      'XMSY',
      '5GN9',
      '5RAI',
      'HW1V',
      'YH51',
      'J17V',
      'JNSA',
      'Y1RO',
      '4JP3',
      'VB3A',
      'P30P',
      'BYLV',
      '3NSA',
      'GU8N',
    ],
    [
      'sze',
      'lze',
      'lgze',
      'hgze',
      'szlge',
      'szhge',
      'lzlge',
      'lzhge',
      'glnu',
      'glnu_norm',
      'zsnu',
      'zsnu_norm',
      'z_perc',
      'gl_var',
      'zs_var',
      'zs_entr',
    ],
  ),
);

export const glszm: FeatureFamily = {
  id: 'glszm',
  name: 'Grey level size zone matrix',
  source: 'IBSI 1 manual, section 3.8',
  code: '9SAK',
  aggregation: 'space',
  features,
  compute: (context, settings) => gatherZones(context, settings, features.length, (zones) => zones.size),
};
