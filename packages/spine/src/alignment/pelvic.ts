import type { AlignmentPoints } from './alignment-points.ts';
import { degrees, lean, midpoint } from './plane.ts';
import type { AlignmentEntry } from './sagittal-catalogue.ts';

const source = 'Legaye et al. Eur Spine J 1998;7:99; norms PMC6334400';

/** Sacral slope, degrees. */
export const sacralSlope = (points: AlignmentPoints): number => -points.upper('S1');

/** Pelvic tilt, degrees. */
export const pelvicTilt = (points: AlignmentPoints): number => -lean(points.hips(), points.sacrum());

/** Pelvic incidence, degrees, as the sum of sacral slope and pelvic tilt. */
export const pelvicIncidence = (points: AlignmentPoints): number => sacralSlope(points) + pelvicTilt(points);

/** Pelvic incidence, degrees, as the angle from the perpendicular of the sacral plate to the line to the hip axis. */
export function pelvicIncidenceDirect(points: AlignmentPoints): number {
  const { superiorAnterior: front, superiorPosterior: back } = points.corners('S1');
  const middle = midpoint(front, back);
  const hips = points.hips();
  const perpendicular = [front[1] - back[1], back[0] - front[0]] as const;
  const toHips = [hips[0] - middle[0], hips[1] - middle[1]] as const;
  return degrees(
    Math.atan2(
      perpendicular[0] * toHips[1] - perpendicular[1] * toHips[0],
      perpendicular[0] * toHips[0] + perpendicular[1] * toHips[1],
    ),
  );
}

const shared = { unit: 'deg', source, posture: 'standing', standing: 'confirmed' } as const;

/** Sacrum and pelvis. */
export const pelvicMeasures: readonly AlignmentEntry[] = [
  {
    ...shared,
    id: 'SS',
    vertical: true,
    name: 'sacral slope',
    sign: 'anterior edge of the sacral plate lower +',
    definition: 'angle of the S1 upper endplate with the horizontal',
    formula: sacralSlope,
  },
  {
    ...shared,
    id: 'PT',
    vertical: true,
    name: 'pelvic tilt',
    sign: 'retroversion (sacrum behind the hips) +',
    definition:
      'angle with the vertical of the line from the hip axis to the middle of the S1 upper endplate',
    formula: pelvicTilt,
  },
  {
    ...shared,
    id: 'PI',
    name: 'pelvic incidence',
    sign: '+',
    definition: 'sacral slope + pelvic tilt',
    posture: 'any',
    formula: pelvicIncidence,
  },
  {
    ...shared,
    id: 'PI_direct',
    name: 'pelvic incidence, direct',
    sign: '+',
    definition:
      'angle between the perpendicular of the S1 upper endplate at its middle and the line from there to the hip axis',
    posture: 'any',
    formula: pelvicIncidenceDirect,
  },
];
