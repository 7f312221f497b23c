import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Matrix3 } from '@rachis/volume';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readImage, readRegions, writeMetaImage, writeNifti, writeNrrd } from '../src/index.ts';
import { dataFolder, errorOf, hasData, temporaryFolder } from './support.ts';
import { image, type NiftiChange, nifti as niftiIn } from './voxel-files.ts';

const folder = temporaryFolder();
const nifti = (...given: NiftiChange) => niftiIn(folder, ...given);

describe('what is written is read again', () => {
  const writers = [
    ['.nii', writeNifti],
    ['.nii.gz', writeNifti],
    ['.nrrd', writeNrrd],
    ['.mha', writeMetaImage],
  ] as const;
  const types = [
    Int8Array,
    Uint8Array,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  ];
  test.each(writers)('%s, every type and orientation', async (extension, write) => {
    const angle = fc.double({ min: -3.14, max: 3.14, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...types), angle, angle, fc.boolean(), async (Type, a, b, flip) => {
        const turn: Matrix3 = [
          Math.cos(a) * Math.cos(b),
          -Math.sin(a),
          Math.cos(a) * Math.sin(b) * (flip ? -1 : 1),
          Math.sin(a) * Math.cos(b),
          Math.cos(a),
          Math.sin(a) * Math.sin(b) * (flip ? -1 : 1),
          -Math.sin(b),
          0,
          Math.cos(b) * (flip ? -1 : 1),
        ];
        const path = join(folder, `again${extension}`);
        const written = {
          ...image,
          direction: turn,
          data: new Type(Array.from({ length: 24 }, (_, i) => i * 3)),
        };
        await write(path, written);
        const { volume, warnings } = await readImage(path);
        expect(warnings).toEqual([]);
        expect(volume.data).toEqual(written.data);
        for (const key of ['spacing', 'origin', 'direction'] as const) {
          volume[key].forEach((value, i) => {
            expect(value).toBeCloseTo(written[key][i]!, 4);
          });
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a qform alone gives the same grid as the sform', async () => {
    const fromS = (await readImage(nifti(() => {}))).volume;
    const fromQ = (await readImage(nifti((view) => view.setInt16(254, 0, true)))).volume;
    for (const key of ['spacing', 'origin', 'direction'] as const) {
      fromQ[key].forEach((value, i) => {
        expect(value).toBeCloseTo(fromS[key][i]!, 5);
      });
    }
  });
});

describe('NRRD and MetaImage', () => {
  const raw = new Uint8Array(image.data.buffer);
  const header = (extra: string, space = 'left-posterior-superior'): string =>
    `NRRD0005\n# comment\ntype: short\ndimension: 3\nspace: ${space}\nsizes: 3 2 4\nspace directions: (0.5,0,0) (0,0.75,0) (0,0,3)\nendian: little\n${extra}space origin: (1,2,3)\n`;
  const write = (name: string, ...parts: (string | Uint8Array)[]): string => {
    const path = join(folder, name);
    writeFileSync(
      path,
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))),
    );
    return path;
  };
  test('raw, gzip, text, detached, and other spaces', async () => {
    const data = image.data;
    expect((await readImage(write('raw.nrrd', `${header('encoding: raw\n')}\n`, raw))).volume.data).toEqual(
      data,
    );
    expect(
      (await readImage(write('gzip.nrrd', `${header('encoding: gzip\n')}\n`, gzipSync(raw)))).volume.data,
    ).toEqual(data);
    expect(
      (await readImage(write('text.nrrd', `${header('encoding: ascii\n')}\n`, data.join(' ')))).volume.data,
    ).toEqual(data);
    write('detached.raw', raw);
    const detached = await readImage(
      write('detached.nhdr', header('encoding: raw\ndata file: detached.raw\n')),
    );
    expect(detached.volume.data).toEqual(data);
    const ras = (
      await readImage(write('ras.nrrd', `${header('encoding: raw\n', 'right-anterior-superior')}\n`, raw))
    ).volume;
    expect([ras.origin, ras.direction]).toEqual([
      [-1, -2, 3],
      [-1, 0, 0, 0, -1, 0, 0, 0, 1],
    ]);
    const las = (await readImage(write('las.nrrd', `${header('encoding: raw\n', 'LAS')}\n`, raw))).volume;
    expect(las.origin).toEqual([1, -2, 3]);
  });
  test('segment names of 3D Slicer', async () => {
    const labels = Uint8Array.from({ length: 24 }, (_, i) => (i < 20 ? 0 : 2));
    const named = header('encoding: raw\n').replace('type: short', 'type: uchar');
    const path = write('slicer.nrrd', `${named}Segment0_LabelValue:=2\nSegment0_Name:=tumour\n\n`, labels);
    const { regions } = await readRegions(path);
    expect(regions.map(({ name, label }) => [name, label])).toEqual([['tumour', 2]]);
  });
  test('MetaImage with its data beside it', async () => {
    write('beside.raw', raw);
    const text =
      'ObjectType = Image\nNDims = 3\nDimSize = 3 2 4\nElementSpacing = 0.5 0.75 3\nOffset = 1 2 3\nTransformMatrix = 0 1 0 -1 0 0 0 0 1\nElementType = MET_SHORT\nElementByteOrderMSB = False\nElementDataFile = beside.raw\n';
    const { volume } = await readImage(write('beside.mhd', text));
    expect(volume.data).toEqual(image.data);
    // The first three numbers are the direction of the first index axis.
    expect(volume.direction).toEqual([0, -1, 0, 1, 0, 0, 0, 0, 1]);
  });
  test.each([
    ['raw', raw],
    ['gzip', gzipSync(raw)],
    ['ascii', Buffer.from('1 2 3')],
  ])('truncated NRRD, %s', async (encoding, data) => {
    const cut = data.subarray(0, data.length - (encoding === 'ascii' ? 0 : 5));
    expect(
      (await errorOf(readImage(write('cut.nrrd', `${header(`encoding: ${encoding}\n`)}\n`, cut)))).code,
    ).toBe('FILE_TRUNCATED');
  });
  test('truncated headers, missing data files, unknown encodings', async () => {
    expect((await errorOf(readImage(write('cut2.nrrd', header('encoding: raw\n').slice(0, 60))))).code).toBe(
      'FILE_TRUNCATED',
    );
    expect(
      (await errorOf(readImage(write('gone.nhdr', header('encoding: raw\ndata file: gone.raw\n'))))).code,
    ).toBe('FILE_NOT_FOUND');
    expect((await errorOf(readImage(write('bz.nrrd', `${header('encoding: bzip2\n')}\n`, raw)))).code).toBe(
      'UNSUPPORTED',
    );
    expect(
      (
        await errorOf(
          readImage(
            write(
              'sheared.nrrd',
              `${header('encoding: raw\n').replace('(0,0.75,0)', '(0.3,0.75,0)')}\n`,
              raw,
            ),
          ),
        )
      ).code,
    ).toBe('GEOMETRY_INVALID');
    expect((await errorOf(readImage(write('cut.mhd', 'ObjectType = Image\nNDims = 3\n')))).code).toBe(
      'FILE_TRUNCATED',
    );
    await writeMetaImage(join(folder, 'whole.mha'), image);
    const whole = readFileSync(join(folder, 'whole.mha'));
    expect((await errorOf(readImage(write('cut.mha', whole.subarray(0, whole.length - 8))))).code).toBe(
      'FILE_TRUNCATED',
    );
  });
});

describe.skipIf(!hasData)('truncated copies of real files', () => {
  test.each([
    'ibsi1/digital_phantom/nifti/image/phantom.nii.gz',
    'spine/totalsegmentator/totalseg.nii.gz',
    'pyradiomics/breast1_image.nrrd',
  ])('%s', async (name) => {
    const bytes = readFileSync(join(dataFolder, name));
    for (const part of [0.97, 0.5]) {
      const path = join(folder, `cut-${name.split('/').at(-1)}`);
      writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * part)));
      expect((await errorOf(readImage(path))).code).toBe('FILE_TRUNCATED');
    }
  });
});
