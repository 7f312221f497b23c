import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isRegionFile, readImage, readRegions, regionsOfChannel, writeNifti } from '../src/index.ts';
import { errorOf, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

/** Three volumes of 3 x 2 x 2 voxels: the first two share a voxel, the third is a label map of 1 and 4. */
const volumes = [
  [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  [0, 0, 0, 4, 0, 0, 1, 1, 0, 0, 0, 0],
];
const size = '3 2 2';
const oneByOne = Buffer.from(volumes.flat());
const interleaved = Buffer.from(volumes[0]!.flatMap((_, i) => volumes.map((volume) => volume[i]!)));

async function nifti(packed: boolean): Promise<string> {
  const path = join(folder, packed ? 'masks.nii.gz' : 'masks.nii');
  const plain = join(folder, 'one.nii');
  await writeNifti(plain, {
    ...{ size: [3, 2, 2], spacing: [1, 1, 2], origin: [5, 6, 7], unit: 'arbitrary' },
    ...{ direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], data: Uint8Array.from(volumes[0]!) },
  });
  const header = readFileSync(plain).subarray(0, 352);
  header.writeInt16LE(4, 40);
  header.writeInt16LE(3, 48);
  const bytes = Buffer.concat([header, oneByOne]);
  writeFileSync(path, packed ? gzipSync(bytes) : bytes);
  return path;
}

function nrrd(name: string, fields: string, data: Buffer): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    Buffer.concat([
      Buffer.from(
        `NRRD0004\ntype: uchar\ndimension: 4\nspace: LPS\nspace origin: (5,6,7)\n${fields}\nencoding: raw\n\n`,
      ),
      data,
    ]),
  );
  return path;
}
const axes = '(1,0,0) (0,1,0) (0,0,2)';
const names = [0, 1, 2]
  .map((i) => `Segment${i}_Name:=part ${i}\nSegment${i}_LabelValue:=1\nSegment${i}_Layer:=${i}`)
  .join('\n');
const slicer = () =>
  nrrd(
    'layers.seg.nrrd',
    `sizes: 3 ${size}\nspace directions: none ${axes}\nkinds: list domain domain domain\n${names}`,
    interleaved,
  );

function meta(name: string, fields: string, data: Buffer): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    Buffer.concat([
      Buffer.from(`ObjectType = Image\n${fields}\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n`),
      data,
    ]),
  );
  return path;
}

describe('a mask of several volumes has the regions of each', () => {
  test.each<[string, () => Promise<string> | string]>([
    ['NIfTI', () => nifti(false)],
    ['NIfTI, gzip', () => nifti(true)],
    ['NRRD, volumes interleaved', slicer],
    [
      'NRRD, one volume after the other',
      () => nrrd('last.nrrd', `sizes: ${size} 3\nspace directions: ${axes} none`, oneByOne),
    ],
    [
      'MetaImage, four axes',
      () =>
        meta(
          'four.mha',
          `NDims = 4\nDimSize = ${size} 3\nElementSpacing = 1 1 2 1\nOffset = 5 6 7 0`,
          oneByOne,
        ),
    ],
    [
      'MetaImage, channels',
      () =>
        meta(
          'channels.mha',
          `NDims = 3\nDimSize = ${size}\nElementSpacing = 1 1 2\nOffset = 5 6 7\nElementNumberOfChannels = 3`,
          interleaved,
        ),
    ],
  ])('%s', async (_, path) => {
    const file = await path();
    const { regions } = await readRegions(file);
    expect(regions.map(({ channel, label }) => [channel, label])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [2, 4],
    ]);
    for (const { channel, label, mask } of regions) {
      const { data, spacing, origin } = mask();
      expect([...data]).toEqual(volumes[channel!]!.map((value) => (value === label ? 1 : 0)));
      expect(spacing).toEqual([1, 1, 2]);
      expect(origin.map(Math.abs)).toEqual([5, 6, 7]);
    }
    expect(await isRegionFile(file)).toBe(true);
    // An image of several volumes stays refused.
    expect((await errorOf(readImage(file))).code).toBe('UNSUPPORTED');
  });
  test('names are those of the layer, or of the volume', async () => {
    const named = await readRegions(slicer());
    expect(named.regions.map(({ name }) => name)).toEqual([
      'part 0',
      'part 1',
      'part 2',
      'volume 3, label 4',
    ]);
    const { regions } = await readRegions(await nifti(false));
    expect(regions.map(({ name }) => name)).toEqual([
      'volume 1',
      'volume 2',
      'volume 3, label 1',
      'volume 3, label 4',
    ]);
  });
  test('the regions of a channel', async () => {
    const read = await readRegions(await nifti(false));
    expect(regionsOfChannel(read, 2).map(({ label }) => label)).toEqual([1, 4]);
    expect(() => regionsOfChannel(read, 3)).toThrow(/no region in channel 3.*channels 0, 1, 2/);
    const one = await readRegions(join(folder, 'one.nii'));
    expect(regionsOfChannel(one, 5)).toEqual(one.regions);
  });
  test('a volume without a region is said; what is no label is refused', async () => {
    const empty = nrrd(
      'empty.nrrd',
      `sizes: ${size} 2\nspace directions: ${axes} none`,
      Buffer.concat([oneByOne.subarray(0, 12), Buffer.alloc(12)]),
    );
    const { regions, warnings } = await readRegions(empty);
    expect(regions.map(({ channel }) => channel)).toEqual([0]);
    expect(warnings.join(' ')).toMatch(/volume 2 of 2 has no voxel/);
    const short = nrrd('short.nrrd', `sizes: ${size} 4\nspace directions: ${axes} none`, oneByOne);
    expect((await errorOf(readRegions(short))).code).toBe('FILE_TRUNCATED');
    const two = meta('both.mha', `NDims = 4\nDimSize = 3 2 1 2\nElementNumberOfChannels = 3`, oneByOne);
    expect((await errorOf(readRegions(two))).code).toBe('UNSUPPORTED');
  });
});
