import { RachisError } from '@rachis/volume';
import { filesBelow } from './folder.ts';
import { kindOfPath, readError, readStart, sourceOfFile } from './files.ts';
import { formatOf } from './format.ts';
import type { FrameHeader, ImageHeader } from './dicom/image-header.ts';
import type { ImageRead, ReadImageOptions } from './result.ts';
import { headerOfPair } from './pair.ts';
import { readVoxelFile } from './voxel-file.ts';

/**
 * Reads an image: a DICOM file, a folder with one DICOM series (searched recursively, by content), or a
 * NIfTI (also a .hdr and .img pair), NRRD or MetaImage file. Geometry comes in LPS and millimetres, intensities in HU (CT), SUV
 * (PET that can be converted) or as stored.
 *
 * A folder with several series, and a series that holds several images (echoes, b-values ...), need `options.series`, or it is a
 * `SERIES_AMBIGUOUS` error that lists them.
 * A path to one file of a classic series reads that one slice.
 */
export async function readImage(given: string, options: ReadImageOptions = {}): Promise<ImageRead> {
  if ((await kindOfPath(given)) === 'folder') return readFolder(given, options);
  const path = await headerOfPair(given);
  const format = formatOf(path, await readStart(path, 1024));
  switch (format) {
    case 'dicom':
      return readDicomFile(path, options);
    case null:
      throw new RachisError(
        'NOT_AN_IMAGE',
        `${path} is not an image that can be read: it is not DICOM, NIfTI, NRRD or MetaImage.`,
        {
          file: path,
          remedy: 'Name a DICOM file or folder, or a .nii, .nii.gz, .hdr, .nrrd, .nhdr, .mha or .mhd file.',
        },
      );
    default: {
      const file = await readVoxelFile(path, format);
      const { data, description, warnings, header } = file;
      const grid = options.geometry === 'as-written' ? file.gridAsWritten : file.grid;
      return {
        volume: { ...grid, data, unit: 'arbitrary' },
        modality: '',
        source: path,
        patient: '',
        frameOfReference: null,
        seriesUid: null,
        description,
        warnings,
        header,
      };
    }
  }
}

async function readDicomFile(path: string, options: ReadImageOptions): Promise<ImageRead> {
  const { readDicomHeader } = await import('./dicom/dataset.ts');
  const { hasImage, imageHeaderOf } = await import('./dicom/image-header.ts');
  const { readSeries } = await import('./dicom/series.ts');
  const { stringOf } = await import('./dicom/dataset.ts');
  const file = await readDicomHeader(await sourceOfFile(path));
  if (!hasImage(file)) {
    const modality = stringOf(file.dataSet, 'x00080060') || 'unknown';
    const region = modality === 'SEG' || modality === 'RTSTRUCT';
    throw new RachisError(
      'NOT_AN_IMAGE',
      `${path} is a DICOM file without an image (modality ${modality}).`,
      {
        file: path,
        remedy: region
          ? 'Give it as the region, and the scan that it was drawn on as the image.'
          : 'Name a file or folder with CT, MR, PET or X-ray images.',
      },
    );
  }
  return placed(await readSeries([imageHeaderOf(file)], path, options));
}

async function readFolder(folder: string, options: ReadImageOptions): Promise<ImageRead> {
  const { headers, voxelFiles } = await imageHeadersBelow(folder);
  if (headers.length === 0) {
    const one = voxelFiles.length === 1 && options.series === undefined ? voxelFiles[0] : undefined;
    if (one !== undefined) return readImage(one, options);
    throw new RachisError(
      'NOT_AN_IMAGE',
      `The folder ${folder} contains no DICOM image${voxelFiles.length > 1 ? `, and ${voxelFiles.length} other image files` : ''}.`,
      {
        file: folder,
        remedy: voxelFiles.length > 1 ? 'Name one of the files.' : 'Name the folder with the image files.',
      },
    );
  }
  const { readPart } = await import('./dicom/series.ts');
  const { chooseSeries } = await import('./dicom/choose-series.ts');
  return placed(await readPart(chooseSeries(headers, folder, options.series), folder, options));
}

/** A DICOM image with voxels whose place and spacing are numbers: `GEOMETRY_INVALID` where the header has none, or words. */
function placed(read: ImageRead): ImageRead {
  const { size, spacing, origin, direction } = read.volume;
  if (!size.every((n) => n > 0))
    throw new RachisError(
      'GEOMETRY_INVALID',
      `${read.source} has no voxels: its size is ${size.join(' x ')}.`,
      {
        file: read.source,
        remedy: 'Export the image again.',
      },
    );
  if ([...spacing, ...origin, ...direction].every(Number.isFinite) && spacing.every((value) => value > 0))
    return read;
  throw new RachisError(
    'GEOMETRY_INVALID',
    `${read.source} has no place in space: spacing ${spacing.join(' x ')}, position ${origin.join(', ')}, orientation ${direction.join(', ')}.`,
    { file: read.source, remedy: 'Export the image again.' },
  );
}

/** Headers of every DICOM image below a folder, and paths of the images of other formats. */
export async function imageHeadersBelow(
  folder: string,
): Promise<{ headers: ImageHeader[]; voxelFiles: string[] }> {
  const headers: ImageHeader[] = [];
  const voxelFiles: string[] = [];
  const { readDicomHeader } = await import('./dicom/dataset.ts');
  const { hasImage, imageHeaderOf } = await import('./dicom/image-header.ts');
  for (const path of await filesBelow(folder)) {
    const source = await sourceOfFile(path).catch((cause) => {
      throw readError(path, cause);
    });
    const format = formatOf(path, await source.read(0, 1024));
    if (format === null) continue;
    if (format !== 'dicom') {
      voxelFiles.push(path);
      continue;
    }
    const file = await readDicomHeader(source);
    if (hasImage(file)) headers.push(imageHeaderOf(file));
  }
  return { headers, voxelFiles };
}

/** Frames of the one image of a DICOM file or folder; none where the path is not DICOM. */
export async function dicomFramesOf(path: string, series?: string): Promise<readonly FrameHeader[]> {
  const { chooseSeries } = await import('./dicom/choose-series.ts');
  if ((await kindOfPath(path)) === 'folder') {
    const { headers } = await imageHeadersBelow(path);
    return headers.length === 0 ? [] : chooseSeries(headers, path, series).frames;
  }
  if (formatOf(path, await readStart(path, 1024)) !== 'dicom') return [];
  const { readDicomHeader } = await import('./dicom/dataset.ts');
  const { hasImage, imageHeaderOf } = await import('./dicom/image-header.ts');
  const file = await readDicomHeader(await sourceOfFile(path));
  if (!hasImage(file)) return [];
  const { choosePart } = await import('./dicom/choose-series.ts');
  return choosePart([imageHeaderOf(file)], path, series).frames;
}
