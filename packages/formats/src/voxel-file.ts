import { RachisError, type VoxelArray } from '@rachis/volume';
import type { FileGrids } from './affine.ts';
import { dataFilePath } from './data-files.ts';
import { nodeInflaters, readBytes } from './files.ts';
import type { ImageFormat } from './format.ts';
import type { Layers } from './layers.ts';
import type { NiftiVoxels } from './nifti.ts';
import { otherOfPair } from './pair.ts';
import type { Scale } from './voxel-type.ts';

/** A volume of a format that holds voxels and geometry, and little else. */
export interface VoxelFile extends FileGrids {
  /** The voxels of all layers. */
  readonly data: VoxelArray;
  /** One, unless several were asked for. */
  readonly layers: Layers;
  /** Names of labels by layer, where the file has them. */
  readonly layerNames?: ReadonlyMap<number, ReadonlyMap<number, string>>;
  readonly description: string;
  readonly warnings: string[];
  readonly header: Record<string, string | number>;
  /** How intensities were made of the stored numbers, where they were. */
  readonly scale?: Scale;
  /** Names of labels, where the file has them. */
  readonly labelNames?: ReadonlyMap<number, string>;
}

/** Reads a NIfTI, NRRD or MetaImage file; one of several volumes or channels is refused, unless `layered` asks for them. */
export async function readVoxelFile(
  path: string,
  format: Exclude<ImageFormat, 'dicom'>,
  layered = false,
): Promise<VoxelFile> {
  const bytes = await readBytes(path);
  switch (format) {
    case 'nifti': {
      const { openNifti, parseNifti } = await import('./nifti.ts');
      const beside = await besidePair(path);
      const { header, voxels } = openNifti(path, bytes, nodeInflaters, beside, layered);
      return { ...parseNifti(path, header, voxels, layered), header: {} };
    }
    case 'nrrd': {
      const { parseNrrd, parseNrrdHeader } = await import('./nrrd.ts');
      const header = parseNrrdHeader(path, bytes);
      const data = await dataOf(path, bytes, header);
      return { ...parseNrrd(path, header, data, nodeInflaters, layered), header: {} };
    }
    case 'metaimage': {
      const { parseMetaImage, parseMetaImageHeader } = await import('./metaimage.ts');
      const header = parseMetaImageHeader(path, bytes);
      const data = await dataOf(path, bytes, header);
      return { ...parseMetaImage(path, header, data, nodeInflaters, layered), description: '', header: {} };
    }
  }
}

/** The .img file of a NIfTI header that has one (Analyze-style pair), as it is on the disk. */
async function besidePair(path: string): Promise<NiftiVoxels | undefined> {
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
  return { name, bytes: await readBytes(name) };
}

/** Voxel bytes: the rest of the file, or those of each of the files that the header names. */
async function dataOf(
  path: string,
  bytes: Uint8Array,
  header: { readonly dataOffset: number | null; readonly dataFiles: readonly string[] },
): Promise<Uint8Array[]> {
  if (header.dataOffset !== null) return [bytes.subarray(header.dataOffset)];
  const parts: Uint8Array[] = [];
  for (const name of header.dataFiles) parts.push(await readBytes(dataFilePath(path, name)));
  return parts;
}
