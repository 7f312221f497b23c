import type { Mask } from '@rachis/volume';
import type { ImageRead } from './result.ts';

/** A region to be written: its name and voxels. */
export interface WrittenRegion {
  readonly name: string;
  readonly mask: Mask;
}

/**
 * Writes masks as a binary DICOM Segmentation that refers to an image series: a DICOM folder, or an image
 * read from one. Every mask must be on the series' grid; regions may overlap. Source: PS3.3 A.51, C.8.20.
 *
 * Errors: `GRID_MISMATCH`; `REGION_EMPTY` where no mask has a voxel; `ARGUMENT_INVALID` where the reference
 * is not DICOM; `FILE_NOT_WRITABLE` (a part of a file is never left).
 */
export async function writeDicomSeg(
  path: string,
  regions: readonly WrittenRegion[],
  reference: string | ImageRead,
): Promise<void> {
  const { writeSegmentation } = await import('./write-segmentation.ts');
  return writeSegmentation(path, regions, reference);
}

/**
 * Writes masks as an RT Structure Set that refers to an image series: a DICOM folder, or an image read from
 * one. Contours run along the edges of voxels, slice by slice, so that filling them gives back the same
 * voxels; holes are contours of their own, to be filled by the even-odd rule. Source: PS3.3 A.19, C.8.8.5.
 *
 * Errors: `GRID_MISMATCH`; `REGION_EMPTY` where a mask has no voxel; `ARGUMENT_INVALID` where the reference
 * is not DICOM; `FILE_NOT_WRITABLE` (a part of a file is never left).
 */
export async function writeRtStruct(
  path: string,
  regions: readonly WrittenRegion[],
  reference: string | ImageRead,
): Promise<void> {
  const { writeStructureSet } = await import('./write-structure.ts');
  return writeStructureSet(path, regions, reference);
}
