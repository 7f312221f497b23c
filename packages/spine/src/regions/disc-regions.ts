import { indexToPatient, type Mask, type Vector3 } from '@rachis/volume';
import { type BodyAxes, dot, mean, subtract } from '../vertebra/vector.ts';
import { maskWhere } from './vertebra-regions.ts';

/**
 * The nucleus reaches this part of the way from the middle of the disc to its rim, so that it takes in about 0.4 of the
 * disc's area. A division by place alone: where the image shows the border, a label of the nucleus is better.
 */
export const nucleusReach = 0.65;

/** Directions, seen along the spine, that the rim is looked for in. */
const sectors = 72;

function places(mask: Mask): Vector3[] {
  const [nx, ny] = mask.size;
  const found: Vector3[] = [];
  for (let i = 0; i < mask.data.length; i++)
    if (mask.data[i] !== 0)
      found.push(indexToPatient(mask, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]));
  return found;
}

/** Nucleus and annulus of a disc: seen along the spine, inside and outside `nucleusReach` of the way to its rim. */
export function discRegions(disc: Mask, axes: BodyAxes): { readonly nucleus: Mask; readonly annulus: Mask } {
  const all = places(disc);
  const middle = mean(all);
  const polar = (place: Vector3) => {
    const way = subtract(place, middle);
    const [l, a] = [dot(way, axes.left), dot(way, axes.anterior)];
    return { radius: Math.hypot(l, a), turn: ((Math.atan2(a, l) / (2 * Math.PI) + 1) * sectors) % sectors };
  };
  const farthest = new Float64Array(sectors);
  for (const place of all) {
    const { radius, turn } = polar(place);
    const sector = Math.floor(turn);
    // Coarse voxels leave sectors without one: each place also speaks for the sectors beside its own.
    for (const one of [sector - 1, sector, sector + 1]) {
      const at = (one + sectors) % sectors;
      farthest[at] = Math.max(farthest[at]!, radius);
    }
  }
  const inside = (place: Vector3): boolean => {
    const { radius, turn } = polar(place);
    return radius <= nucleusReach * farthest[Math.floor(turn)]!;
  };
  return { nucleus: maskWhere(disc, inside), annulus: maskWhere(disc, (place) => !inside(place)) };
}
