import { dicomFormats } from './dicom-formats.ts';
import type { Format } from './format.ts';
import { textFormats } from './text-formats.ts';
import { voxelFormats } from './voxel-formats.ts';

/** The formats by their names on the command line. */
export const formats: ReadonlyMap<string, Format> = new Map([
  ...voxelFormats,
  ...dicomFormats,
  ...textFormats,
]);
