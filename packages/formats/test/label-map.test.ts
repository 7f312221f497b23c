import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VoxelArray } from '@rachis/volume';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRegionFile, readLabelMap, readRegions, writeNifti } from '../src/index.ts';
import { labelRegions, labelsOf } from '../src/label-map.ts';
import { niftiHeader } from '../src/write-nifti.ts';
import { errorOf, temporaryFolder } from './support.ts';

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

describe('labels that are no whole numbers', () => {
  const folder = temporaryFolder();
  /** A NIfTI of floating-point numbers, as nibabel writes it into a type of whole numbers: with a scale. */
  function scaled(
    values: readonly number[],
    [low, high]: readonly [number, number] = [-32_768, 32_767],
  ): string {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const slope = (most - least) / (high - low);
    const intercept = least - slope * low;
    const data = Int16Array.from(values, (value) => Math.round((value - intercept) / slope));
    const header = niftiHeader({ ...grid, data, unit: 'arbitrary' });
    const view = new DataView(header.buffer);
    view.setFloat32(112, slope, true);
    view.setFloat32(116, intercept, true);
    const path = join(folder, 'scaled.nii');
    writeFileSync(path, Buffer.concat([header, new Uint8Array(data.buffer)]));
    return path;
  }
  async function stored(data: VoxelArray): Promise<string> {
    const path = join(folder, 'stored.nii');
    await writeNifti(path, { ...grid, data, unit: 'arbitrary' });
    return path;
  }
  const grid = {
    size: [8, 1, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const;
  const summary = async (path: string) => {
    const { regions, warnings } = await readRegions(path);
    const counts = regions.map(({ label, mask }) => [label, mask().data.reduce((a, b) => a + b, 0)]);
    return { counts, said: warnings.join(' ') };
  };
  const labels = [0, 0, 0, 1, 1, 3, 6, 6];
  const counts = [
    [1, 2],
    [3, 1],
    [6, 2],
  ];

  test.each<[string, readonly [number, number]]>([
    ['16 bits', [-32_768, 32_767]],
    ['16 bits, half of them', [0, 32_767]],
    ['8 bits', [0, 255]],
  ])('that were saved with a scale of %s are the numbers next to them, and it is said', async (_, range) => {
    const found = await summary(scaled(labels, range));
    expect(found.counts).toEqual(counts);
    expect(found.said).toMatch(/whole numbers next to them \(scl_slope/);
    expect(await isRegionFile(scaled(labels, range))).toBe(true);
    expect(Array.from((await readLabelMap(scaled(labels, range))).data)).toEqual(labels);
  });

  test('that were rounded in single precision or to decimals too', async () => {
    const found = await summary(await stored(Float32Array.from(labels, (label) => label * 1.00001)));
    expect([found.counts, found.said]).toEqual([counts, expect.stringMatching(/next to them/)]);
  });

  test('NaN and -1 are outside, which is said', async () => {
    const nan = await summary(await stored(Float32Array.from(labels, (label) => label || Number.NaN)));
    expect([nan.counts, nan.said]).toEqual([counts, expect.stringMatching(/3 of NaN.*outside/)]);
    const minus = await summary(await stored(Int16Array.from(labels, (label) => label || -1)));
    expect([minus.counts, minus.said]).toEqual([counts, expect.stringMatching(/3 of -1.*outside/)]);
    expect(await isRegionFile(await stored(Float64Array.from(labels, (label) => label || Number.NaN)))).toBe(
      true,
    );
  });

  test('others are refused with their values and the scale', async () => {
    const half = await errorOf(readRegions(await stored(Float32Array.of(0, 0.5, 1, 1, 1, 1, 1, 1))));
    expect([half.code, half.message]).toEqual(['REGION_NOT_FOUND', expect.stringMatching(/: 0\.5\./)]);
    const below = await errorOf(readRegions(await stored(Int16Array.of(0, -2, -7, 1, 1, 1, 1, 1))));
    expect(below.message).toMatch(/: -7, -2\./);
    const scale = await errorOf(readRegions(scaled([0, 0.25, 1, 1, 1, 1, 1, 1])));
    expect(scale.message).toMatch(/0\.25.*scl_slope/);
  });
});
