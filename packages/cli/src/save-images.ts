import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ExtractionSettings, originalImage, type ProcessedImage } from '@rachis/features';
import { encodeNiftiGz, type WrittenFile } from '@rachis/formats';
import { gridOf, RachisError } from '@rachis/volume';

/** Families whose features look at grey levels. */
const withLevels = new Set<string>(['histogram', 'glcm', 'glrlm', 'glszm', 'gldzm', 'ngtdm', 'ngldm']);

/** A region's name as part of a path. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '_') || 'region';
}

/** Folders of regions below `folder`; regions of one name get numbers. */
export function regionFolders(folder: string, names: readonly string[]): string[] {
  const used = new Map<string, number>();
  return names.map((name) => {
    const base = fileName(name);
    const count = (used.get(base) ?? 0) + 1;
    used.set(base, count);
    return join(folder, count === 1 ? base : `${base}_${count}`);
  });
}

/** Makes a folder for images; `FILE_NOT_WRITABLE` where that cannot be. */
export function makeImageFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new RachisError(
      'FILE_NOT_WRITABLE',
      `The folder ${folder} cannot be made: ${cause instanceof Error ? cause.message : cause}.`,
      { file: folder, remedy: 'Choose another folder for --save-images.', cause },
    );
  }
}

/**
 * The images that the features of one region are computed from, as NIfTI on the grid of the settings, cut to the
 * region's box: intensities (64-bit), grey levels, and with the image itself both masks.
 */
export function imageFilesOf(
  { image, region, levels }: ProcessedImage,
  folder: string,
  settings: ExtractionSettings,
): WrittenFile[] {
  const grid = gridOf(region);
  const file = (name: string, data: Float64Array | Uint16Array | Uint8Array): WrittenFile => ({
    path: join(folder, `${name}.nii.gz`),
    parts: [encodeNiftiGz({ ...grid, unit: 'arbitrary', data })],
  });
  const files = [file(image, region.intensities)];
  const families = image === originalImage ? settings.families : settings.filteredImages.families;
  if (region.values.length > 0 && families.some((family) => withLevels.has(family)))
    files.push(file(`${image}_levels`, levels().levels));
  return files;
}

/** The masks that the features look through: as drawn (`mask`), and after re-segmentation (`mask_intensity`). */
export function maskFilesOf({ region }: ProcessedImage, folder: string): WrittenFile[] {
  const grid = gridOf(region);
  return (
    [
      ['mask', region.morphological],
      ['mask_intensity', region.intensityMask],
    ] as const
  ).map(([name, data]) => ({
    path: join(folder, `${name}.nii.gz`),
    parts: [encodeNiftiGz({ ...grid, data: data.map((value) => (value === 0 ? 0 : 1)) })],
  }));
}
