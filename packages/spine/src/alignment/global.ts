import type { Level } from '../levels.ts';
import type { AlignmentPoints } from './alignment-points.ts';
import { lean } from './plane.ts';
import { pelvicTilt, sacralSlope } from './pelvic.ts';
import type { AlignmentEntry } from './sagittal-catalogue.ts';

/** Spinopelvic inclination of a level, degrees: lean of the line from the hip axis to its centroid. */
const inclination = (points: AlignmentPoints, level: Level): number =>
  lean(points.hips(), points.centroid(level));

/** Lean of the line from the middle of the sacral plate to the C7 centroid, degrees. */
const neckLean = (points: AlignmentPoints): number => lean(points.sacrum(), points.centroid('C7'));

const shared = { unit: 'deg', posture: 'standing', standing: 'confirmed' } as const;

const inclinationEntry = (level: Level): AlignmentEntry => ({
  ...shared,
  id: `${level}SPi`,
  vertical: true,
  name: `${level} spinopelvic inclination`,
  sign: 'forwards +',
  definition: `angle with the vertical of the line from the hip axis to the ${level} centroid`,
  source: 'PMC6334400',
  formula: (points) => inclination(points, level),
});

const pelvicAngleEntry = (level: Level): AlignmentEntry => ({
  ...shared,
  id: `${level}PA`,
  name: `${level} pelvic angle${level === 'T1' ? ' (TPA)' : ''}`,
  sign: 'forwards +',
  definition: `angle at the hip axis between the ${level} centroid and the middle of the S1 upper endplate`,
  source: 'Protopsaltis et al. J Bone Joint Surg Am 2014;96:1631',
  posture: 'any',
  formula: (points) => inclination(points, level) + pelvicTilt(points),
});

/** Balance of the whole trunk. */
export const globalMeasures: readonly AlignmentEntry[] = [
  {
    ...shared,
    id: 'SVA',
    vertical: true,
    name: 'sagittal vertical axis',
    unit: 'mm',
    sign: 'C7 in front +',
    definition: 'anterior distance of the C7 centroid from the posterior superior corner of S1',
    source: 'PMC6334400',
    formula: (points) => points.centroid('C7')[0] - points.corners('S1').superiorPosterior[0],
  },
  inclinationEntry('T1'),
  pelvicAngleEntry('T1'),
  pelvicAngleEntry('T4'),
  pelvicAngleEntry('L1'),
  {
    ...shared,
    id: 'T4PA_minus_L1PA',
    name: 'T4 pelvic angle minus L1 pelvic angle',
    sign: 'thorax further forwards than the lumbar spine +',
    definition: 'T4PA - L1PA; in asymptomatic adults the two go along with one another (r = 0.9)',
    source: 'Hills et al. Spine 2022, T4-L1-hip axis',
    posture: 'any',
    formula: (points) => inclination(points, 'T4') - inclination(points, 'L1'),
  },
  {
    ...shared,
    id: 'pelvifemoral_angle',
    name: 'pelvifemoral (sacrofemoral) angle',
    sign: '180 for the hip in line; more where it is extended',
    definition:
      'angle at the hip axis between the line to the middle of the S1 upper endplate and that to the middle of the knees, measured in front',
    source: 'Mangione and Senegas 1997, as in PMC5382592, figure 2',
    posture: 'any',
    formula: (points) => {
      const [hips, sacrum, knees] = [points.hips(), points.sacrum(), points.knees()];
      const upwards = Math.atan2(sacrum[1] - hips[1], sacrum[0] - hips[0]);
      const downwards = Math.atan2(knees[1] - hips[1], knees[0] - hips[0]);
      // From the thigh forwards and up to the sacrum.
      return (((upwards - downwards) * 180) / Math.PI + 360) % 360;
    },
  },
  inclinationEntry('T9'),
  {
    ...shared,
    id: 'C7_vertical_tilt',
    vertical: true,
    name: 'C7 vertical tilt',
    sign: 'forwards +',
    definition:
      'angle with the vertical of the line from the middle of the S1 upper endplate to the C7 centroid',
    source: 'PMC3940782',
    formula: neckLean,
  },
  {
    ...shared,
    id: 'global_tilt',
    name: 'global tilt',
    sign: 'forwards +',
    definition:
      'pelvic tilt + C7 vertical tilt: angle at the middle of the S1 upper endplate between the lines from the hip axis and to C7',
    source: 'Obeid et al. Eur Spine J 2016;25:3644',
    formula: (points) => pelvicTilt(points) + neckLean(points),
  },
  {
    ...shared,
    id: 'SPA',
    name: 'spinopelvic angle',
    sign: '+',
    definition:
      'angle at the middle of the S1 upper endplate between the lines from there to the hip axis and to C7: 180 - global tilt',
    source: 'PMC3940782',
    formula: (points) => 180 - pelvicTilt(points) - neckLean(points),
  },
  {
    ...shared,
    id: 'spinal_tilt',
    vertical: true,
    name: 'spinal tilt',
    sign: 'forwards below 90',
    definition: 'angle with the horizontal of the line from C7 to the middle of the S1 upper endplate',
    source: 'PMC3940782',
    formula: (points) => 90 - neckLean(points),
  },
  {
    ...shared,
    id: 'SSA',
    name: 'spinosacral angle',
    sign: '+',
    definition: 'angle between the line from the middle of the S1 upper endplate to C7 and that endplate',
    source: 'PMC3940782',
    formula: (points) => sacralSlope(points) + 90 - neckLean(points),
  },
  {
    ...shared,
    id: 'GSA',
    name: 'global sagittal angle',
    sign: 'forwards +',
    definition:
      'angle at the middle of the knees (femoral condyles) between the C7 centroid and the posterior superior corner of S1',
    source: 'Diebo et al. AAOS Annual Meeting 2015, paper 215',
    formula: (points) =>
      lean(points.knees(), points.centroid('C7')) -
      lean(points.knees(), points.corners('S1').superiorPosterior),
  },
  {
    ...shared,
    id: 'Barrey_C7PL_over_SFD',
    vertical: true,
    name: 'Barrey ratio',
    unit: '',
    sign: 'C7 in front of the sacrum +',
    definition:
      'anterior distance from the posterior superior corner of S1 to the C7 centroid, over that to the hip axis',
    source: 'Barrey et al. Eur Spine J 2011;20(S5):626',
    formula: (points) => {
      const behind = points.corners('S1').superiorPosterior[0];
      return (points.centroid('C7')[0] - behind) / (points.hips()[0] - behind);
    },
  },
];
