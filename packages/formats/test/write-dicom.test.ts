import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mask } from '@rachis/volume';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type ImageRead,
  readImage,
  readRegions,
  writeDicomSeg,
  writeNifti,
  writeRtStruct,
} from '../src/index.ts';
import { itemsOf, readDicomWhole } from '../src/dicom/dataset.ts';
import { sourceOfFile } from '../src/files.ts';
import { fillContours } from '../src/rasterise.ts';
import { tracePlane } from '../src/trace.ts';
import { errorOf, slice, temporaryFolder, writeDicom } from './support.ts';

const folder = temporaryFolder();
let image: ImageRead;
const mask = (data: (i: number) => boolean): Mask => ({
  ...image.volume,
  data: Uint8Array.from({ length: 60 }, (_, i) => (data(i) ? 1 : 0)),
});

beforeAll(async () => {
  const path = join(folder, 'image');
  mkdirSync(path);
  for (let z = 0; z < 5; z++) await writeDicom(join(path, String(z)), slice(z));
  image = await readImage(path);
});

test.each([
  ['SEG', writeDicomSeg],
  ['RTSTRUCT', writeRtStruct],
] as const)('%s: what is written is read again', async (kind, write) => {
  const path = join(folder, `${kind}.dcm`);
  const regions = [
    { name: 'Läsion', mask: mask((i) => i % 3 !== 0 && i < 40) },
    { name: 'with a hole', mask: mask((i) => i >= 12 && i < 24 && i !== 17) },
  ];
  for (const reference of [image, join(folder, 'image')]) {
    await write(path, regions, reference);
    const found = await readRegions(path, { image });
    expect(found.regions.map(({ name }) => name)).toEqual(['Läsion', 'with a hole']);
    expect(found.regions.map((region) => region.mask().data)).toEqual(
      regions.map((region) => region.mask.data),
    );
    expect(found.regions[0]!.referencedSeries).toBe(image.seriesUid);
    expect(found.regions[0]!.frameOfReference).toBe(image.frameOfReference);
  }
});

test('outlines of any plane fill to the same voxels', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.boolean(), { minLength: 81, maxLength: 81 }),
      (width, height, bits) => {
        const plane = Uint8Array.from({ length: width * height }, (_, i) => (bits[i] ? 1 : 0));
        const polygons = tracePlane(plane, width, height).map((outline) => ({
          u: Float64Array.from(outline, ([u]) => u),
          v: Float64Array.from(outline, ([, v]) => v),
        }));
        const grid = { ...image.volume, size: [width, height, 1] as const };
        expect(fillContours({ axis: 2, planes: [{ slice: 0, polygons }], warnings: [] }, grid).data).toEqual(
          plane,
        );
      },
    ),
  );
});

test('regions that cannot be written', async () => {
  const path = join(folder, 'never.dcm');
  const shifted = { ...mask(() => true), origin: [0, 0, 0] as const };
  for (const write of [writeDicomSeg, writeRtStruct]) {
    expect((await errorOf(write(path, [{ name: 'a', mask: shifted }], image))).code).toBe('GRID_MISMATCH');
    expect((await errorOf(write(path, [{ name: 'a', mask: mask(() => false) }], image))).code).toBe(
      'REGION_EMPTY',
    );
    const nifti = join(folder, 'image.nii');
    await writeNifti(nifti, image.volume);
    expect((await errorOf(write(path, [{ name: 'a', mask: mask(() => true) }], nifti))).code).toBe(
      'ARGUMENT_INVALID',
    );
  }
  expect(existsSync(path)).toBe(false);
});

test('a file that cannot be written leaves nothing behind', async () => {
  const taken = join(folder, 'taken');
  mkdirSync(join(taken, 'mask.nii'), { recursive: true });
  const error = await errorOf(
    writeNifti(
      join(taken, 'mask.nii'),
      mask(() => true),
    ),
  );
  expect([error.code, error.details.file]).toEqual(['FILE_NOT_WRITABLE', join(taken, 'mask.nii')]);
  expect(readdirSync(taken)).toEqual(['mask.nii']);
  expect(
    (
      await errorOf(
        writeNifti(
          join(folder, 'no/such/folder.nii'),
          mask(() => true),
        ),
      )
    ).code,
  ).toBe('FILE_NOT_WRITABLE');
});

test.skipIf(process.getuid?.() === 0)('a folder without permission', async () => {
  const locked = join(folder, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0o500);
  expect(
    (
      await errorOf(
        writeNifti(
          join(locked, 'a.nii'),
          mask(() => true),
        ),
      )
    ).code,
  ).toBe('FILE_NOT_WRITABLE');
});

test.skipIf(!existsSync('/dev/full'))('a full disk', async () => {
  const { writeWhole } = await import('../src/files.ts');
  function* failing(): Generator<Uint8Array> {
    yield new Uint8Array(3);
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  }
  const path = join(folder, 'full.nii');
  const error = await errorOf(writeWhole(path, failing()));
  expect(error.message).toMatch(/disk is full/);
  expect(readdirSync(folder).filter((name) => name.includes('full'))).toEqual([]);
});

describe('what is written does not depend on the day', () => {
  afterEach(() => void vi.useRealTimers());
  const dates = { SeriesDate: '20210304', SeriesTime: '101112', AcquisitionDate: '' };
  test.each([
    ['SEG', writeDicomSeg],
    ['RTSTRUCT', writeRtStruct],
  ] as const)(
    '%s: the same regions give the same bytes, with the dates of the series',
    async (kind, write) => {
      const dated = join(folder, `dated-${kind}`);
      mkdirSync(dated);
      for (let z = 0; z < 5; z++) await writeDicom(join(dated, String(z)), slice(z, dates));
      const written: Buffer[] = [];
      for (const day of ['2024-02-29T12:00:00Z', '2031-07-01T23:59:59Z']) {
        vi.setSystemTime(new Date(day));
        const path = join(folder, `${kind}-${day.slice(0, 4)}.dcm`);
        await write(path, [{ name: 'a', mask: mask((i) => i % 2 === 0) }], dated);
        written.push(readFileSync(path));
      }
      expect(written[1]!.equals(written[0]!)).toBe(true);
      expect(written[0]!.includes('20210304')).toBe(true);
      expect(written[0]!.includes('101112')).toBe(true);
    },
  );
});

describe('RTSTRUCT of difficult masks', () => {
  // 120 x 120 x 4 voxels, so that one outline can have more points than an explicit length can hold.
  const size = 120;
  let large: ImageRead;
  beforeAll(async () => {
    const path = join(folder, 'large');
    mkdirSync(path);
    const pixels = new Int16Array(size * size).buffer;
    for (let z = 0; z < 4; z++)
      await writeDicom(join(path, String(z)), slice(z, { Rows: size, Columns: size, PixelData: pixels }));
    large = await readImage(path);
  });
  const written = async (inside: (x: number, y: number) => boolean) => {
    const data = Uint8Array.from({ length: 4 * size * size }, (_, i) =>
      inside(i % size, Math.floor(i / size) % size) ? 1 : 0,
    );
    const path = join(folder, 'difficult.dcm');
    const start = performance.now();
    await writeRtStruct(path, [{ name: 'a', mask: { ...large.volume, data } }], large);
    const seconds = (performance.now() - start) / 1000;
    const found = (await readRegions(path, { image: large })).regions[0]!.mask().data;
    return { same: Buffer.compare(found, data) === 0, seconds };
  };
  test('one outline of thousands of corners', async () => {
    // A comb with serrated teeth, joined by the first row.
    const { same } = await written((x, y) => y === 0 || x % 4 === 0 || (x % 4 === 1 && y % 2 === 0));
    expect(same).toBe(true);
    const { dataSet } = await readDicomWhole(await sourceOfFile(join(folder, 'difficult.dcm')));
    const contours = itemsOf(itemsOf(dataSet, 'x30060039')[0], 'x30060040');
    expect(Math.max(...contours.map((contour) => contour.elements.x30060050!.length))).toBeGreaterThan(
      65_535,
    );
  });
  test('tens of thousands of single voxels take seconds, not minutes', async () => {
    const { same, seconds } = await written((x, y) => (x + y) % 2 === 0);
    expect(same).toBe(true);
    expect(seconds).toBeLessThan(15);
  });
});
