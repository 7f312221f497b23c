import { solve } from './solve.ts';

/** Three numbers of a plane: height, and its two slopes. */
export type Plane = readonly [number, number, number];

/** A bound on planes: `normal · plane <= limit`. */
export interface PlaneBound {
  readonly normal: Plane;
  readonly limit: number;
}

const dot = (a: Plane, b: Plane): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** So many bounds are looked at together. */
const together = 16;

/** The plane within a few bounds that is furthest along an objective, with the three bounds that it lies on; null for none. */
function furthestWithin(objective: Plane, few: readonly PlaneBound[]) {
  let best: { readonly plane: Plane; readonly value: number; readonly on: PlaneBound[] } | null = null;
  for (let i = 0; i < few.length; i++)
    for (let j = i + 1; j < few.length; j++)
      for (let k = j + 1; k < few.length; k++) {
        const on = [few[i]!, few[j]!, few[k]!];
        const plane = solve(
          on.map(({ normal }) => normal),
          on.map(({ limit }) => limit),
          1e-12,
        ) as Plane | null;
        if (plane === null) continue;
        const value = dot(objective, plane);
        if (best !== null && value <= best.value) continue;
        if (few.some(({ normal, limit }) => dot(normal, plane) > limit + 1e-9)) continue;
        best = { plane, value, on };
      }
  return best;
}

/** The most that a plane within all bounds has along an objective; null where none is within them, or it is not found. */
function mostAlong(
  objective: Plane,
  bounds: readonly PlaneBound[],
  box: readonly PlaneBound[],
): number | null {
  let few = [...box];
  for (let pass = 0; pass < 80; pass++) {
    const best = furthestWithin(objective, few);
    if (best === null) return null;
    let worst: PlaneBound | null = null;
    let by = 1e-7;
    for (const one of bounds) {
      const over = dot(one.normal, best.plane) - one.limit;
      if (over > by) [worst, by] = [one, over];
    }
    if (worst === null) return best.value;
    const others = few.slice(box.length).filter((one) => !best.on.includes(one));
    few = [...box, ...best.on.filter((one) => !box.includes(one)), worst, ...others].slice(0, together);
  }
  return null;
}

const negative = (plane: Plane): Plane => [-plane[0], -plane[1], -plane[2]];

/**
 * The least and the most that planes within the bounds have along an objective (`[1, a, 0]`: the height at a). They are looked for
 * within `reach` (mm, and as slopes) of one of them. Null where that is not found. Method: linear programme, bounds taken in as
 * they are broken.
 */
export function planeRange(
  objective: Plane,
  bounds: readonly PlaneBound[],
  within: Plane,
  reach: number,
): readonly [least: number, most: number] | null {
  const box = (
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const
  ).flatMap((normal, i): PlaneBound[] => [
    { normal, limit: within[i]! + reach },
    { normal: negative(normal), limit: reach - within[i]! },
  ]);
  const most = mostAlong(objective, bounds, box);
  const least = mostAlong(negative(objective), bounds, box);
  return most === null || least === null ? null : [-least, most];
}
