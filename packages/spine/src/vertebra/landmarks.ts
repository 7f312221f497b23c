import { type Grid, inPatientOrder, patientToIndex, type Vector3 } from '@rachis/volume';
import type { Level } from '../levels.ts';
import { type BodyBox, fitBox, locateBody } from './body.ts';
import {
  type Endplate,
  type EndplateOrReason,
  fitEndplate,
  fitProfile,
  fitWall,
  plateNormal,
  spreadOver,
} from './endplate.ts';
import type { LabelCrop } from './label-crops.ts';
import { exitDistance, type Occupancy } from './occupancy.ts';
import { type Pedicles, pediclesOf } from './pedicles.ts';
import { rimOf } from './rim.ts';
import { add, axesFrom, type BodyAxes, dot, scale, subtract } from './vector.ts';

/** A point of a vertebra, with where it came from and how well it fits. */
export interface Landmark {
  /** LPS, mm. */
  readonly position: Vector3;
  /** How it was found. */
  readonly source: string;
  /** Root mean square distance of the surface's points from what was fitted to them, mm. */
  readonly fitError: number;
  /** Of a corner found in a mask: where its endplate and wall would meet if there were no rim (LPS, mm). */
  readonly meeting?: Vector3;
}

/** Names of the points of a vertebra in its mid-sagittal plane: four corners, and the middle of each endplate. */
export const landmarkNames = [
  'superior_anterior',
  'superior_middle',
  'superior_posterior',
  'inferior_anterior',
  'inferior_middle',
  'inferior_posterior',
] as const;

export type LandmarkName = (typeof landmarkNames)[number];

/** What was found of a vertebra; what was not has its reason. */
export interface VertebraLandmarks {
  readonly level: Level;
  readonly box: BodyBox;
  readonly superior: EndplateOrReason;
  readonly inferior: EndplateOrReason;
  /** Points that could be found. */
  readonly points: Partial<Readonly<Record<LandmarkName, Landmark>>>;
  /** Middle of the body. */
  readonly centroid: Landmark;
  /** Middles of the pedicles; null where the mask has none. */
  readonly pedicles: Pedicles | null;
  readonly occupancy: Occupancy;
  /** The mask is of the body alone: where front is, the file's orientation says. */
  readonly bodyAlone?: true;
  /** Nothing in its mask tells where front is: it is as its neighbours face. */
  readonly facesAsTold?: true;
  /** Why its pedicles are not taken, where not for want of them. */
  readonly pediclesReason?: string;
  /** Known by the points of a landmark file alone: what is missing was not given. */
  readonly pointsAlone?: true;
}

/** A vertebra, or why nothing of it can be measured. */
export type VertebraOrReason =
  | { readonly found: VertebraLandmarks }
  | {
      readonly found: null;
      readonly reason: string;
      /** What is labelled has nothing of the shape of a vertebra. */
      readonly shapeless?: true;
    };

/** Fewer voxels than this are no vertebra that could be measured. */
const leastVoxels = 60;

/** Where an endplate is cut off, so much of the body's depth must be left of its height for the other one. */
const leastLeft = 0.45;

/** Bodies of people are between these, mm. */
const plausible = { halfDepth: [3, 35], halfHeight: [2, 30], halfWidth: [4, 45] } as const;

/**
 * The body's axis is the middle direction between its endplates' normals, or the normal of the one that a level has;
 * looked for from the inside outwards.
 */
function straighten(box: BodyBox, occupancy: Occupancy, sides: readonly (1 | -1)[]): BodyBox {
  let current = box;
  for (const part of [0.5, 0.7, 1, 1]) {
    const normals = sides
      .map((towards) => plateNormal(occupancy, current, towards, part))
      .filter((normal) => normal !== null);
    const [first, second] = normals;
    if (first === undefined) return current;
    const superior = second === undefined ? first : add(first, second);
    const next = fitBox(occupancy, current.centre, axesFrom(superior, current.axes.anterior));
    if (next === null) return current;
    current = next;
  }
  return current;
}

/** Where a plate's profile meets a wall: height and anterior coordinate in the box's axes. */
function meet(
  height: (a: number) => number,
  depth: (h: number) => number,
  start: number,
): [a: number, h: number] {
  let a = start;
  for (let pass = 0; pass < 6; pass++) a = depth(height(a));
  return [a, height(a)];
}

const lacks = (level: Level, which: 'superior' | 'inferior'): string | null => {
  if (level === 'C2' && which === 'superior') return 'C2 has the dens in place of a superior endplate';
  if (level[0] === 'S' && which === 'inferior') return `${level} is fused to what lies below it`;
  return null;
};

/** Points of one endplate in the mid-sagittal plane. */
function platePointsOf(
  occupancy: Occupancy,
  box: BodyBox,
  towards: 1 | -1,
  scan: Grid,
): Partial<Record<LandmarkName, Landmark>> {
  const profile = fitProfile(occupancy, box, towards);
  if (profile === null) return {};
  const wall = (side: 1 | -1) =>
    fitWall(occupancy, box, side, scan, profile.height(0.6 * side * box.halfDepth), towards);
  const [front, back] = [wall(1), wall(-1)];
  const place = (a: number, h: number) =>
    add(box.centre, add(scale(box.axes.anterior, a), scale(box.axes.superior, h)));
  const prefix = towards === 1 ? 'superior' : 'inferior';
  const points: Partial<Record<LandmarkName, Landmark>> = {};
  const ends: number[] = [];
  for (const [wall, name, start] of [
    [front, 'anterior', box.halfDepth],
    [back, 'posterior', -box.halfDepth],
  ] as const) {
    if (wall === null || wall.cut) continue;
    const meeting = meet(profile.height, wall.depth, start);
    if (!(Math.abs(meeting[0]) < 2 * box.halfDepth && Math.abs(meeting[1]) < 3 * box.halfHeight)) continue;
    const side = name === 'anterior' ? 1 : -1;
    const rim = rimOf(occupancy, box, {
      meeting,
      height: profile.height,
      depth: wall.depth,
      rimless: profile.rimless,
      towards,
      side,
    });
    if (rim === null) continue;
    ends.push(dot(subtract(rim.position, box.centre), box.axes.anterior));
    points[`${prefix}_${name}`] = {
      position: rim.position,
      meeting: place(...meeting),
      source: `mask: rim near the midline, ${rim.retreat.toFixed(1)} mm inside of where ${prefix} endplate and ${name} wall would meet`,
      fitError: Math.hypot(profile.error, wall.error),
    };
  }
  if (ends.length === 2) {
    const middle = (ends[0]! + ends[1]!) / 2;
    points[`${prefix}_middle`] = {
      position: place(middle, profile.height(middle)),
      source: `mask: ${prefix} endplate near the midline`,
      fitError: profile.error,
    };
  }
  return points;
}

const implausible = (box: BodyBox): string | null => {
  for (const [name, [least, most]] of Object.entries(plausible)) {
    const value = box[name as keyof typeof plausible];
    if (value < least || value > most)
      return `what was found is no vertebral body: its ${name.slice(4).toLowerCase()} would be ${(2 * value).toFixed(0)} mm`;
  }
  return null;
};

/** Where the scan ends within the walls of a body: sizes and tilts would be of a part of it; null where it does not. */
function cutWall(occupancy: Occupancy, { axes, centre, halfHeight }: BodyBox, scan: Grid): string | null {
  for (const [towards, where] of [
    [1, 'in front'],
    [-1, 'behind'],
  ] as const) {
    const direction = scale(axes.anterior, towards);
    let [rays, cut] = [0, 0];
    for (const h of spreadOver(5))
      for (const l of [-3, 0, 3]) {
        const start = add(centre, add(scale(axes.superior, 0.4 * h * halfHeight), scale(axes.left, l)));
        const exit = exitDistance(occupancy, start, direction, 2.5, 60);
        if (exit === null) continue;
        rays++;
        // A voxel further on there is no scan: rays that run along its end are not cut.
        const beyond = patientToIndex(scan, add(start, scale(direction, exit + Math.max(...scan.spacing))));
        if (beyond.some((i, axis) => i < -0.5 || i > scan.size[axis]! - 0.5)) cut++;
      }
    if (cut > 0.3 * rays) return where;
  }
  return null;
}

/**
 * Landmarks of a vertebra from its mask: body, axes, endplate planes, corners, middles of the endplates, centroid, in
 * patient space (LPS, mm). `upwards` is about where superior is, along the line of the neighbours; `scan` the grid of
 * the whole file, to see what its edge cuts; `front` where it faces, if nothing in its mask tells. Endplates are planes fitted robustly to the surface's points over 92% of
 * the depth and 80% of the width; corners lie on the rim near the midline (`rimOf`).
 */
export function vertebraLandmarks(
  level: Level,
  crop: LabelCrop,
  upwards: Vector3,
  scan: Grid,
  front?: Vector3,
): VertebraOrReason {
  if (level === 'C1') return { found: null, reason: 'C1 has no body' };
  if (crop.voxels < leastVoxels)
    return { found: null, reason: `too few voxels (${crop.voxels}) for a vertebra` };
  // The same bone stored in another order of voxels has the same landmarks.
  const located = locateBody({ ...crop, mask: inPatientOrder(crop.mask) }, upwards, front);
  if (located.box === null)
    return { found: null, reason: located.reason, ...(located.shapeless ? { shapeless: true } : {}) };
  const { occupancy } = located;
  const box = straighten(
    located.box,
    occupancy,
    ([1, -1] as const).filter((towards) => lacks(level, towards === 1 ? 'superior' : 'inferior') === null),
  );
  const wrong = implausible(box);
  if (wrong !== null) return { found: null, reason: wrong, shapeless: true };
  const cut = cutWall(occupancy, box, scan);
  if (cut !== null) return { found: null, reason: `the field of view cuts its body ${cut}` };
  const plates = ([1, -1] as const).map((towards): EndplateOrReason => {
    const reason = lacks(level, towards === 1 ? 'superior' : 'inferior');
    return reason === null ? fitEndplate(occupancy, box, towards, scan) : { plate: null, reason };
  });
  // Of a sliver the endplate is told, where its walls lie is not.
  const sliver = plates.some(({ plate }) => plate === null) && box.halfHeight < leastLeft * box.halfDepth;
  const points = ([1, -1] as const).map((towards, i) =>
    sliver || plates[i]!.plate === null ? {} : platePointsOf(occupancy, box, towards, scan),
  );
  const errors = plates.flatMap(({ plate }) => (plate === null ? [] : [plate.fitError]));
  return {
    found: {
      level,
      box,
      superior: plates[0]!,
      inferior: plates[1]!,
      points: { ...points[0], ...points[1] },
      centroid: {
        position: box.centre,
        source: 'mask: middle of the body',
        fitError: errors.length === 0 ? 0 : Math.max(...errors),
      },
      pedicles: level[0] === 'S' ? null : pediclesOf(occupancy, box),
      occupancy,
      ...(located.hasPosterior ? {} : { bodyAlone: true }),
      ...(located.facesByItself ? {} : { facesAsTold: true }),
    },
  };
}

/** Tilt of an endplate, degrees, in the plane of the given axes: anterior edge higher +. */
export function plateTilt(plate: Endplate, axes: BodyAxes): number {
  // The plate's line in that plane is at right angles to its normal.
  return (Math.atan2(-dot(plate.normal, axes.anterior), dot(plate.normal, axes.superior)) * 180) / Math.PI;
}
