import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readImage } from '../src/index.ts';
import { niftiHeader } from '../src/write-nifti.ts';
import { headerFiles, type Part, raw, values } from './header-fields.ts';
import { errorOf } from './support.ts';

// What the same files are to ITK 5 (SimpleITK 2.5.7) was tried when these tests were written; where we differ, it says so.

const { write, read } = headerFiles();

describe('NIfTI', () => {
  const grid = {
    size: [4, 3, 2],
    spacing: [1, 1, 2],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const;
  const file = (change: (view: DataView, bytes: Uint8Array) => void, between: Part = ''): string => {
    const bytes = niftiHeader({ ...grid, data: Int16Array.from(values), unit: 'arbitrary' });
    change(new DataView(bytes.buffer), bytes);
    return write('a.nii', bytes, between, raw);
  };

  test('a qform and an sform that differ are said, and rounding between them is not', async () => {
    const turned = await read(
      file((view) => {
        view.setFloat32(268, 5, true);
        for (const [i, value] of [0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0].entries())
          view.setFloat32(280 + 4 * i, value, true);
      }),
    );
    expect(turned.direction).toEqual([0, 1, 0, -1, 0, 0, 0, 0, 1]);
    expect(turned.warnings).toMatch(
      /qform \(code 1\).*sform \(code 1\) differ.*mm apart. The sform was taken/,
    );
    const moved = await read(file((view) => view.setFloat32(268, 40, true)));
    expect(moved.warnings).toMatch(/differ: they put voxels up to 40\.0 mm apart/);
    expect((await read(file((view) => view.setFloat32(268, 1e-4, true)))).warnings).toBe('');
    expect((await read(file((view) => view.setFloat32(256, Number.NaN, true)))).warnings).toMatch(/differ/);
  });

  test('vox_offset: behind extensions, at odd places; 0 is the end of the header, and is said', async () => {
    const at = (offset: number) => (view: DataView) => view.setFloat32(108, offset, true);
    expect((await read(file(at(352 + 32), 'x'.repeat(32)))).values).toEqual(values);
    expect((await read(file(at(357), 'abcde'))).values).toEqual(values);
    const zero = await read(file(at(0)));
    expect([zero.values, zero.warnings]).toEqual([values, expect.stringMatching(/vox_offset 0/)]);
    const more = await read(file(() => {}, 'ab'));
    expect(more.warnings).toMatch(/2 bytes more/);
  });

  test('an extension that vox_offset leaves no room for is said', async () => {
    const found = await read(file((_, bytes) => bytes.set([1], 348)));
    expect([found.values, found.warnings]).toEqual([values, expect.stringMatching(/extensions/)]);
  });

  test.each<[string, (view: DataView, bytes: Uint8Array) => void]>([
    ['vox_offset', (view) => view.setFloat32(108, Number.NaN, true)],
    ['vox_offset', (view) => view.setFloat32(108, -1, true)],
    ['vox_offset', (view) => view.setFloat32(108, 352.5, true)],
    ['vox_offset', (view) => view.setFloat32(108, 100, true)],
    ['vox_offset', (view) => view.setFloat32(108, Number.POSITIVE_INFINITY, true)],
    ['scl_slope', (view) => view.setFloat32(112, Number.POSITIVE_INFINITY, true)],
    [
      'scl_inter',
      (view) => {
        view.setFloat32(112, 2, true);
        view.setFloat32(116, Number.NaN, true);
      },
    ],
    ['xyzt_units', (_, bytes) => bytes.set([5], 123)],
    ['dim', (view) => view.setInt16(40, 0, true)],
    ['dim', (view) => view.setInt16(40, 768, true)],
    ['dim', (view) => view.setInt16(40, -3, true)],
    [
      'dim',
      (view) => {
        view.setInt16(40, 4, true);
        view.setInt16(48, -1, true);
      },
    ],
    [
      'quatern',
      (view) => {
        view.setInt16(254, 0, true);
        view.setFloat32(256, 3, true);
      },
    ],
    ['float128', (view) => view.setInt16(70, 1536, true)],
    ['complex64', (view) => view.setInt16(70, 32, true)],
    ['RGBA32', (view) => view.setInt16(70, 2304, true)],
    ['binary', (view) => view.setInt16(70, 1, true)],
    ['77', (view) => view.setInt16(70, 77, true)],
  ])('%s is refused by name (%#)', async (key, change) => {
    expect((await errorOf(readImage(file(change)))).message).toContain(key);
  });

  test('scl_slope 0 and NaN are no scale; a unit other than millimetres and a wrong bitpix are said', async () => {
    for (const slope of [0, Number.NaN])
      expect(
        (
          await read(
            file((view) => {
              view.setFloat32(112, slope, true);
              view.setFloat32(116, 7, true);
            }),
          )
        ).values,
      ).toEqual(values);
    expect((await read(file((_, bytes) => bytes.set([1], 123)))).warnings).toMatch(/metres \(xyzt_units\)/);
    const bits = await read(file((view) => view.setInt16(72, 32, true)));
    expect([bits.values, bits.warnings]).toEqual([values, expect.stringMatching(/bitpix/)]);
  });

  test('the voxels of a pair start at vox_offset', async () => {
    const header = niftiHeader({ ...grid, data: Int16Array.from(values), unit: 'arbitrary' }).slice(0, 348);
    header[345] = 0x69;
    new DataView(header.buffer).setFloat32(108, 5, true);
    write('p.img', 'abcde', raw);
    expect((await read(write('p.hdr', header))).values).toEqual(values);
    write('c.img.gz', gzipSync(Buffer.concat([Buffer.from('abcde'), raw])));
    expect((await read(write('c.hdr.gz', gzipSync(header)))).values).toEqual(values);
  });
});
