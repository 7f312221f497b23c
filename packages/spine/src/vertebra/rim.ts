import { type Box, cropMask, indexToPatient, type Mask, patientToIndex, type Vector3 } from '@rachis/volume';
import type { BodyBox } from './body.ts';
import { type Occupancy, occupancyOf } from './occupancy.ts';
import { add, dot, median, norm, scale, subtract } from './vector.ts';

/** A place in a box's mid-sagittal plane: forwards and upwards of its centre, mm. */
export type Sagittal = readonly [a: number, h: number];

/** An endplate and a wall of a body, and where they would meet if the body had no rim between them. */
export interface Edge {
  readonly meeting: Sagittal;
  /** Height of the endplate, by the place forwards. */
  readonly height: (a: number) => number;
  /** Place forwards of the wall, by the height. */
  readonly depth: (h: number) => number;
  /** Upper (1) or lower (-1) endplate. */
  readonly towards: 1 | -1;
  /** Front (1) or back (-1) wall. */
  readonly side: 1 | -1;
  /** Whether the endplate is flat up to here: then the corner is where it meets the wall. */
  readonly rimless: boolean;
}

/** The point of a rim. */
export interface Rim {
  /** LPS, mm. */
  readonly position: Vector3;
  /** How far it lies inside of where endplate and wall would meet, mm. */
  readonly retreat: number;
}

/** Part of the smaller half of a body's sizes that the rim is looked for within. */
const reachPart = 0.75;

/** No corner lies further than this part of a voxel's diagonal from the centre of a voxel of its bone. */
const mostDiagonals = 0.9;

/** A rim that loses less than this part of a voxel is not told from steps; one that loses twice as much is taken as it is. */
const steps = 0.25;

/** The section is the middle one of so many, up to this far (mm) to either side of the midline: holes of single voxels close. */
const sections = { count: 5, reach: 2.5 } as const;

/** The voxels about a place, cut out. */
function around(mask: Mask, place: Vector3, reach: number): Mask | null {
  const at = patientToIndex(mask, place);
  const low = at.map((i, axis) => Math.max(0, Math.floor(i - reach / mask.spacing[axis]!)));
  const high = at.map((i, axis) =>
    Math.min(mask.size[axis]! - 1, Math.ceil(i + reach / mask.spacing[axis]!)),
  );
  if (low.some((from, axis) => high[axis]! < from)) return null;
  const size = low.map((from, axis) => high[axis]! - from + 1);
  return cropMask(mask, { start: low, size } as unknown as Box);
}

/** The voxels of the same grid that would be inside, were the edge sharp. */
function sharpened(mask: Mask, { axes, centre }: BodyBox, edge: Edge): Mask {
  const data = new Uint8Array(mask.data.length);
  const [nx, ny] = mask.size;
  for (let i = 0; i < data.length; i++) {
    const voxel = indexToPatient(mask, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
    const from = subtract(voxel, centre);
    const [a, h] = [dot(from, axes.anterior), dot(from, axes.superior)];
    if (edge.side * (edge.depth(h) - a) >= 0 && edge.towards * (edge.height(a) - h) >= 0) data[i] = 1;
  }
  return { ...mask, data };
}

/** Which way a rim faces: halfway between the body's axis and forwards or backwards. */
const facing = ({ towards, side }: Edge): Sagittal => [side * Math.SQRT1_2, towards * Math.SQRT1_2];

/** A place, and how far it lies along the way that a rim faces. */
interface Ahead {
  readonly place: Sagittal;
  readonly ahead: number;
}

/** The places that a rim can be at, the furthest along the way that it faces first: within endplate and wall, give or take half a voxel. */
function placesOf(edge: Edge, way: Sagittal, reach: number, step: number, slack: number): Ahead[] {
  const { meeting, side, towards } = edge;
  const places: Ahead[] = [];
  for (let u = -reach; u <= slack; u += step)
    for (let v = -reach; v <= slack; v += step) {
      const [a, h] = [meeting[0] + side * u, meeting[1] + towards * v];
      if (side * (a - edge.depth(h)) > slack || towards * (h - edge.height(a)) > slack) continue;
      places.push({ place: [a, h], ahead: a * way[0] + h * way[1] });
    }
  return places.sort((p, q) => q.ahead - p.ahead);
}

/**
 * How far a section goes along the way that a rim faces, and there the middle of all that lies within a voxel of the furthest:
 * the middle of a rim that is cut off straight, and of the arc of a round one. Null for none.
 */
function furthest(
  places: readonly Ahead[],
  way: Sagittal,
  inside: (place: Sagittal) => boolean,
  within: number,
): Ahead | null {
  let most = Number.NEGATIVE_INFINITY;
  let [sumA, sumH, n] = [0, 0, 0];
  for (const { place, ahead } of places) {
    if (ahead < most - within) break;
    if (!inside(place)) continue;
    if (n === 0) most = ahead;
    sumA += place[0];
    sumH += place[1];
    n++;
  }
  if (n === 0) return null;
  const [a, h] = [sumA / n, sumH / n];
  const short = most - (a * way[0] + h * way[1]);
  return { place: [a + short * way[0], h + short * way[1]], ahead: most };
}

/** The place itself where it lies within a part of a voxel's diagonal from the nearest of a mask's voxels, else moved to there. */
function heldTo(mask: Mask, place: Vector3): Vector3 {
  const [nx, ny] = mask.size;
  let [distance, nearest] = [Number.POSITIVE_INFINITY, place];
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) continue;
    const voxel = indexToPatient(mask, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
    const far = norm(subtract(voxel, place));
    if (far < distance) [distance, nearest] = [far, voxel];
  }
  const most = mostDiagonals * Math.hypot(...mask.spacing);
  return distance <= most ? place : add(nearest, scale(subtract(place, nearest), most / distance));
}

/** Patient position (LPS, mm) of a place of the sagittal plane, so far (mm) to the left. */
type Place = (place: Sagittal, left: number) => Vector3;

/** Where the rim of an edge lies in its section, mm: meeting point and outermost place, weighed by how sure the voxels are of a rim. */
function rimIn(
  local: Mask,
  { voxel, grain }: Occupancy,
  box: BodyBox,
  edge: Edge,
  reach: number,
  position: Place,
) {
  const way = facing(edge);
  const places = placesOf(edge, way, reach, voxel / 3, grain / 2);
  const lateral = Array.from(
    { length: sections.count },
    (_, i) => sections.reach * ((2 * i) / (sections.count - 1) - 1),
  );
  const outermost = ({ at }: Occupancy) =>
    furthest(places, way, (place) => median(lateral.map((l) => at(...position(place, l)))) >= 0.5, voxel);
  const found = outermost(occupancyOf(local));
  const sharp = outermost(occupancyOf(sharpened(local, box, edge)));
  if (found === null || sharp === null) return null;
  const part = Math.max(0, Math.min(1, (sharp.ahead - found.ahead) / (steps * grain) - 1));
  return edge.meeting.map((at, i) => at + part * (found.place[i]! - at)) as unknown as Sagittal;
}

/**
 * The corner of a body on its rim: of the bone near the midline that lies within endplate and wall, the point furthest in the
 * direction halfway between the body's axis and forwards (or backwards), where the tangent of a round rim stands at 45 degrees.
 * Spurs that go beyond endplate or wall are left out. What a sharp edge would lose in the same voxels is no retreat, and what
 * is less than a quarter of a voxel is not told from its steps: a body without rims keeps its corner where endplate and wall
 * meet. It lies within a voxel's diagonal of a voxel of the bone. Null where no bone is near. Method: the section compared with
 * that of a sharp edge in the same voxels.
 */
export function rimOf(occupancy: Occupancy, box: BodyBox, edge: Edge): Rim | null {
  if (occupancy.mask === undefined) return null;
  const { axes, centre, halfDepth, halfHeight } = box;
  const position: Place = ([a, h], l) =>
    add(centre, add(scale(axes.anterior, a), add(scale(axes.superior, h), scale(axes.left, l))));
  const meeting = position(edge.meeting, 0);
  const reach = reachPart * Math.min(halfDepth, halfHeight);
  const local = around(occupancy.mask, meeting, 1.5 * reach + 2 * Math.max(...occupancy.mask.spacing));
  if (local === null || !local.data.includes(1)) return null;
  const rim = edge.rimless ? edge.meeting : rimIn(local, occupancy, box, edge, reach, position);
  if (rim === null) return null;
  const corner = heldTo(local, position(rim, 0));
  return { position: corner, retreat: norm(subtract(corner, meeting)) };
}
