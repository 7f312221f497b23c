import { gldm, glrlm, glszm } from './count-classes.ts';
import type { FeatureClass } from './feature-class.ts';
import { firstOrder } from './first-order.ts';
import { glcm } from './glcm.ts';
import { ngtdm } from './ngtdm.ts';
import { shape } from './shape.ts';
import { shape2D } from './shape-2d.ts';

/** Names of PyRadiomics' classes, in its order. */
export const classNames = [
  'firstorder',
  'glcm',
  'gldm',
  'glrlm',
  'glszm',
  'ngtdm',
  'shape',
  'shape2D',
] as const;

/** PyRadiomics' classes by name. */
export const featureClasses: Readonly<Record<string, FeatureClass>> = {
  firstorder: firstOrder,
  glcm,
  gldm,
  glrlm,
  glszm,
  ngtdm,
  shape,
  shape2D,
};
