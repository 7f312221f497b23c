import type { Grid, Vector3 } from '@rachis/volume';
import type { BodyBox } from './body.ts';
import { evaluate, type Fit, robustFit } from './fit.ts';
import { type FlatPlate, flatPlane, type PlaneCoefficients } from './flat-plate.ts';
import { atEdge, exitDistance, type Occupancy } from './occupancy.ts';
import { add, dot, scale, subtract, unit } from './vector.ts';

/** An endplate as a plane in patient space (LPS, mm). */
export interface Endplate {
  /** Where the body's axis meets it. */
  readonly centre: Vector3;
  /** Normal, cranially. */
  readonly normal: Vector3;
  /** Root mean square distance of its points from the plane, mm: concavity, rims and voxel steps. */
  readonly fitError: number;
  readonly points: number;
}

/** An endplate, or why there is none. */
export type EndplateOrReason =
  | { readonly plate: Endplate }
  | { readonly plate: null; readonly reason: string };

/** Part of the body's depth and width that an endplate's points are taken from: rims and processes stay out. */
const plateParts = { depth: 0.92, width: 0.8 } as const;

/** All of an endplate, where it is flat up to its rim. */
const wholeParts = { depth: 0.99, width: 0.97 } as const;

/** What of a flat endplate lies near the midline, up to its front and back edge: where it is flat there, it has no rim. */
const rimParts = { depth: 0.99, width: 0.4 } as const;

/** The same for its profile near the midline, whose curve rims would bend. */
const profileParts = { depth: 0.85, width: 0.4 } as const;

/** Evenly spaced places from -1 to 1. */
export const spreadOver = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => -1 + (2 * i + 1) / count);

/** Points, in the box's axes (anterior, left, height from the centre; mm), where rays along the axis leave the body. */
export function platePoints(
  occupancy: Occupancy,
  box: BodyBox,
  towards: 1 | -1,
  parts: { readonly depth: number; readonly width: number },
  most = 32,
): { readonly a: number; readonly l: number; readonly h: number; readonly place: Vector3 }[] {
  const { axes, centre, halfDepth, halfWidth, halfHeight } = box;
  const direction = scale(axes.superior, towards);
  const count = (part: number, half: number) =>
    Math.max(5, Math.min(most, Math.round((2 * part * half) / occupancy.voxel)));
  const points = [];
  for (const u of spreadOver(count(parts.depth, halfDepth)))
    for (const v of spreadOver(count(parts.width, halfWidth))) {
      const [a, l] = [u * parts.depth * halfDepth, v * parts.width * halfWidth];
      const start = add(centre, add(scale(axes.anterior, a), scale(axes.left, l)));
      const distance = exitDistance(occupancy, start, direction, Number.POSITIVE_INFINITY, 2.2 * halfHeight);
      if (distance === null) continue;
      points.push({ a, l, h: towards * distance, place: add(start, scale(direction, distance)) });
    }
  return points;
}

type PlatePoints = ReturnType<typeof platePoints>;

/** A flat endplate, and whether it is flat up to its front and back edge near the midline. */
type FlatFound = FlatPlate & { readonly rimless: boolean };

/** Flat endplates that were found, by the box that they are of: plane and profile ask for the same one. */
const foundFlat = new WeakMap<BodyBox, Map<1 | -1, FlatFound | null>>();

/** An endplate that is flat to within the steps of its voxels, in the middle of what these allow; else null. */
function flatOf(fit: Fit, occupancy: Occupancy, box: BodyBox, towards: 1 | -1): FlatFound | null {
  if (fit.error > occupancy.grain / 2) return null;
  const known = foundFlat.get(box) ?? new Map<1 | -1, FlatFound | null>();
  if (known.has(towards)) return known.get(towards)!;
  const start = fit.coefficients as unknown as PlaneCoefficients;
  // The more of the endplate is looked at, the better its tilt is told; where rims or walls get in the way, less has to do.
  const whole = flatPlane(occupancy, box, towards, wholeParts, start);
  const part = whole === null ? flatPlane(occupancy, box, towards, plateParts, start) : null;
  const toRim = part !== null && flatPlane(occupancy, box, towards, rimParts, start) !== null;
  const flat = whole === null ? part && { ...part, rimless: toRim } : { ...whole, rimless: true };
  foundFlat.set(box, known.set(towards, flat));
  return flat;
}

function planeOf(points: PlatePoints, box: BodyBox, occupancy: Occupancy, towards?: 1 | -1): Endplate | null {
  const fit = robustFit(
    points.map(({ a, l }) => [1, a, l]),
    points.map(({ h }) => h),
    occupancy.voxel / 4,
  );
  if (fit === null) return null;
  const flat = towards === undefined ? null : flatOf(fit, occupancy, box, towards);
  const [height, slopeA, slopeL] = flat?.plane ?? (fit.coefficients as unknown as PlaneCoefficients);
  const { anterior, left, superior } = box.axes;
  const normal = unit(subtract(superior, add(scale(anterior, slopeA), scale(left, slopeL))));
  return {
    centre: add(box.centre, scale(superior, height)),
    normal,
    fitError: fit.error * dot(normal, superior),
    points: fit.points,
  };
}

/**
 * Normal of an endplate from a part of it about the body's axis: what is left for a body that stands askew in the box,
 * whose walls rays further out would meet. Null where there are too few points.
 */
export function plateNormal(
  occupancy: Occupancy,
  box: BodyBox,
  towards: 1 | -1,
  part: number,
): Vector3 | null {
  const parts = { depth: part * plateParts.depth, width: part * plateParts.width };
  return planeOf(platePoints(occupancy, box, towards, parts, 14), box, occupancy)?.normal ?? null;
}

/** The upper (1) or lower (-1) endplate of a body; the reason where it is cut or is no plane. */
export function fitEndplate(
  occupancy: Occupancy,
  box: BodyBox,
  towards: 1 | -1,
  scan: Grid,
): EndplateOrReason {
  const name = towards === 1 ? 'superior' : 'inferior';
  const points = platePoints(occupancy, box, towards, plateParts);
  const cut = points.filter(({ place }) => atEdge(scan, place)).length;
  if (cut > 0.05 * points.length)
    return { plate: null, reason: `the ${name} endplate is cut by the field of view` };
  const plate = planeOf(points, box, occupancy, towards);
  if (plate === null) return { plate: null, reason: `too few voxels for the ${name} endplate` };
  if (plate.fitError <= Math.max(2.5, occupancy.voxel)) return { plate };
  return {
    plate: null,
    reason: `the ${name} endplate is no plane: its points lie ${plate.fitError.toFixed(1)} mm off it`,
  };
}

/** Value of a quadratic within the reach of its points; beyond, the value where they end: rims are not extrapolated. */
function curveAt(fit: Fit, at: number, reach: number): number {
  const x = Math.max(-reach, Math.min(reach, at));
  return evaluate(fit, [1, x, x * x]);
}

/** A plate's profile near the midline, in the box's axes: heights by the anterior coordinate, mm. */
export interface Profile {
  readonly height: (a: number) => number;
  /** Whether the endplate is flat up to its edges: then it has no rim. */
  readonly rimless: boolean;
  readonly error: number;
}

/**
 * Height along the body's axis of a plate's profile near the midline, as a function of the anterior coordinate: that of the
 * plane where the endplate is flat to within voxels' steps, else a quadratic, or the endplate's fitted plane where the
 * curvature is too small for the voxels to tell.
 */
export function fitProfile(occupancy: Occupancy, box: BodyBox, towards: 1 | -1): Profile | null {
  const least = occupancy.voxel / 4;
  const whole = platePoints(occupancy, box, towards, plateParts);
  const plane = robustFit(
    whole.map(({ a, l }) => [1, a, l]),
    whole.map(({ h }) => h),
    least,
  );
  const line = (
    [at, slope]: readonly [number, number, ...number[]],
    error: number,
    rimless = false,
  ): Profile => {
    const height = (a: number) => at + slope * a;
    return { height, rimless, error };
  };
  const flat = plane === null ? null : flatOf(plane, occupancy, box, towards);
  if (plane !== null && flat !== null) return line(flat.line, plane.error, flat.rimless);
  const points = platePoints(occupancy, box, towards, profileParts);
  const curve = robustFit(
    points.map(({ a }) => [1, a, a * a]),
    points.map(({ h }) => h),
    least,
  );
  if (curve === null) return null;
  const sag = Math.abs(curve.coefficients[2]!) * box.halfDepth ** 2;
  if (sag >= occupancy.grain / 2) {
    const reach = profileParts.depth * box.halfDepth;
    return {
      height: (a) => curveAt(curve, a, reach),
      rimless: false,
      error: curve.error,
    };
  }
  return plane === null ? null : line(plane.coefficients as unknown as PlaneCoefficients, plane.error);
}

/** The front or back wall of a body near the midline, where it comes to an endplate. */
export interface Wall {
  /** Its anterior coordinate at a height, in the box's axes, mm. */
  readonly depth: (h: number) => number;
  readonly error: number;
  /** Whether the scan cuts it. */
  readonly cut: boolean;
}

/** The parts of half the height, from the endplate on, that a wall is followed over. */
const wallParts = { from: 0.1, to: 0.6 } as const;

/**
 * The front (1) or back (-1) wall near the midline where it comes to an endplate, as a line: its anterior coordinate as a
 * function of the height. `plate` is the height of the endplate there, `side` which of the two it is (upper 1, lower -1).
 * Walls are hollow, and flare towards both rims: what lies half way to the other endplate says nothing about this corner.
 * The back wall is looked for close to the midline only, where the canal lies behind it.
 */
export function fitWall(
  occupancy: Occupancy,
  box: BodyBox,
  towards: 1 | -1,
  scan: Grid,
  plate: number,
  side: 1 | -1,
): Wall | null {
  const { axes, centre, halfDepth, halfWidth, halfHeight } = box;
  const direction = scale(axes.anterior, towards);
  const lateral = towards === 1 ? 0.25 * halfWidth : Math.min(4, 0.2 * halfWidth);
  const reach = (wallParts.to - wallParts.from) * halfHeight;
  const rows = Math.max(5, Math.min(24, Math.round(reach / occupancy.voxel)));
  const heights: number[] = [];
  const depths: number[] = [];
  let cut = 0;
  for (const u of spreadOver(rows))
    for (const v of spreadOver(7)) {
      const h = plate - side * (wallParts.from * halfHeight + ((1 - u) / 2) * reach);
      // From near the wall: a hollow endplate lies below the row in the middle of the body.
      const inner = add(centre, scale(direction, 0.5 * halfDepth));
      const start = add(inner, add(scale(axes.superior, h), scale(axes.left, v * lateral)));
      const distance = exitDistance(occupancy, start, direction, 2.5, 60);
      if (distance === null) continue;
      heights.push(h);
      depths.push(towards * (0.5 * halfDepth + distance));
      if (atEdge(scan, add(start, scale(direction, distance)))) cut++;
    }
  const line = robustFit(
    heights.map((h) => [1, h]),
    depths,
    occupancy.voxel / 4,
  );
  if (line === null) return null;
  return { depth: (h) => evaluate(line, [1, h]), error: line.error, cut: cut > 0.05 * heights.length };
}
