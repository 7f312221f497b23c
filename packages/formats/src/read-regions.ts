import { RachisError, type Volume } from '@rachis/volume';
import { kindOfPath, readStart, sourceOfFile } from './files.ts';
import { formatOf } from './format.ts';
import { inImageOrder } from './in-image-order.ts';
import { labelRegions, looksLikeLabels } from './label-map.ts';
import { namesBeside } from './label-names.ts';
import { layerOf } from './layers.ts';
import type { ReadRegionsOptions, Region, RegionRead } from './result.ts';
import { headerOfPair } from './pair.ts';
import { readVoxelFile, type VoxelFile } from './voxel-file.ts';
import { wholeLabels } from './whole-labels.ts';

/**
 * Reads the regions of a file: a label map (NIfTI, NRRD, MetaImage; one region for each whole number above
 * 0, with the names in the file or in the JSON file beside it; of several volumes or channels those of each), an RTSTRUCT (needs `options.image`, on whose grid its contours are filled) or a DICOM SEG.
 * A label map that has the image's voxels in another order is taken in the image's order, with a warning that says so.
 * Masks are made only when a region's `mask()` is called.
 */
export async function readRegions(given: string, options: ReadRegionsOptions = {}): Promise<RegionRead> {
  if ((await kindOfPath(given)) === 'folder') return readRegionsOfFolder(given, options);
  const path = await headerOfPair(given);
  const format = formatOf(path, await readStart(path, 1024));
  if (format === null) throw notRegions(path, 'it is not DICOM, NIfTI, NRRD or MetaImage');
  if (format === 'dicom') return readDicomRegions(path, options);
  const file = await readVoxelFile(path, format, true);
  if (file.layers.count > 1) return readLayers(path, file, options);
  const { warnings, labelNames } = file;
  const stored = wholeLabels(path, file.data, warnings, file.scale);
  const own = options.geometry === 'as-written' ? file.gridAsWritten : file.grid;
  const { grid, data } = inImageOrder(path, own, stored, options.image?.volume, warnings);
  const names =
    labelNames === undefined || labelNames.size === 0 ? await namesBeside(path, warnings) : labelNames;
  const regions = labelRegions(path, grid, data, names, warnings);
  return { regions, kind: 'label-map', source: path, warnings };
}

/** The regions of each volume of a label map: 4-D masks, and the layers of 3D Slicer whose segments overlap. */
function readLayers(path: string, file: VoxelFile, options: ReadRegionsOptions): RegionRead {
  const { warnings, layers } = file;
  const stored = wholeLabels(path, file.data, warnings, file.scale);
  const own = options.geometry === 'as-written' ? file.gridAsWritten : file.grid;
  const regions = Array.from({ length: layers.count }, (_, channel): Region[] => {
    // What is said of the order of voxels is the same of each.
    const told = channel === 0 ? warnings : [];
    const layer = layerOf(stored, layers, channel);
    const { grid, data } = inImageOrder(path, own, layer, options.image?.volume, told);
    const names = file.layerNames?.get(channel);
    const found = labelRegions(path, grid, data, names, warnings);
    if (found.length === 0)
      warnings.push(`${path}: volume ${channel + 1} of ${layers.count} has no voxel of a region.`);
    return found.map((region) => {
      const plain = found.length === 1 ? '' : `, label ${region.label}`;
      const name = names?.get(region.label!) ?? `volume ${channel + 1}${plain}`;
      return { ...region, name, channel };
    });
  }).flat();
  return { regions, kind: 'label-map', source: path, warnings };
}

/** The voxels of a label map as whole numbers, on its own grid, for what needs them all together. Errors as `readRegions`. */
export async function readLabelMap(given: string): Promise<Volume> {
  const path = await headerOfPair(given);
  const format = formatOf(path, await readStart(path, 1024));
  if (format === null || format === 'dicom') throw notRegions(path, 'it is not NIfTI, NRRD or MetaImage');
  const { grid, data, scale } = await readVoxelFile(path, format);
  return { ...grid, data: wholeLabels(path, data, [], scale), unit: 'arbitrary' };
}

function notRegions(path: string, why: string): RachisError {
  return new RachisError('NOT_AN_IMAGE', `${path} holds no regions: ${why}.`, {
    file: path,
    remedy: 'Give an RTSTRUCT, a DICOM SEG, or a label map in NIfTI, NRRD or MetaImage.',
  });
}

async function readDicomRegions(path: string, options: ReadRegionsOptions): Promise<RegionRead> {
  const { readDicomWhole, stringOf } = await import('./dicom/dataset.ts');
  const file = await readDicomWhole(await sourceOfFile(path));
  const modality = stringOf(file.dataSet, 'x00080060');
  if (modality === 'RTSTRUCT') {
    if (!options.image) {
      throw new RachisError(
        'ARGUMENT_INVALID',
        `${path} is an RTSTRUCT: its contours need the image that they were drawn on.`,
        {
          file: path,
          remedy: 'Give the image too.',
        },
      );
    }
    const { structureRegions } = await import('./structure-regions.ts');
    return structureRegions(file, options.image);
  }
  if (modality === 'SEG') {
    const { readSegmentation } = await import('./dicom/segmentation.ts');
    const { segmentRegions } = await import('./segment-regions.ts');
    return segmentRegions(path, await readSegmentation(file), options);
  }
  throw notRegions(path, `it is a DICOM file of modality ${modality || 'unknown'}`);
}

/** A folder stands for the one region file in it: RTSTRUCT and SEG often come as a folder, alone or with the images. */
async function readRegionsOfFolder(folder: string, options: ReadRegionsOptions): Promise<RegionRead> {
  const { filesBelow } = await import('./folder.ts');
  const files = await filesBelow(folder);
  if (files.length === 1) return readRegions(files[0]!, options);
  const found: string[] = [];
  for (const file of files) if (await isDicomRegionFile(file)) found.push(file);
  if (found.length === 1) return readRegions(found[0]!, options);
  throw new RachisError(
    'ARGUMENT_INVALID',
    found.length === 0
      ? `${folder} is a folder of ${files.length} files, none of them an RTSTRUCT or DICOM SEG.`
      : `${folder} holds ${found.length} region files: ${found.join(', ')}.`,
    { file: folder, remedy: 'Name the region file.' },
  );
}

async function isDicomRegionFile(path: string): Promise<boolean> {
  if (formatOf(path, await readStart(path, 1024)) !== 'dicom') return false;
  const { readDicomHeader, stringOf } = await import('./dicom/dataset.ts');
  const { dataSet } = await readDicomHeader(await sourceOfFile(path));
  return ['RTSTRUCT', 'SEG'].includes(stringOf(dataSet, 'x00080060'));
}

/**
 * Whether a file holds regions: an RTSTRUCT, a SEG, or a voxel file whose values are few whole numbers
 * (it is read for that). False where it is something else or cannot be read.
 */
export async function isRegionFile(given: string): Promise<boolean> {
  try {
    const path = await headerOfPair(given);
    const format = formatOf(path, await readStart(path, 1024));
    if (format === null) return false;
    if (format === 'dicom') return await isDicomRegionFile(path);
    const { data, scale } = await readVoxelFile(path, format, true);
    return looksLikeLabels(wholeLabels(path, data, [], scale));
  } catch {
    return false;
  }
}
