import { describeGrid, type Grid, isRachisError } from '@rachis/volume';
import { sameVoxels } from './in-image-order.ts';
import type { StructureSet } from './dicom/rtstruct.ts';
import type { RegionFileInspection, RegionFit } from './inspection.ts';

/** An image that regions may belong to. */
export interface FitImage {
  readonly id: string;
  readonly source: string;
  readonly patient: string;
  readonly grid: Grid;
  readonly frameOfReference: string | null;
  readonly folder: string;
}

/** A region file that images are tried with. */
export interface FitCandidate {
  readonly inspection: RegionFileInspection;
  readonly folder: string;
  readonly structures: StructureSet | null;
}

/** Tries every region of a file with every image of its patient, or of its folder where it has no patient. */
export async function fitOf(candidate: FitCandidate, images: readonly FitImage[]): Promise<RegionFit[]> {
  const { inspection } = candidate;
  const near = images.filter((image) =>
    inspection.kind === 'label-map'
      ? image.folder === candidate.folder
      : image.patient === inspection.patient,
  );
  const fits: RegionFit[] = [];
  for (const image of near) {
    const reasons = candidate.structures
      ? await structureReasons(candidate, candidate.structures, image)
      : await gridReasons(inspection, image);
    inspection.regions.forEach(({ name }, i) => {
      const why = reasons[i] ?? '';
      fits.push({ regionFile: inspection.path, region: name, image: image.id, fits: why === '', why });
    });
  }
  return fits;
}

async function structureReasons(
  candidate: FitCandidate,
  structures: StructureSet,
  image: FitImage,
): Promise<string[]> {
  const { placeStructure } = await import('./structure-regions.ts');
  return structures.regions.map((region) => {
    try {
      placeStructure(region, image, candidate.inspection.path);
      return '';
    } catch (error) {
      if (!isRachisError(error)) throw error;
      return error.message;
    }
  });
}

async function gridReasons(inspection: RegionFileInspection, image: FitImage): Promise<string[]> {
  const own = inspection.grid!;
  const { frameOfReference } = inspection;
  const otherFrame =
    frameOfReference && image.frameOfReference && frameOfReference !== image.frameOfReference;
  const { placeOn } = await import('./segment-regions.ts');
  const fits =
    sameVoxels(own, image.grid) || (inspection.kind === 'seg' && placeOn(own, image.grid) !== null);
  const why = otherFrame
    ? `The frames of reference differ (${frameOfReference}, ${image.frameOfReference}).`
    : fits
      ? ''
      : `The grids differ: the region has ${describeGrid(own)}; the image has ${describeGrid(image.grid)}.`;
  return inspection.regions.map(() => why);
}
