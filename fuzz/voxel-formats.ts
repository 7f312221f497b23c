import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeMetaImage, writeNifti, writeNrrd } from '@rachis/formats';
import { type Format, image, mask, regions, volume, written } from './format.ts';

const header = (text: string, data: Uint8Array | string = ''): Uint8Array =>
  Buffer.concat([Buffer.from(text), Buffer.from(data as string)]);
const raw = new Uint8Array(volume.data.buffer);

const metaFields = `ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = -12.5 3 40\nCenterOfRotation = 0 0 0\nAnatomicalOrientation = RAI\nElementSpacing = 0.7 0.7 2.5\nDimSize = 5 4 3\nElementType = MET_SHORT\n`;
const nrrdFields = (encoding: string): string =>
  `NRRD0005\n# comment\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 5 4 3\nspace directions: (0.7,0,0) (0,0.7,0) (0,0,2.5)\nkinds: domain domain domain\nendian: little\nencoding: ${encoding}\nspace origin: (-12.5,3,40)\nspace units: "mm" "mm" "mm"\nkey:=value\n`;

/** Files of voxels, and of labels. */
export const voxelFormats: readonly (readonly [name: string, format: Format])[] = [
  [
    'metaimage',
    {
      seeds: async (folder) => {
        for (const i of [0, 1, 2])
          writeFileSync(join(folder, `m${i}.raw`), raw.subarray(40 * i, 40 * i + 40));
        writeFileSync(join(folder, 'm.raw'), raw);
        return [
          {
            name: 'a.mha',
            text: true,
            bytes: await written(folder, 'seed.mha', (path) => writeMetaImage(path, volume)),
          },
          { name: 'b.mha', text: true, bytes: header(`${metaFields}ElementDataFile = LOCAL\n`, raw) },
          {
            ...{ name: 'c.mha', text: true },
            bytes: header(
              `${metaFields.replace('BinaryData = True', 'BinaryData = False')}ElementDataFile = LOCAL\n`,
              volume.data.join(' '),
            ),
          },
          {
            name: 'd.mhd',
            text: true,
            bytes: header(
              `${metaFields}HeaderSize = -1\nElementDataFile = LIST 2D\nm0.raw\nm1.raw\nm2.raw\n`,
            ),
          },
          {
            name: 'e.mhd',
            text: true,
            bytes: header(`${metaFields}HeaderSize = 0\nElementDataFile = m%d.raw 0 2 1\n`),
          },
          {
            name: 'f.mhd',
            text: true,
            bytes: header(
              `${metaFields}DistanceUnits = mm\nElementToIntensityFunctionSlope = 2\nElementDataFile = m.raw\n`,
            ),
          },
        ];
      },
      read: image,
    },
  ],
  [
    'nrrd',
    {
      seeds: async (folder) => {
        for (const i of [0, 1, 2])
          writeFileSync(join(folder, `n${i}.raw`), raw.subarray(40 * i, 40 * i + 40));
        return [
          {
            name: 'a.nrrd',
            text: true,
            bytes: await written(folder, 'seed.nrrd', (path) => writeNrrd(path, volume)),
          },
          { name: 'b.nrrd', text: true, bytes: header(`${nrrdFields('raw')}byte skip: -1\n\n`, raw) },
          {
            name: 'c.nrrd',
            text: true,
            bytes: header(`${nrrdFields('ascii')}line skip: 0\n\n`, volume.data.join(' ')),
          },
          {
            name: 'd.nrrd',
            text: true,
            bytes: header(`${nrrdFields('hex')}\n`, Buffer.from(raw).toString('hex')),
          },
          {
            name: 'e.nrrd',
            text: true,
            bytes: header(`${nrrdFields('gzip')}byte skip: 0\n\n`, gzipSync(raw)),
          },
          { name: 'f.nhdr', text: true, bytes: header(`${nrrdFields('raw')}data file: n%d.raw 0 2 1 2\n`) },
          {
            name: 'g.nhdr',
            text: true,
            bytes: header(`${nrrdFields('raw')}data file: LIST 2\nn0.raw\nn1.raw\nn2.raw\n`),
          },
          {
            ...{ name: 'h.nrrd', text: true },
            bytes: header(
              'NRRD0004\ntype: uchar\ndimension: 4\nsizes: 1 5 4 3\nspacings: nan 1 1 2\nthicknesses: nan nan nan 2\nunits: "" "mm" "mm" "mm"\ncenterings: ??? cell cell cell\nencoding: raw\n\n',
              raw.subarray(0, 60),
            ),
          },
        ];
      },
      read: image,
    },
  ],
  [
    'nifti',
    {
      seeds: async (folder) => {
        const packed = await written(folder, 'seed.nii.gz', (path) => writeNifti(path, volume));
        const plain = gunzipSync(packed);
        const second = Buffer.concat([Buffer.alloc(544), plain.subarray(352)]);
        second.writeInt32LE(540, 0);
        second.write('n+2\0\r\n\x1a\n', 4, 'latin1');
        second.writeInt16LE(4, 12);
        second.writeInt16LE(16, 14);
        for (const [i, n] of [3, 5, 4, 3, 1, 1, 1, 1].entries())
          second.writeBigInt64LE(BigInt(n), 16 + 8 * i);
        for (const [i, n] of [1, 0.7, 0.7, 2.5].entries()) second.writeDoubleLE(n, 104 + 8 * i);
        second.writeBigInt64LE(544n, 168);
        second.writeInt32LE(1, 344);
        second.writeInt32LE(2, 500);
        return [
          { name: 'a.nii.gz', text: false, bytes: packed, packed: true },
          { name: 'b.nii', text: false, bytes: plain },
          { name: 'c.nii', text: false, bytes: second },
        ];
      },
      read: image,
    },
  ],
  [
    'labels',
    {
      seeds: async (folder) => {
        const labels = { ...volume, data: Float32Array.from(volume.data, (value) => value % 4) };
        return [
          {
            name: 'a.nii',
            text: false,
            bytes: gunzipSync(await written(folder, 'l.nii.gz', (path) => writeNifti(path, labels))),
          },
          {
            name: 'b.mha',
            text: true,
            bytes: header(
              `${metaFields.replace('MET_SHORT', 'MET_UCHAR')}ElementDataFile = LOCAL\n`,
              mask.data as Uint8Array,
            ),
          },
        ];
      },
      read: (path) => regions(path),
    },
  ],
];
