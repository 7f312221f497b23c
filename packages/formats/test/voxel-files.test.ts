import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Matrix3, Volume } from '@rachis/volume';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeLabelNames,
  labelNamesPath,
  readImage,
  readRegions,
  writeMetaImage,
  writeNifti,
  writeNrrd,
} from '../src/index.ts';
import { niftiHeader } from '../src/write-nifti.ts';
import { dataFolder, errorOf, hasData, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

const c = Math.cos(0.4);
const s = Math.sin(0.4);
const oblique: Matrix3 = [c, -s, 0, s, c, 0, 0, 0, 1];
const image: Volume<Int16Array> = {
  size: [3, 2, 4],
  spacing: [0.5, 0.75, 3],
  origin: [10, -20, 30],
  direction: oblique,
  data: Int16Array.from({ length: 24 }, (_, i) => i * 100 - 500),
  unit: 'arbitrary',
};

/** A NIfTI-1 of the image whose header is changed before it is written. */
function nifti(change: (view: DataView, bytes: Uint8Array) => void, name = 'changed.nii'): string {
  const header = niftiHeader(image);
  change(new DataView(header.buffer), header);
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([header, new Uint8Array(image.data.buffer)]));
  return path;
}

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

test('an image of intensities is no label map', async () => {
  expect((await errorOf(readRegions(nifti(() => {})))).code).toBe('REGION_NOT_FOUND');
});

describe('names of labels in the JSON file beside a label map', () => {
  const labels = {
    ...image,
    data: Uint16Array.from({ length: 24 }, (_, i) => (i < 12 ? 0 : 2303 + (i % 2))),
  };
  const read = async (name: string, beside: string) => {
    const path = join(folder, name);
    await writeNifti(path, labels);
    writeFileSync(labelNamesPath(path), beside);
    return readRegions(path);
  };

  test('written and read', async () => {
    const names = new Map([
      [2304, 'L3_shell'],
      [2303, 'L3_core'],
    ]);
    const { regions, warnings } = await read(
      'named.nii.gz',
      new TextDecoder().decode(encodeLabelNames(names)),
    );
    expect(regions.map(({ name, label }) => [name, label])).toEqual([
      ['L3_core', 2303],
      ['L3_shell', 2304],
    ]);
    expect(warnings).toEqual([]);
  });

  test('files of other programs say nothing; entries that are no names are told', async () => {
    for (const text of ['{"EchoTime": 0.1}', 'no JSON', 'null'])
      expect(await read('other.nii', text)).toMatchObject({
        regions: [{ name: 'label 2303' }, { name: 'label 2304' }],
        warnings: [],
      });
    const { regions, warnings } = await read('half.nii', '{"label_names": {"2303": "core", "-1": "x"}}');
    expect(regions.map(({ name }) => name)).toEqual(['core', 'label 2304']);
    expect(warnings).toEqual([expect.stringContaining('not every entry of label_names')]);
  });
});

describe('a spacing that is not there is said or refused by its field', () => {
  const voxels = Buffer.from([1, 2, 3, 4]);
  const written = (name: string, header: string): string => {
    const path = join(folder, name);
    writeFileSync(path, Buffer.concat([Buffer.from(header), voxels]));
    return path;
  };
  const meta = (fields: string) =>
    written('thin.mha', `ObjectType = Image\n${fields}\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n`);
  const nrrd = (fields: string) =>
    written('thin.nrrd', `NRRD0004\ntype: uchar\nencoding: raw\n${fields}\n\n`);
  async function nifti(change: (header: Buffer) => void): Promise<string> {
    const path = join(folder, 'thin.nii');
    await writeNifti(path, {
      ...{ size: [2, 2, 1], spacing: [0.5, 0.5, 2], origin: [0, 0, 0], unit: 'arbitrary' },
      ...{ direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], data: new Uint8Array(voxels) },
    });
    const bytes = readFileSync(path);
    change(bytes);
    writeFileSync(path, bytes);
    return path;
  }
  const forms = (header: Buffer, qform: number, sform: number) => {
    header.writeInt16LE(qform, 252);
    header.writeInt16LE(sform, 254);
  };
  test.each<[string, () => string | Promise<string>, RegExp]>([
    ['ElementSpacing 0', () => meta('NDims = 3\nDimSize = 2 2 1\nElementSpacing = 1 1 0'), /ElementSpacing/],
    [
      'ElementSpacing nan',
      () => meta('NDims = 3\nDimSize = 2 2 1\nElementSpacing = 1 1 nan'),
      /ElementSpacing/,
    ],
    ['spacings nan', () => nrrd('dimension: 3\nsizes: 2 2 1\nspacings: 1 1 nan'), /axis 3 \(spacings/],
    ['spacings 0', () => nrrd('dimension: 3\nsizes: 2 2 1\nspacings: 1 1 0'), /\(spacings\)/],
    [
      'directions 0',
      () => nrrd('dimension: 3\nspace: LPS\nsizes: 2 2 1\nspace directions: (1,0,0) (0,1,0) (0,0,0)'),
      /space directions of length 0 along axis 3/,
    ],
    ...[0, Number.NaN, Number.POSITIVE_INFINITY].flatMap((value) =>
      [0, 1].map((qform): [string, () => Promise<string>, RegExp] => [
        `pixdim[3] ${value} with qform ${qform}`,
        () =>
          nifti((header) => {
            header.writeFloatLE(value, 88);
            forms(header, qform, 0);
          }),
        /pixdim\[3\] = (0|NaN|Infinity)/,
      ]),
    ),
    [
      'an sform without a third axis',
      () =>
        nifti((header) => {
          forms(header, 0, 1);
          for (const at of [288, 304, 320]) header.writeFloatLE(0, at);
        }),
      /sform \(srow_x/,
    ],
  ])('%s is refused', async (_, path, words) => {
    const error = await errorOf(readImage(await path()));
    expect(error.message).toMatch(words);
    expect(error.code).toMatch(/GEOMETRY_INVALID|FILE_CORRUPT/);
  });
  test.each<[string, () => string | Promise<string>, RegExp]>([
    ['MetaImage', () => meta('NDims = 2\nDimSize = 2 2\nElementSpacing = 1 1'), /NDims = 2.*1 mm was taken/],
    ['NRRD', () => nrrd('dimension: 2\nsizes: 2 2\nspacings: 1 1'), /2 axes in space.*1 mm was taken/],
    [
      'NRRD with an axis outside space',
      () => nrrd('dimension: 3\nspace: LPS\nsizes: 2 2 1\nspace directions: (1,0,0) (0,1,0) none'),
      /2 axes in space.*1 mm was taken/,
    ],
    [
      'NIfTI',
      () =>
        nifti((header) => {
          header.writeInt16LE(2, 40);
          forms(header, 1, 0);
        }),
      /dim\[0\] = 2.*pixdim\[3\] = 2 was taken/,
    ],
  ])('the thickness of a plane of %s is said', async (_, path, words) => {
    const { warnings, volume } = await readImage(await path());
    expect(warnings.join(' ')).toMatch(words);
    expect(volume.size).toEqual([2, 2, 1]);
  });
});
