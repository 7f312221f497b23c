import { type Beyond, dilateByRadius, erodeByRadius, type Mask, RachisError } from '@rachis/volume';

/**
 * The region with a margin of `distance` mm: above 0 all voxels whose centres are within it are added, below 0 those
 * within it of the outside are taken away. `beyond` says what lies past the edge of the grid when shrinking.
 */
export function margin(mask: Mask, distance: number, beyond: Beyond = 'outside'): Mask {
  if (!Number.isFinite(distance)) {
    throw new RachisError('ARGUMENT_INVALID', `A margin is a number of mm, not ${distance}.`);
  }
  return distance >= 0 ? dilateByRadius(mask, distance) : erodeByRadius(mask, -distance, beyond);
}

/**
 * The ring between two margins of a region, mm: `ring(mask, -3, 0)` is its rim, `ring(mask, 0, 5)` what surrounds it,
 * `ring(mask, -3, 5)` both. `ARGUMENT_INVALID` unless `from` is below `to`.
 */
export function ring(mask: Mask, from: number, to: number, beyond: Beyond = 'outside'): Mask {
  if (!(from < to)) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `A ring goes from a smaller to a larger margin, not ${from} to ${to}.`,
    );
  }
  const inner = margin(mask, from, beyond);
  const outer = margin(mask, to, beyond);
  return { ...outer, data: outer.data.map((value, i) => (value !== 0 && inner.data[i] === 0 ? 1 : 0)) };
}
