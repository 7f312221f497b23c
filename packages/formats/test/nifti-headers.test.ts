import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readImage } from '../src/index.ts';
import { niftiHeader } from '../src/write-nifti.ts';
import { errorOf, temporaryFolder } from './support.ts';
import { image, type NiftiChange, nifti as niftiIn } from './voxel-files.ts';

const folder = temporaryFolder();
const nifti = (...given: NiftiChange) => niftiIn(folder, ...given);

describe('NIfTI headers', () => {
  test('neither sform nor qform: pixdim, with a warning', async () => {
    const { volume, warnings } = await readImage(
      nifti((view) => {
        view.setInt16(252, 0, true);
        view.setInt16(254, 0, true);
      }),
    );
    expect([...volume.spacing].map((value) => Number(value.toFixed(4)))).toEqual([0.5, 0.75, 3]);
    expect(warnings.join()).toMatch(/neither sform nor qform/);
  });
  test('pixdim that disagrees with the sform is told', async () => {
    const { volume, warnings } = await readImage(nifti((view) => view.setFloat32(80, 9, true)));
    expect(volume.spacing[0]).toBeCloseTo(0.5, 5);
    expect(warnings.join()).toMatch(/sform was taken/);
  });
  test('metres and microns become millimetres', async () => {
    expect(
      (
        await readImage(
          nifti((_, bytes) => {
            bytes[123] = 1;
          }),
        )
      ).volume.spacing[2],
    ).toBeCloseTo(3000, 1);
    expect(
      (
        await readImage(
          nifti((_, bytes) => {
            bytes[123] = 3;
          }),
        )
      ).volume.spacing[2],
    ).toBeCloseTo(0.003, 6);
  });
  test('slope 0 is none; whole factors keep integers; fractions make floats', async () => {
    const scaled = (slope: number, intercept: number) =>
      readImage(
        nifti((view) => {
          view.setFloat32(112, slope, true);
          view.setFloat32(116, intercept, true);
        }),
      );
    expect((await scaled(0, 7)).volume.data).toEqual(image.data);
    expect((await scaled(2, -1)).volume.data).toEqual(image.data.map((value) => value * 2 - 1));
    expect((await scaled(0.5, 0)).volume.data).toBeInstanceOf(Float32Array);
  });
  test('big-endian files', async () => {
    const path = nifti(() => {}, 'little.nii');
    const little = readFileSync(path);
    const big = Buffer.from(little);
    const turn = (from: number, to: number, size: number): void => {
      for (let at = from; at < to; at += size) big.subarray(at, at + size).reverse();
    };
    turn(0, 4, 4);
    turn(40, 56, 2);
    turn(68, 76, 2);
    turn(76, 120, 4);
    turn(252, 256, 2);
    turn(256, 328, 4);
    turn(352, big.length, 2);
    writeFileSync(join(folder, 'big.nii'), big);
    const found = (await readImage(join(folder, 'big.nii'))).volume;
    expect(found).toEqual((await readImage(path)).volume);
  });
  test('64-bit integers that fit, and those that do not', async () => {
    const write = (values: bigint[]): string => {
      const header = niftiHeader({ ...image, size: [2, 1, 1] });
      new DataView(header.buffer).setInt16(70, 1024, true);
      const path = join(folder, 'wide.nii');
      writeFileSync(path, Buffer.concat([header, new Uint8Array(BigInt64Array.from(values).buffer)]));
      return path;
    };
    expect((await readImage(write([1n, -3n]))).volume.data).toEqual(Int16Array.of(1, -3));
    expect((await readImage(write([1n, 1n << 40n]))).volume.data).toEqual(Float64Array.of(1, 2 ** 40));
    expect((await errorOf(readImage(write([1n, 1n << 60n])))).code).toBe('UNSUPPORTED');
  });
  test.each<[string, string, (view: DataView) => void]>([
    ['sheared', 'GEOMETRY_INVALID', (view) => view.setFloat32(284, 0.4, true)],
    [
      'four volumes',
      'UNSUPPORTED',
      (view) => {
        view.setInt16(40, 4, true);
        view.setInt16(48, 4, true);
      },
    ],
    ['colour', 'UNSUPPORTED', (view) => view.setInt16(70, 128, true)],
    [
      'spacing zero',
      'GEOMETRY_INVALID',
      (view) => {
        for (let i = 0; i < 12; i++) view.setFloat32(280 + 4 * i, 0, true);
      },
    ],
    ['spacing not a number', 'GEOMETRY_INVALID', (view) => view.setFloat32(280, Number.NaN, true)],
    ['size zero', 'GEOMETRY_INVALID', (view) => view.setInt16(42, 0, true)],
    ['half of a pair', 'UNSUPPORTED', (view) => view.setUint8(345, 0x69)],
    ['no header', 'NOT_AN_IMAGE', (view) => view.setInt32(0, 7, true)],
  ])('%s is refused', async (_name, code, change) => {
    const error = await errorOf(readImage(nifti(change)));
    expect(error.code).toBe(code);
    expect(error.message).toContain('changed.nii');
  });
  test('a fourth dimension of one volume is read', async () => {
    expect((await readImage(nifti((view) => view.setInt16(40, 4, true)))).volume.size).toEqual([3, 2, 4]);
  });
});

describe('NIfTI pairs of .hdr and .img', () => {
  const header = (): Uint8Array => {
    const bytes = niftiHeader(image).slice(0, 348);
    bytes[345] = 0x69;
    new DataView(bytes.buffer).setFloat32(108, 0, true);
    return bytes;
  };
  const voxels = new Uint8Array(image.data.buffer);
  const write = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  test('are read by either name, compressed or not', async () => {
    const known = (await readImage(nifti(() => {}))).volume;
    write('pair.hdr', header());
    write('pair.img', voxels);
    write('packed.hdr.gz', gzipSync(header()));
    write('packed.img.gz', gzipSync(voxels));
    for (const name of ['pair.hdr', 'pair.img', 'packed.hdr.gz', 'packed.img.gz'])
      expect((await readImage(join(folder, name))).volume, name).toEqual(known);
  });
  test('whose voxels are missing or cut off are refused by name', async () => {
    const alone = await errorOf(readImage(write('alone.hdr', header())));
    expect([alone.code, alone.message]).toEqual(['FILE_NOT_FOUND', expect.stringContaining('alone.img')]);
    write('short.hdr', header());
    write('short.img', voxels.subarray(0, 40));
    const short = await errorOf(readImage(join(folder, 'short.hdr')));
    expect([short.code, short.message]).toEqual(['FILE_TRUNCATED', expect.stringContaining('short.img')]);
  });
  test('of Analyze 7.5 are refused: they do not say how the patient lies', async () => {
    const bytes = header();
    bytes.fill(0, 344, 348);
    write('old.img', voxels);
    const error = await errorOf(readImage(write('old.hdr', bytes)));
    expect([error.code, error.message]).toEqual(['UNSUPPORTED', expect.stringMatching(/old\.hdr.*Analyze/)]);
  });
  test('an .img without a header beside it is no image', async () => {
    expect((await errorOf(readImage(write('disk.img', voxels)))).code).toBe('NOT_AN_IMAGE');
  });
});
