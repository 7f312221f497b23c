import type { AlignmentPoints } from './alignment-points.ts';
import type { AlignmentEntry } from './sagittal-catalogue.ts';

const cervicalLordosis = (points: AlignmentPoints): number => points.lower('C2') - points.lower('C7');
const firstThoracicSlope = (points: AlignmentPoints): number => -points.upper('T1');

const shared = { unit: 'deg', source: 'PMC6334400', posture: 'standing', standing: 'confirmed' } as const;

/** Neck and cervicothoracic junction. */
export const cervicalMeasures: readonly AlignmentEntry[] = [
  {
    ...shared,
    id: 'CL_C2C7',
    name: 'cervical lordosis C2-C7',
    sign: 'lordosis +',
    definition: 'angle between the C2 and the C7 lower endplate',
    formula: cervicalLordosis,
  },
  {
    ...shared,
    id: 'T1_slope',
    vertical: true,
    name: 'T1 slope',
    sign: 'anterior edge lower +',
    definition: 'angle of the T1 upper endplate with the horizontal',
    formula: firstThoracicSlope,
  },
  {
    ...shared,
    id: 'C2_slope',
    vertical: true,
    name: 'C2 slope',
    sign: 'anterior edge lower +',
    definition: 'angle of the C2 lower endplate with the horizontal',
    formula: (points) => -points.lower('C2'),
  },
  {
    ...shared,
    id: 'TS_minus_CL',
    vertical: true,
    name: 'T1 slope minus cervical lordosis',
    sign: 'lordosis too small +',
    definition: 'T1_slope - CL_C2C7',
    formula: (points) => firstThoracicSlope(points) - cervicalLordosis(points),
  },
  {
    ...shared,
    id: 'cSVA_C2C7',
    vertical: true,
    name: 'cervical sagittal vertical axis C2-C7',
    unit: 'mm',
    sign: 'C2 in front +',
    definition: 'anterior distance of the C2 centroid from the posterior superior corner of C7',
    formula: (points) => points.centroid('C2')[0] - points.corners('C7').superiorPosterior[0],
  },
];
