import type { BodyBox } from './body.ts';
import type { Landmark } from './landmarks.ts';
import type { Occupancy } from './occupancy.ts';
import { add, scale } from './vector.ts';

/** Middles of the two pedicles. */
export interface Pedicles {
  readonly left: Landmark;
  readonly right: Landmark;
}

/** Frontal sections behind the back wall that the pedicles are looked for in, mm. */
const sections = [2, 3, 4, 5, 6, 7, 8] as const;

/** Step between the places that a section is counted over, mm. */
const pitch = 0.75;

/** A pedicle has at least this section, mm2. */
const leastArea = 10;

interface Slice {
  readonly area: number;
  readonly l: number;
  readonly h: number;
}

function sliceAt(occupancy: Occupancy, box: BodyBox, behind: number, side: 1 | -1): Slice {
  const { left, anterior, superior } = box.axes;
  let [count, sumL, sumH] = [0, 0, 0];
  for (let l = 0.2 * box.halfWidth; l <= 1.2 * box.halfWidth; l += pitch)
    for (let h = -1.2 * box.halfHeight; h <= 1.5 * box.halfHeight; h += pitch) {
      const p = add(
        box.centre,
        add(scale(left, side * l), add(scale(anterior, -box.halfDepth - behind), scale(superior, h))),
      );
      if (occupancy.at(p[0], p[1], p[2]) < 0.5) continue;
      count++;
      sumL += side * l;
      sumH += h;
    }
  return { area: count * pitch * pitch, l: sumL / count, h: sumH / count };
}

/** Sections whose areas differ by less than this part count as equally thin; of those the middle one is taken. */
const equallyThin = 0.05;

/**
 * The middles of the pedicles: the middles of the bone on either side in the frontal section, up to 8 mm behind the back
 * wall, where both together are thinnest. One section for both, so that the line between them lies across the vertebra.
 * Null where a side has none: masks of bodies alone, or cut.
 */
export function pediclesOf(occupancy: Occupancy, box: BodyBox): Pedicles | null {
  const pairs = sections.map((behind) => ({
    behind,
    left: sliceAt(occupancy, box, behind, 1),
    right: sliceAt(occupancy, box, behind, -1),
  }));
  if (pairs.some(({ left, right }) => Math.min(left.area, right.area) < leastArea)) return null;
  const areas = pairs.map(({ left, right }) => left.area + right.area);
  const thin = pairs.filter((_, i) => areas[i]! <= (1 + equallyThin) * Math.min(...areas));
  const { behind } = thin[thin.length >> 1]!;
  const place = (side: 'left' | 'right'): Landmark => {
    const at = pairs.findIndex((pair) => pair.behind === behind);
    const { l, h, area } = pairs[at]![side];
    const around = pairs.slice(Math.max(0, at - 1), at + 2).map((pair) => pair[side]);
    const spread = Math.sqrt(
      around.reduce((sum, one) => sum + (one.l - l) ** 2 + (one.h - h) ** 2, 0) / around.length,
    );
    const { left, anterior, superior } = box.axes;
    return {
      position: add(
        box.centre,
        add(scale(left, l), add(scale(anterior, -box.halfDepth - behind), scale(superior, h))),
      ),
      source: `mask: middle of the frontal section of the pedicle ${behind} mm behind the back wall, ${area.toFixed(0)} mm2`,
      fitError: spread,
    };
  };
  return { left: place('left'), right: place('right') };
}
