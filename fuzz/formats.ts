import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type ImageRead,
  readImage,
  readRegions,
  writeDicomSeg,
  writeDicomSeries,
  writeMetaImage,
  writeNifti,
  writeNrrd,
  writeRtStruct,
} from '@rachis/formats';
import { landmarksFromText } from '@rachis/spine';
import { readParquet, readTable } from '@rachis/statistics';
import type { Mask, Volume } from '@rachis/volume';
import { loadParameters } from '../packages/study/src/pyradiomics-file.ts';
import { loadSettings } from '../packages/study/src/settings-file.ts';
import { encodeTable } from '../packages/study/src/tables/encode-table.ts';
import { readRows } from '../packages/study/src/tables/read-cells.ts';

/** A whole file that is changed, and how. */
export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether the file is text, or begins with a header of text. */
  readonly text: boolean;
  /** Whether what the gzip stream holds is changed, half of the times. */
  readonly packed?: boolean;
}

/** A format that files are made of. */
export interface Format {
  /** Files to begin with; what they need beside them is written to the folder. */
  seeds(folder: string): Promise<Seed[]>;
  /** Reads a changed file, and looks at what came of it: an `Error` where that is nonsense. Gives the bytes of the result. */
  read(path: string, folder: string): Promise<number>;
}

/** What a reader made of a file cannot be: the file should have been refused. */
export class Nonsense extends Error {}

const volume: Volume<Int16Array> = {
  size: [5, 4, 3],
  spacing: [0.7, 0.7, 2.5],
  origin: [-12.5, 3, 40],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  data: Int16Array.from({ length: 60 }, (_, i) => (i * 37) % 211),
  unit: 'arbitrary',
};
const mask: Mask = {
  ...volume,
  data: Uint8Array.from(volume.data, (_, i) => (i % 20 > 5 && i % 20 < 14 ? 1 : 0)),
};

function checkGrid(
  { size, spacing, origin, direction }: Omit<Mask, 'data'>,
  voxels: ArrayLike<number>,
): void {
  const wrong =
    !size.every((n) => Number.isInteger(n) && n > 0) ||
    !spacing.every((value) => value > 0 && Number.isFinite(value)) ||
    ![...origin, ...direction].every(Number.isFinite) ||
    voxels.length !== size[0] * size[1] * size[2];
  if (wrong)
    throw new Nonsense(
      `a grid of size ${size}, spacing ${spacing}, origin ${origin}, direction ${direction} with ${voxels.length} voxels`,
    );
}

async function image(path: string): Promise<number> {
  const read = await readImage(path);
  checkGrid(read.volume, read.volume.data);
  return read.volume.data.byteLength;
}

async function regions(path: string, reference?: ImageRead): Promise<number> {
  const read = await readRegions(path, reference ? { image: reference } : {});
  let bytes = 0;
  let failure: unknown = null;
  for (const region of read.regions) {
    try {
      const made = region.mask();
      checkGrid(made, made.data);
      if (made.data.some((value) => value > 1)) throw new Nonsense('a mask of other values than 0 and 1');
      bytes = Math.max(bytes, made.data.length);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
  return bytes;
}

async function written(
  folder: string,
  name: string,
  write: (path: string) => Promise<void>,
): Promise<Buffer> {
  const path = join(folder, name);
  await write(path);
  return readFileSync(path);
}

const header = (text: string, data: Uint8Array | string = ''): Uint8Array =>
  Buffer.concat([Buffer.from(text), Buffer.from(data as string)]);
const raw = new Uint8Array(volume.data.buffer);

const metaFields = `ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = -12.5 3 40\nCenterOfRotation = 0 0 0\nAnatomicalOrientation = RAI\nElementSpacing = 0.7 0.7 2.5\nDimSize = 5 4 3\nElementType = MET_SHORT\n`;
const nrrdFields = (encoding: string): string =>
  `NRRD0005\n# comment\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 5 4 3\nspace directions: (0.7,0,0) (0,0.7,0) (0,0,2.5)\nkinds: domain domain domain\nendian: little\nencoding: ${encoding}\nspace origin: (-12.5,3,40)\nspace units: "mm" "mm" "mm"\nkey:=value\n`;

/** Sub-folder with the series that regions are of. */
async function series(folder: string): Promise<string> {
  const path = join(folder, 'series');
  mkdirSync(path, { recursive: true });
  if (readdirSync(path).length === 0)
    await writeDicomSeries(path, { ...volume, unit: 'HU' }, { patient: 'P1', description: 'fuzz' });
  return path;
}

let reference: ImageRead | undefined;
async function referenceOf(folder: string): Promise<ImageRead> {
  reference ??= await readImage(await series(folder));
  return reference;
}

const syntaxes = fileURLToPath(new URL('../packages/formats/test/fixtures/syntaxes', import.meta.url));
const table = {
  columns: ['subject', 'outcome', 'glcm_contrast', 'age'],
  text: ['subject', 'outcome'],
  rows: Array.from({ length: 12 }, (_, i) => [`P${i}`, i % 2 ? 'yes' : 'no', i / 7, 40 + i]),
};
const csv = `subject,outcome,glcm_contrast,age\n${table.rows.map((row) => row.join(',')).join('\n')}\n"P 13","a ""b""",1e-3,\n`;
const settings = `resampling:\n  spacing: [1, 1, 1]\n  interpolator: linear\ndiscretisation:\n  binWidth: 25\nfamilies: [statistics, glcm]\n`;
const parameters = `setting:\n  binWidth: 25\n  resampledPixelSpacing: [1, 1, 1]\nimageType:\n  Original: {}\n  LoG:\n    sigma: [1, 2]\nfeatureClass:\n  firstorder:\n  glcm: [Contrast, Idm]\n`;
const landmarks = JSON.stringify({
  ...{ format: 'rachis spine landmarks', version: 1, subject: 'P1', space: 'LPS, mm' },
  landmarks: [
    { level: 'L1', name: 'superior_anterior', position: [1, 2, 3], source: 'hand', fit_error: null },
    { level: 'L1', name: 'superior_posterior', position: [1, 30, 3], source: 'hand', fit_error: 0.5 },
    { level: 'L2', name: 'centroid', position: [1, 16, -30], source: 'hand', fit_error: null },
  ],
});
const markups = JSON.stringify({
  '@schema': 'https://example.org/markups-schema-v1.0.3.json#',
  markups: [
    {
      type: 'Fiducial',
      coordinateSystem: 'LPS',
      controlPoints: [
        { id: '1', label: 'L1_superior_anterior', position: [1, 2, 3], positionStatus: 'defined' },
      ],
    },
  ],
});

/** The formats by their names on the command line. */
export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
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
  [
    'dicom',
    {
      seeds: async () =>
        readdirSync(syntaxes).map((name) => ({
          name,
          text: false,
          bytes: readFileSync(join(syntaxes, name)),
        })),
      read: image,
    },
  ],
  [
    'rtstruct',
    {
      seeds: async (folder) => [
        {
          ...{ name: 'rt.dcm', text: false },
          bytes: await written(folder, 'seed-rt.dcm', async (path) =>
            writeRtStruct(
              path,
              [
                { name: 'one', mask },
                { name: 'two', mask },
              ],
              await series(folder),
            ),
          ),
        },
      ],
      read: async (path, folder) => regions(path, await referenceOf(folder)),
    },
  ],
  [
    'seg',
    {
      seeds: async (folder) => [
        {
          ...{ name: 'seg.dcm', text: false },
          bytes: await written(folder, 'seed-seg.dcm', async (path) =>
            writeDicomSeg(
              path,
              [
                { name: 'one', mask },
                { name: 'two', mask },
              ],
              await series(folder),
            ),
          ),
        },
      ],
      read: (path) => regions(path),
    },
  ],
  [
    'parquet',
    {
      seeds: async (folder) => {
        writeFileSync(join(folder, 'seed.parquet'), await encodeTable('a.parquet', table));
        return [{ name: 'a.parquet', text: false, bytes: readFileSync(join(folder, 'seed.parquet')) }];
      },
      read: async (path) => {
        let cells = 0;
        for await (const row of readRows(path, 'table', 'Correct it.')) cells += row.length;
        await readParquet(readFileSync(path), { file: path });
        return 64 * cells;
      },
    },
  ],
  [
    'csv',
    {
      seeds: async () => [
        { name: 'a.csv', text: true, bytes: Buffer.from(csv) },
        { name: 'b.csv', text: true, bytes: Buffer.from(csv.replaceAll(',', ';')) },
        { name: 'c.tsv', text: true, bytes: Buffer.from(csv.replaceAll(',', '\t')) },
        { name: 'd.csv', text: false, bytes: Buffer.from(`\ufeff${csv}`, 'utf16le') },
      ],
      read: async (path) => {
        let cells = 0;
        for await (const row of readRows(path, 'table', 'Correct it.')) cells += row.length;
        readTable(readFileSync(path, 'utf8'), { file: path });
        return 64 * cells;
      },
    },
  ],
  [
    'yaml',
    {
      seeds: async () => [
        { name: 'settings.yaml', text: true, bytes: Buffer.from(settings) },
        { name: 'parameters.yaml', text: true, bytes: Buffer.from(parameters) },
        {
          name: 'settings.json',
          text: true,
          bytes: Buffer.from('{"discretisation":{"binWidth":25},"families":["glcm"]}'),
        },
      ],
      read: async (path) => {
        if (path.includes('parameters')) await loadParameters(path);
        else await loadSettings(path);
        return 0;
      },
    },
  ],
  [
    'landmarks',
    {
      seeds: async () => [
        { name: 'a.json', text: true, bytes: Buffer.from(landmarks) },
        { name: 'b.mrk.json', text: true, bytes: Buffer.from(markups) },
        {
          ...{ name: 'c.csv', text: true },
          bytes: Buffer.from(
            'level,name,x,y,z,source,fit_error\nL1,superior_anterior,1,2,3,hand,\nL1,superior_posterior,1,30,3,hand,0.5\n',
          ),
        },
      ],
      read: async (path) => {
        const { landmarks: found } = landmarksFromText(readFileSync(path, 'utf8'), path);
        for (const { position } of found as unknown as { position?: readonly number[] }[])
          if (position !== undefined && !position.every(Number.isFinite))
            throw new Nonsense(`a landmark at ${position}`);
        return 0;
      },
    },
  ],
]);
