import type { Vector3 } from '@rachis/volume';
import fc from 'fast-check';
import type { Levels } from './plain/matrices.ts';

const sizes: fc.Arbitrary<Vector3> = fc.tuple(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 7 }),
  fc.integer({ min: 1, max: 5 }),
);

/** Boxes of grey levels up to `largest`, with holes and outside voxels, long enough along x for whole vectors. */
export function arbitraryLevels(largest: number): fc.Arbitrary<Levels> {
  return sizes.chain((size) =>
    fc
      .tuple(
        fc.array(fc.integer({ min: 0, max: largest }), {
          minLength: size[0] * size[1] * size[2],
          maxLength: size[0] * size[1] * size[2],
        }),
        fc.array(fc.boolean(), {
          minLength: size[0] * size[1] * size[2],
          maxLength: size[0] * size[1] * size[2],
        }),
      )
      .map(([values, repeats]) => {
        // Repeating the voxel before now and then makes runs and zones longer than chance would.
        const levels = new Uint16Array(values.length);
        values.forEach((value, i) => {
          levels[i] = i > 0 && repeats[i] ? levels[i - 1]! : value;
        });
        return { levels, size };
      }),
  );
}

/** Largest level of a box, at least 1. */
export const largestOf = ({ levels }: Levels): number => levels.reduce((a, b) => Math.max(a, b), 1);
