import type { Grid, VoxelArray } from '@rachis/volume';
import { nodeInflaters, readBytes } from './files.ts';
import type { ImageFormat } from './format.ts';
import { openGzip } from './gzip.ts';
import { parseNifti } from './nifti.ts';

/** A volume of a format that holds voxels and geometry, and little else. */
export interface VoxelFile {
  readonly grid: Grid;
  readonly data: VoxelArray;
  readonly description: string;
  readonly warnings: string[];
  readonly header: Record<string, string | number>;
  /** Names of labels, where the file has them. */
  readonly labelNames?: ReadonlyMap<number, string>;
}

/** Reads a NIfTI, NRRD or MetaImage file. */
export async function readVoxelFile(path: string, format: Exclude<ImageFormat, 'dicom'>): Promise<VoxelFile> {
  switch (format) {
    case 'nifti': {
      const { grid, data, description, warnings } = parseNifti(
        path,
        openGzip(path, await readBytes(path), nodeInflaters),
      );
      return { grid, data, description, warnings, header: {} };
    }
    default:
      throw new Error(format);
  }
}
