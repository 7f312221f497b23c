import {
  connectedComponents,
  fillHoles,
  type Grid,
  type Mask,
  maskCount,
  orientationOf,
  type Volume,
} from '@rachis/volume';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureRegion } from '../../src/check/measure-region.ts';
import { sliceAxis } from '../../src/check/orientation.ts';
import { outlinePath } from '../../src/check/outline.ts';
import { countPieces } from '../../src/check/pieces.ts';
import { median, normalMad, quantile } from '../../src/check/quantile.ts';
import { volumeText } from '../../src/check/words.ts';
import { hashVoxels } from '../../src/check/voxel-hash.ts';

describe('quantiles', () => {
  test('are those of R (type 7)', () => {
    // quantile(c(1, 3, 4, 8, 9, 20), c(0, .25, .5, .9, 1)) in R: 1, 3.25, 6, 14.5, 20
    const values = () => Float64Array.of(20, 3, 9, 1, 8, 4);
    expect([0, 0.25, 0.5, 0.9, 1].map((place) => quantile(values(), place))).toEqual([1, 3.25, 6, 14.5, 20]);
    expect(quantile(new Float64Array(0), 0.5)).toBeNaN();
  });

  test('are what sorting gives', () => {
    const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, place) => {
          const sorted = [...values].sort((a, b) => a - b);
          const at = place * (values.length - 1);
          const low = Math.floor(at);
          const expected =
            at === low ? sorted[low]! : sorted[low]! + (at - low) * (sorted[low + 1]! - sorted[low]!);
          expect(quantile(Float64Array.from(values), place)).toBeCloseTo(expected, 6);
        },
      ),
    );
  });

  test('a median absolute deviation is that of R', () => {
    // mad(c(1, 3, 4, 8, 9, 20)) in R: 4.4478; median: 6
    expect(median([1, 3, 4, 8, 9, 20])).toBe(6);
    expect(normalMad([1, 3, 4, 8, 9, 20])).toBeCloseTo(4.4478, 10);
  });
});

const grid: Grid = {
  size: [6, 5, 4],
  spacing: [1, 2, 3],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/** A block of voxels, with intensities that are the index. */
function block(
  from: readonly number[],
  to: readonly number[],
  on: Grid = grid,
): { image: Volume; mask: Mask } {
  const [nx, ny, nz] = on.size;
  const inside = new Uint8Array(nx * ny * nz);
  for (let z = from[2]!; z < to[2]!; z++)
    for (let y = from[1]!; y < to[1]!; y++)
      for (let x = from[0]!; x < to[0]!; x++) inside[x + nx * (y + ny * z)] = 1;
  const data = Float32Array.from(inside, (_, i) => i);
  return { image: { ...on, data, unit: 'arbitrary' }, mask: { ...on, data: inside } };
}

describe('a region', () => {
  test('of 2 x 2 x 2 voxels of 6 mm3 is measured', () => {
    const { image, mask } = block([1, 1, 1], [3, 3, 3]);
    expect(measureRegion(image, mask)).toMatchObject({
      voxels: 8,
      volume: 48,
      box: { start: [1, 1, 1], size: [2, 2, 2] },
      areas: [
        [4, 4],
        [4, 4],
        [4, 4],
      ],
      position: [2 / 6, 2 / 5, 2 / 4],
      touching: [],
      pieces: 1,
      largestShare: 1,
      holes: 0,
      minimum: 37,
      maximum: 74,
      median: (44 + 67) / 2,
      notFinite: 0,
    });
  });

  test('names the sides of the patient that it touches, however the axes are turned', () => {
    const low = block([0, 1, 1], [2, 3, 2]);
    expect(measureRegion(low.image, low.mask)!.touching).toEqual(['right']);
    // First axis to the right, second to the front, third up.
    const ras: Grid = { ...grid, direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] };
    const turned = block([0, 3, 1], [2, 5, 4], ras);
    const measures = measureRegion(turned.image, turned.mask)!;
    expect(measures.touching).toEqual(['left', 'anterior', 'superior']);
    expect(measures.position[0]).toBeCloseTo(1 - 1 / 6, 12);
    // Sagittal slices: to the back, up, to the left.
    const sagittal: Grid = { ...grid, direction: [0, 0, 1, 1, 0, 0, 0, 1, 0] };
    const upright = block([0, 0, 0], [1, 1, 4], sagittal);
    expect(measureRegion(upright.image, upright.mask)!.touching).toEqual([
      'anterior',
      'inferior',
      'right',
      'left',
    ]);
  });

  test('of one slice has no border across it; an empty one has no measures', () => {
    const flat: Grid = { ...grid, size: [6, 5, 1] };
    const { image, mask } = block([2, 2, 0], [4, 4, 1], flat);
    expect(measureRegion(image, mask)!.touching).toEqual([]);
    expect(measureRegion(image, { ...mask, data: new Uint8Array(30) })).toBeNull();
  });
});

describe('pieces and holes', () => {
  test('are those of region growing from voxel to voxel, in any mask', () => {
    const side = fc.integer({ min: 1, max: 7 });
    const mask = fc.tuple(side, side, side, fc.integer({ min: 1, max: 9 })).chain(([x, y, z, tenths]) =>
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: x * y * z, maxLength: x * y * z }).map(
        (values): Mask => ({
          ...grid,
          size: [x, y, z],
          data: Uint8Array.from(values, (value) => (value < tenths ? 1 : 0)),
        }),
      ),
    );
    fc.assert(
      fc.property(mask, (region) => {
        const { sizes } = connectedComponents(region, 26);
        expect(countPieces(region)).toEqual({
          count: sizes.length,
          largest: Math.max(0, ...sizes),
          holes: maskCount(fillHoles(region, 6)) - maskCount(region),
        });
      }),
      { numRuns: 1000, seed: 5 },
    );
  });
});

describe('orientation', () => {
  test('has the letters of the ends of the axes', () => {
    expect(orientationOf(grid).letters).toBe('LPS');
    expect(orientationOf({ ...grid, direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] }).letters).toBe('RAS');
    expect(orientationOf({ ...grid, direction: [0, 0, 1, 1, 0, 0, 0, 1, 0] }).letters).toBe('PSL');
    // Turned by 30 degrees about the long axis: still closest to the same.
    const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    expect(orientationOf({ ...grid, direction: [c, -s, 0, s, c, 0, 0, 0, 1] }).letters).toBe('LPS');
  });

  test.each([
    [[1, 1, 5], 2],
    [[4, 4, 3], 2],
    [[5, 1, 1], 0],
    [[1, 5, 1], 1],
    [[1, 1, 1], 2],
    [[1, 2, 3], 2],
  ] as const)('slices of voxels of %j lie along axis %i', (spacing, axis) => {
    expect(sliceAxis({ ...grid, spacing })).toBe(axis);
  });
});

describe('an outline', () => {
  test('is every edge between inside and outside, in straight runs', () => {
    // . # #
    // . # .
    const path = outlinePath(Uint8Array.of(0, 1, 1, 0, 1, 0), 3, 2);
    expect(path.split(/(?=M)/).sort()).toEqual(
      ['M1 0h2', 'M2 1h1', 'M1 2h1', 'M1 0v2', 'M2 1v1', 'M3 0v1'].sort(),
    );
    expect(outlinePath(new Uint8Array(6), 3, 2)).toBe('');
  });
});

describe('hashes of voxels', () => {
  test('are those of the values, whatever their type', () => {
    const values = [0, 3, -7, 120];
    const on: Grid = { ...grid, size: [4, 1, 1] };
    const hash = hashVoxels(Int16Array.from(values), on);
    expect(hashVoxels(Float32Array.from(values), on)).toBe(hash);
    expect(hashVoxels(Float32Array.from([0, 3, -7, 121]), on)).not.toBe(hash);
    expect(hashVoxels(Int16Array.from(values), { ...on, size: [2, 2, 1] })).not.toBe(hash);
  });
});

test('volumes are in ml, small ones in mm3', () => {
  expect([48, 99.96, 12345, 2.5e6].map(volumeText)).toEqual(['48 mm³', '100 mm³', '12.3 ml', '2500 ml']);
});
