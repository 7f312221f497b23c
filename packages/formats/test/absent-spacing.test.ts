import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readImage, writeNifti } from '../src/index.ts';
import { errorOf, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

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
