import type { PlaneSet } from '../landmark-files/plane-file.ts';
import type { Level } from '../levels.ts';
import { type Measurement, type MeasurementEntry, measured, unmeasured } from '../measurement.ts';
import {
  angleAt,
  csvlOffset,
  type FrontalCorners,
  frontalCurves,
  frontalApex,
  type FrontalPoint,
  largestCobb,
  pelvicObliquity,
} from './coronal.ts';

const shared = { posture: 'standing', standing: 'confirmed' } as const;

/** Measurements of frontal radiographs. */
export const coronalCatalogue: Readonly<
  Record<'cobb' | 'curve' | 'curveApex' | 'balance' | 'apex' | 'obliquity' | 'sfp' | 'tilt', MeasurementEntry>
> = {
  cobb: {
    ...shared,
    id: 'cobb_angle',
    name: 'largest Cobb angle',
    unit: 'deg',
    sign: '',
    definition:
      'largest angle between the upper endplate of one vertebra and the lower endplate of one below; its level names both ends',
    source: 'Cobb 1948',
  },
  curve: {
    ...shared,
    id: 'curve_<region>',
    name: 'every curve of 10 degrees or more, by the region of its apex',
    unit: 'deg',
    sign: 'convex to the right +',
    definition:
      'angle between the upper endplate of its upper and the lower endplate of its lower end vertebra, which its level names; neighbouring curves share an end vertebra. Regions: cervical to C6, cervicothoracic C7 and T1, thoracic T2 to T11, thoracolumbar T12 and L1, lumbar L2 to L4, lumbosacral',
    source: 'Cobb 1948; regions of the Scoliosis Research Society',
    standing: 'unconfirmed',
  },
  curveApex: {
    ...shared,
    id: 'curve_apex_<region>',
    name: 'apex of each curve',
    unit: 'mm',
    sign: 'right +',
    definition:
      'distance of the vertebra that lies furthest to the convex side from the line between the centroids of the end vertebrae; its level is the apex',
    source: 'Rachis',
  },
  balance: {
    ...shared,
    id: 'coronal_balance',
    name: 'distance of C7 from the central sacral vertical line',
    unit: 'mm',
    sign: 'right +',
    definition: 'from the vertical through the middle of the S1 upper endplate to the C7 centroid',
    source: 'Rachis',
  },
  apex: {
    ...shared,
    id: 'apical_translation',
    name: 'distance of the apex from the central sacral vertical line',
    unit: 'mm',
    sign: 'right +',
    definition: 'of the vertebra whose centroid lies furthest from that line; its level is the apex',
    source: 'Rachis',
  },
  obliquity: {
    ...shared,
    id: 'pelvic_obliquity',
    name: 'pelvic obliquity',
    unit: 'deg',
    sign: 'right higher +',
    definition: 'angle with the horizontal of the line between the femoral heads',
    source: 'Rachis',
  },
  sfp: {
    ...shared,
    id: 'sacro_femoral_pubic_angle',
    name: 'sacro-femoral-pubic angle',
    unit: 'deg',
    sign: '',
    definition:
      'at the femoral head, from the middle of the S1 upper endplate to the upper border of the pubic symphysis; mean of the sides that are marked',
    source: 'Blondel et al. Eur Spine J 2012;21:719 (PMC3326127)',
  },
  tilt: {
    ...shared,
    id: 'PT_estimate_frontal',
    name: 'pelvic tilt, estimated from in front',
    unit: 'deg',
    sign: 'retroversion +',
    definition:
      '75 - sacro_femoral_pubic_angle; an estimate: within 7.5 degrees in 76% of 71 adults, r = 0.74',
    source: 'Blondel et al. Eur Spine J 2012;21:719 (PMC3326127)',
  },
};

/** The sacro-femoral-pubic angle, degrees, or what is missing for it. */
function sacroFemoralPubic(
  plate: FrontalCorners | null,
  symphysis: FrontalPoint | undefined,
  heads: readonly (FrontalPoint | undefined)[],
): number | string {
  if (plate === null) return 'the upper corners of S1 are missing';
  if (symphysis === undefined) return 'the pubic symphysis is not marked';
  const marked = heads.filter((head) => head !== undefined);
  if (marked.length === 0) return 'no femoral head is marked';
  const { superiorRight: r, superiorLeft: l } = plate;
  const sacrum: FrontalPoint = [(r[0] + l[0]) / 2, (r[1] + l[1]) / 2];
  const angles = marked.map((head) => angleAt(head, sacrum, symphysis));
  return angles.reduce((sum, angle) => sum + angle, 0) / angles.length;
}

/** Alignment in the frontal plane from the points of a frontal radiograph; what cannot be measured has its reason. */
export function measureCoronal({ points }: Pick<PlaneSet, 'points'>): Measurement[] {
  const found = new Map<Level, Record<string, FrontalPoint>>();
  const heads = new Map<string, FrontalPoint>();
  for (const { level, name, at } of points) {
    if (level === '') heads.set(name, at);
    else found.set(level, { ...found.get(level), [name]: at });
  }
  const vertebrae: Partial<Record<Level, FrontalCorners>> = {};
  const sacrum = found.get('S1');
  for (const [level, corners] of found) {
    const { superior_right: sr, superior_left: sl, inferior_right: ir, inferior_left: il } = corners;
    if (sr && sl && ir && il)
      vertebrae[level] = { superiorRight: sr, superiorLeft: sl, inferiorRight: ir, inferiorLeft: il };
  }
  const { cobb, balance, apex, obliquity, sfp, tilt } = coronalCatalogue;
  const mobile = Object.fromEntries(Object.entries(vertebrae).filter(([level]) => level[0] !== 'S'));
  const curve = largestCobb(mobile);
  // Of the sacrum only the upper plate is seen.
  const plate =
    sacrum?.superior_right && sacrum.superior_left
      ? {
          superiorRight: sacrum.superior_right,
          superiorLeft: sacrum.superior_left,
          inferiorRight: sacrum.superior_right,
          inferiorLeft: sacrum.superior_left,
        }
      : null;
  const standing = plate === null ? null : { ...mobile, S1: plate };
  const noPlate = 'the upper corners of S1 are missing';
  const summit = standing === null || Object.keys(mobile).length === 0 ? null : frontalApex(standing);
  const [right, left] = [heads.get('femoral_head_right'), heads.get('femoral_head_left')];
  const pubic = sacroFemoralPubic(plate, heads.get('pubic_symphysis'), [right, left]);
  const ofPubis = (entry: MeasurementEntry, formula: (angle: number) => number) =>
    typeof pubic === 'string' ? unmeasured(entry, '', pubic) : measured(entry, '', formula(pubic));
  return [
    curve === null
      ? unmeasured(cobb, '', 'fewer than two vertebrae have their four corners')
      : measured(cobb, `${curve.upperEnd}-${curve.lowerEnd}`, curve.angle),
    ...frontalCurves(mobile).flatMap(({ region, angle, convex, upperEnd, lowerEnd, apex: top, offset }) => [
      measured(
        { ...coronalCatalogue.curve, id: `curve_${region}` },
        `${upperEnd}-${lowerEnd}`,
        convex * angle,
      ),
      measured({ ...coronalCatalogue.curveApex, id: `curve_apex_${region}` }, top, offset),
    ]),
    standing === null || !('C7' in mobile)
      ? unmeasured(balance, '', standing === null ? noPlate : 'the corners of C7 are missing')
      : measured(balance, '', csvlOffset(standing, 'C7')),
    summit === null
      ? unmeasured(apex, '', standing === null ? noPlate : 'no vertebra has its four corners')
      : measured(apex, summit.level, summit.offset),
    right === undefined || left === undefined
      ? unmeasured(obliquity, '', 'a femoral head is missing')
      : measured(obliquity, '', pelvicObliquity(right, left)),
    ofPubis(sfp, (angle) => angle),
    ofPubis(tilt, (angle) => 75 - angle),
  ];
}
