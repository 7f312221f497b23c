import { dirname, join } from 'node:path';
import { RachisError, type VoxelArray } from '@rachis/volume';
import type { FileGrids } from './affine.ts';
import { plainBytes } from './bytes.ts';
import { nodeInflaters, readBytes } from './files.ts';
import type { ImageFormat } from './format.ts';
import { openGzip } from './gzip.ts';
import type { NiftiVoxels } from './nifti.ts';
import { otherOfPair } from './pair.ts';

/** A volume of a format that holds voxels and geometry, and little else. */
export interface VoxelFile extends FileGrids {
  readonly data: VoxelArray;
  readonly description: string;
  readonly warnings: string[];
  readonly header: Record<string, string | number>;
  /** Names of labels, where the file has them. */
  readonly labelNames?: ReadonlyMap<number, string>;
}

/** Reads a NIfTI, NRRD or MetaImage file. */
export async function readVoxelFile(path: string, format: Exclude<ImageFormat, 'dicom'>): Promise<VoxelFile> {
  const bytes = await readBytes(path);
  switch (format) {
    case 'nifti': {
      const { parseNifti } = await import('./nifti.ts');
      const voxels = await voxelsOfPair(path);
      return { ...parseNifti(path, openGzip(path, bytes, nodeInflaters), voxels), header: {} };
    }
    case 'nrrd': {
      const { parseNrrd, parseNrrdHeader } = await import('./nrrd.ts');
      const header = parseNrrdHeader(path, bytes);
      const data = await dataOf(path, bytes, header);
      return { ...parseNrrd(path, header, data, nodeInflaters), header: {} };
    }
    case 'metaimage': {
      const { parseMetaImage, parseMetaImageHeader } = await import('./metaimage.ts');
      const header = parseMetaImageHeader(path, bytes);
      const data = await dataOf(path, bytes, header);
      return { ...parseMetaImage(path, header, data, nodeInflaters), description: '', header: {} };
    }
  }
}

/** The .img file of a NIfTI header that has one (Analyze-style pair). */
async function voxelsOfPair(path: string): Promise<NiftiVoxels | undefined> {
  if (!/\.hdr(\.gz)?$/i.test(path)) return undefined;
  const name = await otherOfPair(path, 'img');
  if (name === null) {
    const beside = path.replace(/\.hdr(\.gz)?$/i, '.img');
    throw new RachisError(
      'FILE_NOT_FOUND',
      `${path} is the header of a pair whose voxels, ${beside}, are not there.`,
      {
        file: path,
        remedy: 'Keep the .hdr and .img files together.',
      },
    );
  }
  return { name, bytes: openGzip(name, await readBytes(name), nodeInflaters) };
}

/** Voxel bytes: the rest of the file, or the files beside it that the header names. */
async function dataOf(
  path: string,
  bytes: Uint8Array,
  header: { readonly dataOffset: number | null; readonly dataFiles: readonly string[] },
): Promise<Uint8Array> {
  if (header.dataOffset !== null) return bytes.subarray(header.dataOffset);
  const parts: Uint8Array[] = [];
  for (const name of header.dataFiles) parts.push(await readBytes(join(dirname(path), name)));
  return parts.length === 1 ? parts[0]! : plainBytes(Buffer.concat(parts));
}
