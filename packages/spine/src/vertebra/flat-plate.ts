import type { Vector3 } from '@rachis/volume';
import type { BodyBox } from './body.ts';
import type { Occupancy } from './occupancy.ts';
import { type Plane, type PlaneBound, planeRange } from './plane-range.ts';
import { solve } from './solve.ts';
import { add, dot, scale } from './vector.ts';

/** A plane in a box's axes: height = coefficients · (1, a, l), mm. */
export type PlaneCoefficients = readonly [height: number, slopeA: number, slopeL: number];

/** Centre of a voxel beside an endplate in the box's axes; `side` 1 inside, -1 outside the body. */
interface Beside {
  readonly a: number;
  readonly l: number;
  readonly h: number;
  readonly side: 1 | -1;
}

/** How far a voxel lies on the wrong side of a plane, mm; negative on its own side. */
const beyond = ([c, sa, sl]: PlaneCoefficients, { a, l, h, side }: Beside): number =>
  side * (h - c - sa * a - sl * l);

/** The plane for which the worst of a few voxels is least wrong, with how wrong, and the four that determine it. */
function leastWrong(few: readonly Beside[]) {
  let best: { readonly plane: PlaneCoefficients; readonly worst: number; readonly active: Beside[] } | null =
    null;
  for (let i = 0; i < few.length; i++)
    for (let j = i + 1; j < few.length; j++)
      for (let k = j + 1; k < few.length; k++)
        for (let m = k + 1; m < few.length; m++) {
          const active = [few[i]!, few[j]!, few[k]!, few[m]!];
          // side (h - plane) = worst, for all four.
          const solved = solve(
            active.map(({ a, l, side }) => [1, a, l, side]),
            active.map(({ h }) => h),
            1e-12,
          );
          if (solved === null) continue;
          const plane = [solved[0]!, solved[1]!, solved[2]!] as const;
          const worst = solved[3]!;
          if (few.some((one) => beyond(plane, one) > worst + 1e-9)) continue;
          if (best === null || worst < best.worst) best = { plane, worst, active };
        }
  return best;
}

/** Voxels within this many layers of a plane are looked at. */
const layers = 1.6;

/** The voxels on both sides of an endplate, over a part of the body's depth and width. */
function voxelsBeside(
  occupancy: Occupancy,
  { axes, centre, halfDepth, halfWidth }: BodyBox,
  towards: 1 | -1,
  parts: { readonly depth: number; readonly width: number },
  [c, sa, sl]: PlaneCoefficients,
): Beside[] {
  const { mask } = occupancy;
  if (mask === undefined) return [];
  const { size, spacing, origin, direction: d } = mask;
  const steps = [0, 1, 2].map(
    (axis): Vector3 => [
      d[axis]! * spacing[axis]!,
      d[3 + axis]! * spacing[axis]!,
      d[6 + axis]! * spacing[axis]!,
    ],
  );
  const along = (axis: Vector3) => ({
    from:
      (origin[0] - centre[0]) * axis[0] +
      (origin[1] - centre[1]) * axis[1] +
      (origin[2] - centre[2]) * axis[2],
    by: steps.map((step) => dot(step, axis)) as unknown as Vector3,
  });
  const [A, L, H] = [along(axes.anterior), along(axes.left), along(axes.superior)];
  const reach = layers * Math.max(...H.by.map(Math.abs));
  const [mostA, mostL] = [parts.depth * halfDepth, parts.width * halfWidth];
  const found: Beside[] = [];
  for (let z = 0, i = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++, i++) {
        const a = A.from + x * A.by[0] + y * A.by[1] + z * A.by[2];
        if (Math.abs(a) > mostA) continue;
        const l = L.from + x * L.by[0] + y * L.by[1] + z * L.by[2];
        if (Math.abs(l) > mostL) continue;
        const h = H.from + x * H.by[0] + y * H.by[1] + z * H.by[2];
        const plate = c + sa * a + sl * l;
        if (Math.abs(h - plate) > reach) continue;
        // Beside the body, not above it: there the voxels say nothing about the endplate.
        const under = plate - towards * 2 * reach;
        const p = add(
          centre,
          add(scale(axes.anterior, a), add(scale(axes.left, l), scale(axes.superior, under))),
        );
        if (occupancy.at(p[0], p[1], p[2]) < 1) continue;
        found.push({ a, l, h: towards * h, side: mask.data[i] === 0 ? -1 : 1 });
      }
  return found;
}

/** What is known of a flat endplate: its plane, and the line of its profile near the midline, in a box's axes. */
export interface FlatPlate {
  readonly plane: PlaneCoefficients;
  /** height = line · (1, a). */
  readonly line: readonly [height: number, slopeA: number];
}

/**
 * The middle of what planes that part the same voxels have: of each slope, and of the height at front and back. The voxels
 * cannot tell these planes apart; halfway between the two that are furthest apart none is more wrong than half of that.
 */
function middleOf(
  all: readonly Beside[],
  within: PlaneCoefficients,
  { halfDepth }: BodyBox,
): FlatPlate | null {
  const bounds = all.map(
    ({ a, l, h, side }): PlaneBound => ({ normal: [-side, -side * a, -side * l], limit: -side * h }),
  );
  const middle = (objective: Plane): number | null => {
    const range = planeRange(objective, bounds, within, 4);
    return range === null ? null : (range[0] + range[1]) / 2;
  };
  const [slopeA, slopeL] = [middle([0, 1, 0]), middle([0, 0, 1])];
  const [front, back] = [middle([1, halfDepth, 0]), middle([1, -halfDepth, 0])];
  if (slopeA === null || slopeL === null || front === null || back === null) return null;
  const height = (front + back) / 2;
  return { plane: [height, slopeA, slopeL], line: [height, (front - back) / (2 * halfDepth)] };
}

/** In each quarter the innermost voxel outside and the outermost inside: they bound the plane from both sides. */
function firstVoxels(all: readonly Beside[]): Beside[] {
  const chosen = new Map<string, Beside>();
  for (const one of all) {
    const key = `${one.a > 0} ${one.l > 0} ${one.side}`;
    const before = chosen.get(key);
    if (before === undefined || one.side * one.h > one.side * before.h) chosen.set(key, one);
  }
  return chosen.size === 8 ? [...chosen.values()] : [];
}

/**
 * An endplate that is flat to within the steps of its voxels: the middle of the planes that part the centres of the voxels
 * inside from those outside, in the box's axes. A surface that passes through few layers leaves long steps, of
 * which least squares see the treads and not where they end. Null where no plane parts the voxels: of anatomy, which is not
 * flat, what was fitted before stands. Method: linear programme by exchange of constraints.
 */
export function flatPlane(
  occupancy: Occupancy,
  box: BodyBox,
  towards: 1 | -1,
  parts: { readonly depth: number; readonly width: number },
  start: PlaneCoefficients,
): FlatPlate | null {
  const all = voxelsBeside(occupancy, box, towards, parts, start);
  let few = firstVoxels(all);
  for (let pass = 0; pass < 120 && few.length > 0; pass++) {
    const found = leastWrong(few);
    if (found === null || found.worst > 0) return null;
    let most = all[0]!;
    for (const one of all) if (beyond(found.plane, one) > beyond(found.plane, most)) most = one;
    if (beyond(found.plane, most) <= found.worst + 1e-6) {
      const [h, sa] = found.plane;
      const { plane, line } = middleOf(all, found.plane, box) ?? {
        plane: found.plane,
        line: [h, sa] as const,
      };
      return {
        plane: [towards * plane[0], towards * plane[1], towards * plane[2]],
        line: [towards * line[0], towards * line[1]],
      };
    }
    few = [...new Set([...found.active, most, ...few.slice(-3)])];
  }
  return null;
}
