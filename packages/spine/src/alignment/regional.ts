import type { Level } from '../levels.ts';
import type { AlignmentPoints } from './alignment-points.ts';
import { pelvicIncidence, sacralSlope } from './pelvic.ts';
import type { AlignmentEntry } from './sagittal-catalogue.ts';

/** Lordosis, degrees, from the upper endplate of a level to the sacral plate. */
const lordosis =
  (top: Level) =>
  (points: AlignmentPoints): number =>
    points.upper(top) + sacralSlope(points);

/** Kyphosis, degrees, from an upper endplate to a lower endplate further down. */
const kyphosis =
  (top: Level, bottom: Level) =>
  (points: AlignmentPoints): number =>
    points.lower(bottom) - points.upper(top);

/** Lumbar lordosis L1-S1, degrees. */
export const lumbarLordosis = lordosis('L1');

/** Lower lumbar lordosis L4-S1, degrees. */
export const lowerLordosis = lordosis('L4');

const shared = { unit: 'deg', posture: 'standing', standing: 'confirmed' } as const;
const lumbar = { ...shared, sign: 'lordosis +', source: 'PMC6334400' } as const;

const kyphosisEntry = (id: string, top: Level, bottom: Level, name: string): AlignmentEntry => ({
  ...shared,
  id,
  name: `${name} ${top}-${bottom}`,
  sign: 'kyphosis +',
  source: 'PMC6334400',
  definition: `angle between the ${top} upper and the ${bottom} lower endplate`,
  formula: kyphosis(top, bottom),
});

/** Thoracic and lumbar curvature. */
export const regionalMeasures: readonly AlignmentEntry[] = [
  {
    ...lumbar,
    id: 'LL_L1S1',
    name: 'lumbar lordosis L1-S1',
    definition: 'angle between the L1 and the S1 upper endplate',
    formula: lumbarLordosis,
  },
  {
    ...lumbar,
    id: 'LL_L4S1',
    name: 'lower lumbar lordosis L4-S1',
    definition: 'angle between the L4 and the S1 upper endplate',
    formula: lowerLordosis,
  },
  {
    ...lumbar,
    id: 'LL_L1L4',
    name: 'upper lumbar lordosis L1-L4',
    definition: 'LL_L1S1 - LL_L4S1: between the L1 and the L4 upper endplate',
    formula: (points) => lumbarLordosis(points) - lowerLordosis(points),
  },
  {
    ...lumbar,
    id: 'LDI',
    name: 'lordosis distribution index',
    unit: '%',
    sign: '',
    definition: '100 LL_L4S1 / LL_L1S1',
    source: 'Yilgor et al. J Bone Joint Surg Am 2017;99:1661',
    formula: (points) => (100 * lowerLordosis(points)) / lumbarLordosis(points),
  },
  {
    ...lumbar,
    id: 'PI_minus_LL',
    name: 'pelvic incidence minus lumbar lordosis',
    sign: 'lordosis too small +',
    definition: 'PI - LL_L1S1',
    source: 'Schwab et al. Spine 2012;37:1077',
    formula: (points) => pelvicIncidence(points) - lumbarLordosis(points),
  },
  kyphosisEntry('TK_T4T12', 'T4', 'T12', 'thoracic kyphosis'),
  kyphosisEntry('TK_T2T12', 'T2', 'T12', 'thoracic kyphosis'),
  kyphosisEntry('TK_T5T12', 'T5', 'T12', 'thoracic kyphosis'),
  kyphosisEntry('TLK_T10L2', 'T10', 'L2', 'thoracolumbar kyphosis'),
];
