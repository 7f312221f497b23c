import { RachisError } from '@rachis/volume';
import { type Level, levelRank } from '../levels.ts';
import { degrees } from './plane.ts';

/** A point of the frontal plane, mm: to the patient's right, then superior, both positive (LPS x is left: flip once). */
export type FrontalPoint = readonly [right: number, superior: number];

/** The corners of a vertebral body in the frontal plane. */
export interface FrontalCorners {
  readonly superiorRight: FrontalPoint;
  readonly superiorLeft: FrontalPoint;
  readonly inferiorRight: FrontalPoint;
  readonly inferiorLeft: FrontalPoint;
}

/** A curve in the frontal plane: its angle, degrees, from the upper endplate of one end vertebra to the lower of the other. */
export interface CobbAngle {
  readonly angle: number;
  readonly upperEnd: Level;
  readonly lowerEnd: Level;
}

const tiltOf = (right: FrontalPoint, left: FrontalPoint): number =>
  degrees(Math.atan2(right[1] - left[1], right[0] - left[0]));

const frontalCentroid = (corners: FrontalCorners): FrontalPoint => {
  const all = [corners.superiorRight, corners.superiorLeft, corners.inferiorRight, corners.inferiorLeft];
  return [all.reduce((sum, p) => sum + p[0], 0) / 4, all.reduce((sum, p) => sum + p[1], 0) / 4];
};

type FrontalVertebrae = Partial<Readonly<Record<Level, FrontalCorners>>>;

const inOrder = (vertebrae: FrontalVertebrae): [Level, FrontalCorners][] =>
  (Object.entries(vertebrae) as [Level, FrontalCorners][]).sort(([a], [b]) => levelRank(a) - levelRank(b));

/**
 * The largest Cobb angle: over all pairs of vertebrae, the difference of the tilts of the upper one's upper and the
 * lower one's lower endplate. Null for fewer than two vertebrae. Cobb 1948; scoliosis is 10 degrees or more.
 */
export function largestCobb(vertebrae: FrontalVertebrae): CobbAngle | null {
  const rows = inOrder(vertebrae);
  let best: CobbAngle | null = null;
  for (const [i, [upperEnd, upper]] of rows.entries()) {
    const above = tiltOf(upper.superiorRight, upper.superiorLeft);
    for (const [lowerEnd, lower] of rows.slice(i + 1)) {
      const angle = Math.abs(above - tiltOf(lower.inferiorRight, lower.inferiorLeft));
      if (best === null || angle > best.angle) best = { angle, upperEnd, lowerEnd };
    }
  }
  return best;
}

/** Distance of a level's centroid from the vertical through the middle of the sacral plate (CSVL), mm, right +. */
export function csvlOffset(vertebrae: FrontalVertebrae, level: Level): number {
  const [sacrum, vertebra] = [vertebrae.S1, vertebrae[level]];
  if (sacrum === undefined || vertebra === undefined)
    throw new RachisError(
      'ARGUMENT_INVALID',
      `The distance of ${level} from the central sacral vertical line needs S1 and ${level}; ${sacrum === undefined ? 'S1' : level} is missing.`,
      { remedy: 'Mark the missing vertebra, or leave this measurement out.' },
    );
  return frontalCentroid(vertebra)[0] - (sacrum.superiorRight[0] + sacrum.superiorLeft[0]) / 2;
}

/** The apex of the frontal curve: the level, with its offset from CSVL (mm, right +), that lies furthest from it. */
export function frontalApex(vertebrae: FrontalVertebrae): { readonly level: Level; readonly offset: number } {
  const offsets = inOrder(vertebrae)
    .filter(([level]) => level !== 'S1')
    .map(([level]) => ({ level, offset: csvlOffset(vertebrae, level) }));
  if (offsets.length === 0)
    throw new RachisError('ARGUMENT_INVALID', 'The apex of a frontal curve needs a vertebra besides S1.');
  return offsets.reduce((best, one) => (Math.abs(one.offset) > Math.abs(best.offset) ? one : best));
}

/** Pelvic obliquity, degrees: angle of the line between two symmetric points of the pelvis with the horizontal, right higher +. */
export const pelvicObliquity = (right: FrontalPoint, left: FrontalPoint): number => tiltOf(right, left);

/** Angle at a point between the lines to two others, degrees. */
export function angleAt(at: FrontalPoint, one: FrontalPoint, other: FrontalPoint): number {
  const [u, v] = [one, other].map(([x, y]) => [x - at[0], y - at[1]] as const) as [
    FrontalPoint,
    FrontalPoint,
  ];
  return degrees(Math.abs(Math.atan2(u[0] * v[1] - u[1] * v[0], u[0] * v[0] + u[1] * v[1])));
}

/** A curve of the frontal plane with where it is. */
export interface FrontalCurve extends CobbAngle {
  /** Side of the convexity: right +1, left -1. */
  readonly convex: 1 | -1;
  readonly apex: Level;
  /** Distance of the apex from the line between the centroids of the end vertebrae, mm, right +. */
  readonly offset: number;
  readonly region: CurveRegion;
}

/** Where a curve's apex lies. */
export const curveRegions = [
  ...(['cervical', 'cervicothoracic', 'thoracic', 'thoracolumbar', 'lumbar', 'lumbosacral'] as const),
] as const;

export type CurveRegion = (typeof curveRegions)[number];

/** Scoliosis is a curve of so many degrees or more. */
export const leastCurve = 10;

/** The region of an apex: thoracic from T2 to T11, thoracolumbar T12 and L1, lumbar L2 to L4. */
function regionOfApex(apex: Level): CurveRegion {
  const rank = levelRank(apex);
  if (rank <= levelRank('C6')) return 'cervical';
  if (rank <= levelRank('T1')) return 'cervicothoracic';
  if (rank <= levelRank('T11')) return 'thoracic';
  if (rank <= levelRank('L1')) return 'thoracolumbar';
  return rank <= levelRank('L4') ? 'lumbar' : 'lumbosacral';
}

/** The vertebra that lies furthest to the convex side of the line between two others, and how far. */
function apexBetween(rows: readonly [Level, FrontalCorners][], from: number, to: number, convex: 1 | -1) {
  const [top, bottom] = [frontalCentroid(rows[from]![1]), frontalCentroid(rows[to]![1])];
  const [dx, dy] = [bottom[0] - top[0], bottom[1] - top[1]];
  const length = Math.hypot(dx, dy);
  return rows.slice(from + 1, to).reduce(
    (best, [level, corners]) => {
      const [x, y] = frontalCentroid(corners);
      // To the right of the way down is the patient's left, and the other way round.
      const offset = (dx * (y - top[1]) - dy * (x - top[0])) / length;
      return convex * offset > convex * best.offset ? { level, offset } : best;
    },
    { level: rows[from]![0], offset: -convex * Number.POSITIVE_INFINITY },
  );
}

/**
 * Every curve of 10 degrees or more, cranial to caudal: the largest angle between an upper endplate and a lower one further down, then
 * the same above its upper and below its lower end vertebra, which neighbouring curves share. Convex to the right where the upper end
 * vertebra is higher on its right than the lower one.
 */
export function frontalCurves(vertebrae: FrontalVertebrae): FrontalCurve[] {
  const rows = inOrder(vertebrae);
  const between = (from: number, to: number): FrontalCurve[] => {
    let best: { i: number; j: number; angle: number } | null = null;
    for (let i = from; i <= to; i++)
      for (let j = i + 2; j <= to; j++) {
        const [upper, lower] = [rows[i]![1], rows[j]![1]];
        const angle =
          tiltOf(upper.superiorRight, upper.superiorLeft) - tiltOf(lower.inferiorRight, lower.inferiorLeft);
        if (best === null || Math.abs(angle) > Math.abs(best.angle)) best = { i, j, angle };
      }
    if (best === null || Math.abs(best.angle) < leastCurve) return [];
    const { i, j, angle } = best;
    const convex = angle > 0 ? 1 : -1;
    const { level, offset } = apexBetween(rows, i, j, convex);
    return [
      ...between(from, i),
      {
        ...{ angle: Math.abs(angle), upperEnd: rows[i]![0], lowerEnd: rows[j]![0] },
        ...{ convex, apex: level, offset, region: regionOfApex(level) },
      },
      ...between(j, to),
    ];
  };
  return between(0, rows.length - 1);
}
