import { type Grid, gridOf, isRachisError, RachisError } from '@rachis/volume';
import { placeContours, type PlacedContours } from './contours.ts';
import { parseRtStruct, type RegionOfInterest } from './dicom/rtstruct.ts';
import type { DicomFile } from './dicom/dataset.ts';
import { fillContours } from './rasterise.ts';
import type { ImageRead, Region, RegionRead } from './result.ts';

/**
 * Regions of an RTSTRUCT on the grid of the image that they were drawn on.
 * What is wrong with one region is thrown by its own `mask()`: the others can still be used.
 * `FRAME_OF_REFERENCE_MISMATCH` where the file belongs to another frame of reference than the image.
 */
export function structureRegions(file: DicomFile, image: ImageRead): RegionRead {
  const structures = parseRtStruct(file);
  const source = file.source.name;
  const warnings: string[] = [...structures.warnings];
  if (structures.patient && image.patient && structures.patient !== image.patient) {
    warnings.push(`${source} is of patient ${structures.patient}, the image of patient ${image.patient}.`);
  }
  if (structures.referencedSeries && image.seriesUid && structures.referencedSeries !== image.seriesUid) {
    warnings.push(
      `${source} was drawn on another series than ${image.source}, in the same frame of reference.`,
    );
  }
  const target = {
    grid: image.volume,
    frameOfReference: image.frameOfReference,
    source: image.source,
    patient: image.patient,
  };
  const regions = structures.regions.map((region): Region => {
    const place = lazily(() => placeStructure(region, target, source));
    const own = placementWarnings(place);
    warnings.push(...own);
    return {
      name: region.name,
      label: null,
      grid: gridOf(image.volume),
      mask: () => fillContours(place(), image.volume),
      frameOfReference: region.frameOfReference,
      referencedSeries: structures.referencedSeries,
      warnings: own,
      ...(region.color ? { color: region.color } : {}),
    };
  });
  return { regions, kind: 'rtstruct', source, warnings };
}

/** Warnings of a placement; its error as one too, since an unusable region is listed, and `mask()` throws. */
function placementWarnings(place: () => PlacedContours): readonly string[] {
  try {
    return place().warnings;
  } catch (error) {
    if (!isRachisError(error)) throw error;
    return [error.message];
  }
}

/** The image that contours are laid into: its grid and frame of reference, and names for messages. */
export interface ContourTarget {
  readonly grid: Grid;
  readonly frameOfReference: string | null;
  readonly source: string;
  readonly patient: string;
}

/** Lays the contours of a region into an image's grid; see `placeContours` for what can be wrong. */
export function placeStructure(
  region: RegionOfInterest,
  image: ContourTarget,
  source: string,
): PlacedContours {
  if (
    region.frameOfReference &&
    image.frameOfReference &&
    region.frameOfReference !== image.frameOfReference
  ) {
    throw new RachisError(
      'FRAME_OF_REFERENCE_MISMATCH',
      `Region "${region.name}" of ${source} and the image ${image.source} have different frames of reference (${region.frameOfReference}, ${image.frameOfReference}), so that their positions cannot be compared.`,
      {
        file: source,
        region: region.name,
        ...(image.patient ? { subject: image.patient } : {}),
        remedy: 'Give the image that the region was drawn on, or register the two first.',
      },
    );
  }
  if (region.ambiguous !== null)
    throw new RachisError(
      'CONTOUR_INVALID',
      `Region "${region.name}" of ${source} cannot be told from others: ${region.ambiguous}.`,
      {
        file: source,
        region: region.name,
        remedy: 'Export the structure set again, with a number for each region.',
      },
    );
  const placed = placeContours(region.name, region.contours, image.grid, source);
  return { ...placed, warnings: [...region.warnings, ...placed.warnings] };
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    if (!made) made = { value: make() };
    return made.value;
  };
}
