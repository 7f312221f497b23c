import type { Grid, Vector3 } from '@rachis/volume';
import type { CutPlane } from '../section/plane.ts';
import { atEdge, exitDistance, type Occupancy } from '../vertebra/occupancy.ts';
import { add, median, scale } from '../vertebra/vector.ts';

/** A canal or cord where a plane cuts it. */
export interface TubeSection {
  /** Middle of the section (LPS, mm). */
  readonly centre: Vector3;
  /** mm2. */
  readonly area: number;
  /** mm. */
  readonly anteroposterior: number;
  readonly transverse: number;
  /** Middle of the antero-posterior diameter. */
  readonly middle: Vector3;
}

/** A section, or why there is none. */
export type TubeOrReason =
  | { readonly section: TubeSection }
  | { readonly section: null; readonly reason: string };

/** Where the tube is looked for behind a body's middle, mm: in front, behind, and to either side. */
const window = { front: 5, back: 70, side: 30 } as const;

/** Step between the places that an area is counted over, mm. */
const pitch = 0.5;

/** Length of the section through its middle along an axis, and how far off the middle its own middle lies. */
function diameter(
  occupancy: Occupancy,
  centre: Vector3,
  along: Vector3,
  across: Vector3,
): { readonly length: number; readonly shift: number } {
  const ways = [-1, -0.5, 0, 0.5, 1].flatMap((offset) => {
    const start = add(centre, scale(across, offset));
    const there = exitDistance(occupancy, start, along, 1, 60);
    const back = exitDistance(occupancy, start, scale(along, -1), 1, 60);
    return there === null || back === null ? [] : [{ length: there + back, shift: (there - back) / 2 }];
  });
  return {
    length: median(ways.map(({ length }) => length)),
    shift: median(ways.map(({ shift }) => shift)),
  };
}

/**
 * A tube (canal or cord) in a plane: area counted over steps of half a millimetre, diameters between where rays from the
 * middle leave it. Looked for behind the plane's centre. The reason where the label does not reach the plane, or the scan
 * ends in it.
 */
export function tubeSection(occupancy: Occupancy, plane: CutPlane, scan: Grid, name: string): TubeOrReason {
  const { left, anterior } = plane.axes;
  let [count, sumL, sumA, edge] = [0, 0, 0, 0];
  for (let l = -window.side; l <= window.side; l += pitch)
    for (let a = -window.back; a <= window.front; a += pitch) {
      const p = add(plane.centre, add(scale(left, l), scale(anterior, a)));
      if (occupancy.at(p[0], p[1], p[2]) < 0.5) continue;
      count++;
      sumL += l;
      sumA += a;
      if (atEdge(scan, p)) edge++;
    }
  if (count < 4) return { section: null, reason: `the label of the ${name} does not reach this level` };
  if (edge > 0) return { section: null, reason: `the ${name} is cut by the field of view` };
  const centre = add(plane.centre, add(scale(left, sumL / count), scale(anterior, sumA / count)));
  const depth = diameter(occupancy, centre, anterior, left);
  const width = diameter(occupancy, centre, left, anterior);
  return {
    section: {
      centre,
      area: count * pitch * pitch,
      anteroposterior: depth.length,
      transverse: width.length,
      middle: add(centre, scale(anterior, depth.shift)),
    },
  };
}
