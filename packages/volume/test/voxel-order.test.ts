import { describe, expect, test } from 'vitest';
import { alignMask } from '../src/align-mask.ts';
import { type Grid, gridsMatch, indexToPatient, type Matrix3, type Vector3 } from '../src/grid.ts';
import { inOrderOf, voxelOrder } from '../src/voxel-order.ts';
import type { Volume } from '../src/volume.ts';
import { everyOrder, stored } from './orders.ts';

const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
const direction: Matrix3 = [c, -s, 0, s, c, 0, 0, 0, 1];
const grid: Grid = { size: [3, 4, 5], spacing: [0.5, 2, 3], origin: [10, -20, 5], direction };
const volume: Volume<Uint16Array> = {
  ...grid,
  data: Uint16Array.from({ length: 60 }, (_, i) => i + 1),
  unit: 'arbitrary',
};

describe('voxels in another order', () => {
  test('there are 48 orders of three axes, which all come back voxel by voxel', () => {
    expect(everyOrder).toHaveLength(48);
    for (const order of everyOrder) {
      const other = stored(volume, order);
      const back = inOrderOf(other, grid)!;
      expect(back.data).toEqual(volume.data);
      expect(back.data).toBeInstanceOf(Uint16Array);
      expect({ ...back, data: null }).toEqual({ ...volume, data: null });
    }
  });

  test('stay where they are in the patient', () => {
    // First axis of the file against the third of the grid: its first voxel is the grid's last slice.
    const other = stored(volume, { axes: [2, 0, 1], reversed: [true, false, false] });
    expect(other.size).toEqual([5, 3, 4]);
    const places = [indexToPatient(other, [0, 0, 0]), indexToPatient(grid, [0, 0, 4])];
    places[0]!.forEach((value, axis) => {
      expect(value).toBeCloseTo(places[1]![axis]!, 12);
    });
    expect(other.data[0]).toBe(1 + 3 * 4 * 4);
  });

  test('are those of the nearest centres', () => {
    const mask = { ...grid, data: Uint8Array.from({ length: 60 }, (_, i) => (i % 7 === 0 ? 1 : 0)) };
    for (const order of everyOrder) {
      const other = stored(mask, order);
      expect(inOrderOf(other, grid)!.data).toEqual(alignMask(other, grid).data);
    }
  });

  test('the order of a grid on itself is none, and rounding of headers does not matter', () => {
    const none = { axes: [0, 1, 2], reversed: [false, false, false] };
    expect(voxelOrder(grid, grid)).toEqual(none);
    expect(voxelOrder({ ...grid, origin: [10.004, -20, 5] }, grid)).toEqual(none);
  });

  test('a different grid is none: moved, coarser, turned, another size, mirrored about itself', () => {
    const flipped = stored(volume, { axes: [0, 1, 2], reversed: [true, false, false] });
    const others: Grid[] = [
      {
        ...flipped,
        origin: flipped.origin.map((o, axis) => o + (axis === 0 ? 0.1 : 0)) as unknown as Vector3,
      },
      { ...flipped, spacing: [0.6, 2, 3] },
      { ...flipped, direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] },
      { ...flipped, size: [3, 4, 6] },
      // Axes run the other way, but from the same corner: other places.
      { ...flipped, origin: grid.origin },
    ];
    for (const other of others) expect(voxelOrder(other, grid), JSON.stringify(other)).toBeNull();
    expect(gridsMatch(flipped, grid)).toBe(false);
  });
});
