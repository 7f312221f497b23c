import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readImage, readRegions, writeDicomSeries, writeRtStruct } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-series-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const size = [5, 4, 3] as const;
const half = Math.SQRT1_2;

/** Values that tell every voxel apart. */
const volume = (direction: readonly number[]) =>
  ({
    size,
    spacing: [0.7, 1.25, 3],
    origin: [-12.5, 40.25, 100.5],
    direction,
    data: Int16Array.from({ length: 60 }, (_, i) => i * 31 - 1000),
    unit: 'HU',
  }) as unknown as Parameters<typeof writeDicomSeries>[1];

describe('a CT series of a volume', () => {
  it.each([
    ['axial', [1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ['sagittal', [0, 0, 1, 1, 0, 0, 0, 1, 0]],
    ['oblique', [1, 0, 0, 0, half, -half, 0, half, half]],
  ])('is read back voxel by voxel: %s', async (name, direction) => {
    const own = join(folder, name);
    await writeDicomSeries(own, volume(direction), { patient: 'P1', description: name });
    const { volume: read, modality, patient } = await readImage(own);
    expect([modality, patient, read.unit]).toEqual(['CT', 'P1', 'HU']);
    expect(read.size).toEqual(size);
    read.spacing.forEach((value, axis) => {
      expect(value).toBeCloseTo(volume(direction).spacing[axis]!, 9);
    });
    read.origin.forEach((value, axis) => {
      expect(value).toBeCloseTo(volume(direction).origin[axis]!, 9);
    });
    read.direction.forEach((value, at) => {
      expect(value).toBeCloseTo(direction[at]!, 9);
    });
    expect(Array.from(read.data)).toEqual(Array.from(volume(direction).data));
  });

  it('carries a structure set that comes back as the same region', async () => {
    const own = join(folder, 'with-region');
    await writeDicomSeries(own, volume([1, 0, 0, 0, 1, 0, 0, 0, 1]), { patient: 'P2' });
    const data = Uint8Array.from({ length: 60 }, (_, i) => (i % 5 > 0 && i % 5 < 4 ? 1 : 0));
    const image = await readImage(own);
    await writeRtStruct(join(folder, 'rt.dcm'), [{ name: 'body', mask: { ...image.volume, data } }], own);
    const { regions } = await readRegions(join(folder, 'rt.dcm'), { image });
    expect(Array.from(regions[0]!.mask().data)).toEqual(Array.from(data));
  });

  it('is the same bytes again', async () => {
    const bytes = (name: string) => readFileSync(join(folder, name, 'slice-0002.dcm'));
    for (const name of ['one', 'two']) {
      await writeDicomSeries(join(folder, name), volume([1, 0, 0, 0, 1, 0, 0, 0, 1]), { patient: 'P3' });
    }
    expect(bytes('one').equals(bytes('two'))).toBe(true);
  });

  it('refuses values that 16 bits do not hold', async () => {
    const far = { ...volume([1, 0, 0, 0, 1, 0, 0, 0, 1]), data: new Float32Array(60).fill(40_000) };
    await expect(writeDicomSeries(join(folder, 'far'), far as never, { patient: 'P4' })).rejects.toThrow(
      /40000 does not fit 16 bits/,
    );
  });
});
