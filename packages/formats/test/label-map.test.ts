import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelRegions, labelsOf } from '../src/label-map.ts';

describe('labels of a label map', () => {
  test('are counted the same in bytes and in wider numbers, wherever the bytes begin', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 255), fc.integer({ min: 1, max: 9 }))),
        fc.integer({ min: 0, max: 3 }),
        (runs, offset) => {
          const values = runs.flatMap(([label, length]) => new Array<number>(length).fill(label));
          const bytes = new Uint8Array(values.length + offset).subarray(offset);
          bytes.set(values);
          expect(labelsOf(bytes)).toEqual(labelsOf(Int16Array.from(values)));
        },
      ),
    );
  });
});

describe('masks of a label map', () => {
  const grid = {
    size: [3, 1, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const;
  const maskOf = (data: Uint8Array) => labelRegions('mask.nii', grid, data)[0]!.mask().data;

  test('are 1 inside, whatever the label', () => {
    expect([...maskOf(Uint8Array.of(0, 1, 1))]).toEqual([0, 1, 1]);
    expect([...maskOf(Uint8Array.of(0, 7, 0))]).toEqual([0, 1, 0]);
    expect([...maskOf(Uint8Array.of(2, 1, 0))]).toEqual([0, 1, 0]);
  });

  test('of 0 and 1 are the label map itself: large ones are not held twice', () => {
    const data = Uint8Array.of(0, 1, 1);
    expect(maskOf(data)).toBe(data);
  });
});
