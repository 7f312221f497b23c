import { basename } from 'node:path';
import type { Grid, Mask, Volume } from '@rachis/volume';
import { nativeLittleEndian } from './bytes.ts';
import { writeWhole } from './files.ts';
import { zlib } from './node-zlib.ts';
import { asBytes, type VoxelType, voxelTypeOf } from './voxel-type.ts';

/** Step of index axis j in patient space, mm. */
const stepOf = ({ direction, spacing }: Grid, j: number): number[] =>
  [0, 1, 2].map((row) => direction[3 * row + j]! * spacing[j]!);

/**
 * Writes a volume or mask as an attached NRRD (`.nrrd`), gzip-encoded, left-posterior-superior.
 * `FILE_NOT_WRITABLE` where the file cannot be written; a part of a file is never left.
 */
export async function writeNrrd(path: string, image: Volume | Mask): Promise<void> {
  const type = voxelTypeOf(image.data);
  const names: Partial<Record<VoxelType, string>> = { float32: 'float', float64: 'double' };
  const header = [
    'NRRD0004',
    `type: ${names[type] ?? type}`,
    'dimension: 3',
    'space: left-posterior-superior',
    `sizes: ${image.size.join(' ')}`,
    `space directions: ${[0, 1, 2].map((j) => `(${stepOf(image, j).join(',')})`).join(' ')}`,
    'kinds: domain domain domain',
    `endian: ${nativeLittleEndian ? 'little' : 'big'}`,
    'encoding: gzip',
    `space origin: (${image.origin.join(',')})`,
    '',
    '',
  ].join('\n');
  await writeWhole(path, [new TextEncoder().encode(header), zlib().gzipSync(asBytes(image.data))]);
}

/**
 * Writes a volume or mask as MetaImage with its data in the same file (`.mha`), compressed.
 * `FILE_NOT_WRITABLE` where the file cannot be written; a part of a file is never left.
 */
export async function writeMetaImage(path: string, image: Volume | Mask): Promise<void> {
  const types: Partial<Record<VoxelType, string>> = {
    int8: 'MET_CHAR',
    uint8: 'MET_UCHAR',
    int16: 'MET_SHORT',
    uint16: 'MET_USHORT',
    int32: 'MET_INT',
    uint32: 'MET_UINT',
    float32: 'MET_FLOAT',
    float64: 'MET_DOUBLE',
  };
  const voxels = zlib().deflateSync(asBytes(image.data));
  const turned = [0, 1, 2].flatMap((j) => [0, 1, 2].map((row) => image.direction[3 * row + j]!));
  const header = [
    'ObjectType = Image',
    'NDims = 3',
    'BinaryData = True',
    `BinaryDataByteOrderMSB = ${nativeLittleEndian ? 'False' : 'True'}`,
    'CompressedData = True',
    `CompressedDataSize = ${voxels.length}`,
    `TransformMatrix = ${turned.join(' ')}`,
    `Offset = ${image.origin.join(' ')}`,
    'CenterOfRotation = 0 0 0',
    `ElementSpacing = ${image.spacing.join(' ')}`,
    `DimSize = ${image.size.join(' ')}`,
    `Comment = written by rachis to ${basename(path)}`,
    `ElementType = ${types[voxelTypeOf(image.data)]}`,
    'ElementDataFile = LOCAL',
    '',
  ].join('\n');
  await writeWhole(path, [new TextEncoder().encode(header), voxels]);
}
