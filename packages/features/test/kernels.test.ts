import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCooccurrences, listCooccurrences } from '../src/kernels/cooccurrence.ts';
import { directions2D, directions3D } from '../src/kernels/directions.ts';
import { createLevelGrid } from '../src/kernels/level-grid.ts';
import { countNeighbourhoods } from '../src/kernels/neighbourhood.ts';
import { countRuns } from '../src/kernels/run-lengths.ts';
import { withKernels } from '../src/kernels/webassembly.ts';
import { findZones } from '../src/kernels/zones.ts';
import { arbitraryLevels, largestOf } from './arbitrary.ts';
import {
  type Levels,
  plainCooccurrences,
  plainNeighbourhoods,
  plainRuns,
  plainZones,
} from './plain/matrices.ts';

/** Bytes, and levels that need 16 bits. */
const levelRanges = [3, 40, 600];
const runs = { numRuns: 25 };

/** Non-zero entries of a table as a map, keys in one order. */
function entries(counts: ArrayLike<number>, width: number, firstColumn: number): Map<string, number> {
  const map = new Map<string, number>();
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] !== 0) map.set(`${Math.floor(i / width) + 1},${(i % width) + firstColumn}`, counts[i]!);
  }
  return map;
}

const sorted = <V>(map: Map<string, V>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
const gridOf = (box: Levels, frame = 1) => createLevelGrid(box.levels, box.size, largestOf(box), frame);

describe('co-occurrence kernel', () => {
  it.each(levelRanges)('counts what the definition counts, levels up to %i', (largest) => {
    fc.assert(
      fc.property(
        arbitraryLevels(largest),
        fc.constantFrom(...directions3D),
        fc.integer({ min: 1, max: 3 }),
        (box, d, distance) => {
          const step = [d[0] * distance, d[1] * distance, d[2] * distance] as const;
          const counts = countCooccurrences(gridOf(box, distance), step);
          expect(sorted(entries(counts, largestOf(box), 1))).toEqual(
            sorted(plainCooccurrences(box, step, 0, box.size[2])),
          );
        },
      ),
      runs,
    );
  });

  it('counts a slice alone', () => {
    fc.assert(
      fc.property(arbitraryLevels(9), fc.constantFrom(...directions2D), (box, step) => {
        const last = box.size[2] - 1;
        const counts = countCooccurrences(gridOf(box), step, last, last + 1);
        expect(sorted(entries(counts, largestOf(box), 1))).toEqual(
          sorted(plainCooccurrences(box, step, last, last + 1)),
        );
      }),
      runs,
    );
  });

  it('lists the same pairs as the table, both orders joined', () => {
    fc.assert(
      fc.property(arbitraryLevels(700), fc.constantFrom(...directions3D), (box, step) => {
        const list = listCooccurrences(box.levels, box.size, step);
        const joined = new Map<string, number>();
        for (const [pair, n] of plainCooccurrences(box, step, 0, box.size[2])) {
          const [a, b] = pair.split(',').map(Number) as [number, number];
          const key = `${Math.min(a, b)},${Math.max(a, b)}`;
          joined.set(key, (joined.get(key) ?? 0) + 2 * n);
        }
        const found = new Map(
          Array.from(list.count, (n, i) => [`${list.level[i]},${list.column[i]}`, n] as const),
        );
        expect(sorted(found)).toEqual(sorted(joined));
      }),
      runs,
    );
  });
});

describe('run length kernel', () => {
  it.each(levelRanges)('counts what the definition counts, levels up to %i', (largest) => {
    fc.assert(
      fc.property(arbitraryLevels(largest), fc.constantFrom(...directions3D), (box, step) => {
        const { counts, longest } = countRuns(gridOf(box), step);
        expect(sorted(entries(counts, longest, 1))).toEqual(sorted(plainRuns(box, step, 0, box.size[2])));
      }),
      runs,
    );
  });

  it('counts a slice alone', () => {
    fc.assert(
      fc.property(arbitraryLevels(3), fc.constantFrom(...directions2D), (box, step) => {
        const last = box.size[2] - 1;
        const { counts, longest } = countRuns(gridOf(box), step, last, last + 1);
        expect(sorted(entries(counts, longest, 1))).toEqual(sorted(plainRuns(box, step, last, last + 1)));
      }),
      runs,
    );
  });

  it('does not see what its memory held before, and writes to its own alone', () => {
    fc.assert(
      fc.property(arbitraryLevels(3), fc.constantFrom(...directions3D), (box, step) => {
        withKernels((kernels) => {
          const room = 1 << 16;
          const levels = gridOf(box);
          const first = kernels.mark();
          kernels.bytes(kernels.reserve(room, false), room).fill(0xff);
          kernels.release(first);
          const before = kernels.bytes(0, first).slice();
          const { counts, longest } = countRuns(levels, step);
          expect(sorted(entries(counts, longest, 1))).toEqual(sorted(plainRuns(box, step, 0, box.size[2])));
          expect(kernels.mark()).toBe(first);
          expect(Buffer.compare(kernels.bytes(0, first), before)).toBe(0);
        });
      }),
      runs,
    );
  });

  it.each([254, 255, 256, 257, 700])('counts runs longer than a byte says: %i voxels', (length) => {
    for (const axis of [0, 1, 2]) {
      // Runs begin at different places side by side, in a box that is 20 voxels wide across them.
      const size: [number, number, number] = [20, 20, 20];
      size[axis] = length + 3;
      const levels = new Uint16Array(size[0] * size[1] * size[2]).fill(1);
      const step: [number, number, number] = [0, 0, 0];
      step[axis] = 1;
      levels.forEach((_, i) => {
        const place = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / size[0] / size[1])];
        const first = (place[(axis + 1) % 3]! + place[(axis + 2) % 3]!) % 4;
        if (place[axis]! >= first && place[axis]! < first + length) levels[i] = 2;
      });
      const box = { levels, size };
      const { counts, longest } = countRuns(gridOf(box), step);
      expect(sorted(entries(counts, longest, 1))).toEqual(sorted(plainRuns(box, step, 0, size[2])));
      expect(entries(counts, longest, 1).get(`2,${length}`)).toBe(400);
    }
  });
});

describe('zone kernel', () => {
  it.each(levelRanges)('finds the zones that flood filling finds, levels up to %i', (largest) => {
    fc.assert(
      fc.property(arbitraryLevels(largest), (box) => {
        const mask = { size: box.size, levels: box.levels.map((level) => (level > 0 ? 1 : 0)) };
        const found = findZones(gridOf(box), Uint8Array.from(mask.levels), true)[0]!;
        const zones = Array.from(
          found.level,
          (level, i) => `${level},${found.size[i]},${found.distance[i]}`,
        ).sort();
        expect(zones).toEqual(plainZones(box, mask, true, 0, box.size[2]));
      }),
      runs,
    );
  });

  it('keeps slices apart in 2D', () => {
    fc.assert(
      fc.property(arbitraryLevels(3), (box) => {
        const mask = { size: box.size, levels: box.levels.map((level) => (level > 0 ? 1 : 0)) };
        const slices = findZones(gridOf(box), Uint8Array.from(mask.levels), false);
        slices.forEach((found, z) => {
          const zones = Array.from(
            found.level,
            (level, i) => `${level},${found.size[i]},${found.distance[i]}`,
          ).sort();
          expect(zones).toEqual(plainZones(box, mask, false, z, z + 1));
        });
      }),
      runs,
    );
  });
});

describe('neighbourhood kernel', () => {
  const cases = [
    { largest: 5, distance: 1, coarseness: 0 },
    { largest: 200, distance: 1, coarseness: 3 },
    { largest: 255, distance: 1, coarseness: 200 },
    { largest: 20, distance: 2, coarseness: 1 },
    { largest: 600, distance: 1, coarseness: 2 },
  ];
  it.each(cases)('counts what the definition counts: %o', ({ largest, distance, coarseness }) => {
    fc.assert(
      fc.property(arbitraryLevels(largest), fc.boolean(), (box, volumetric) => {
        const found = countNeighbourhoods(gridOf(box, distance), volumetric, distance, coarseness);
        const plain = plainNeighbourhoods(box, volumetric, distance, coarseness, 0, box.size[2]);
        expect(sorted(entries(found.dependence, found.width, 0))).toEqual(sorted(plain.dependence));
        for (let level = 1; level <= largestOf(box); level++) {
          expect(found.occurrence[level - 1]).toBe(plain.occurrence.get(level) ?? 0);
          expect(found.toneDifference[level - 1]).toBeCloseTo(plain.tone.get(level) ?? 0, 9);
        }
      }),
      runs,
    );
  });
});
