import type { CheckedCase, CheckedImage } from './check-case.ts';
import type { CheckSettings } from './check-settings.ts';
import type { Finding, FindingCode } from './finding.ts';
import type { RegionMeasures } from './measure-region.ts';
import { sliceAxis } from './orientation.ts';
import { listText, percent, short, spacingText, volumeText } from './words.ts';

type Note = readonly [code: FindingCode, message: string];

/** What a row shows without the others: its image's geometry, and the shape and intensities of its regions. */
export function caseFindings(checked: CheckedCase, row: number, settings: CheckSettings): Finding[] {
  const { image } = checked;
  if (image === null) return [];
  const about = (region: number | null, notes: readonly Note[]): Finding[] =>
    notes.map(([code, message]) => ({ code, message, row, region }));
  return [
    ...about(null, geometryNotes(image, settings)),
    ...checked.regions.flatMap(({ measures }, i) =>
      measures === null
        ? []
        : about(i, [...shapeNotes(measures, settings), ...intensityNotes(image, measures, settings)]),
    ),
  ];
}

function geometryNotes({ grid, acquisition }: CheckedImage, settings: CheckSettings): Note[] {
  const notes: Note[] = [];
  const { spacing } = grid;
  const ratio = Math.max(...spacing) / Math.min(...spacing);
  if (ratio > settings.maximumAnisotropy)
    notes.push([
      'ANISOTROPIC',
      `Voxels of ${spacingText(spacing)} are ${short(ratio)} times as long as they are wide.`,
    ]);
  const { sliceThicknessMillimetres: thickness } = acquisition;
  const axis = sliceAxis(grid);
  if (typeof thickness === 'number' && thickness > 0 && grid.size[axis] > 1) {
    const gap = (spacing[axis] - thickness) / spacing[axis];
    if (gap > settings.sliceGap)
      notes.push([
        'SLICE_GAP',
        `Slices of ${short(thickness)} mm lie ${short(spacing[axis])} mm apart: ${percent(gap)} of the body between them was not imaged.`,
      ]);
  }
  return notes;
}

function shapeNotes(region: RegionMeasures, settings: CheckSettings): Note[] {
  const notes: Note[] = [];
  const { voxels, volume, pieces, largestShare, holes, touching } = region;
  if (touching.length > 0)
    notes.push([
      'TOUCHES_BORDER',
      `The region reaches the image's ${listText(touching)} border: it may be cut off.`,
    ]);
  if (voxels < settings.minimumVoxels || volume < settings.minimumVolume)
    notes.push(['TINY', `The region has only ${voxels} voxels (${volumeText(volume)}).`]);
  if (pieces > 1 && (largestShare < settings.largestPieceShare || pieces > settings.maximumPieces))
    notes.push([
      'IN_PIECES',
      `The region is in ${pieces} pieces; the largest has ${percent(largestShare)} of its voxels.`,
    ]);
  if (holes > 0 && holes / voxels >= settings.holeShare)
    notes.push([
      'HOLES',
      `The region closes in ${holes} voxels (${percent(holes / voxels)}) that are not part of it.`,
    ]);
  return notes;
}

function intensityNotes(image: CheckedImage, region: RegionMeasures, settings: CheckSettings): Note[] {
  const notes: Note[] = [];
  const { notFinite, voxels, minimum, maximum, median } = region;
  if (notFinite > 0)
    notes.push(['NOT_FINITE', `${notFinite} of ${voxels} voxels of the region are NaN or infinite.`]);
  if (minimum === maximum && voxels > 1)
    notes.push(['CONSTANT', `Every voxel of the region has the value ${short(minimum)}.`]);
  const [low, high] = settings.hounsfieldRange;
  if (image.modality === 'CT' && (minimum < low || maximum > high))
    notes.push([
      'HOUNSFIELD_RANGE',
      `The region has ${short(minimum)} to ${short(maximum)}; Hounsfield units are mostly between ${low} and ${high}.`,
    ]);
  if (image.modality === 'PET') {
    // Only DICOM says what its numbers are.
    const said = image.acquisition.petUnits;
    if (said !== undefined && image.unit !== 'SUV')
      notes.push(['NOT_SUV', `The values are ${said} and could not be made standardised uptake values.`]);
    else if (Math.abs(median) > settings.maximumSuv)
      notes.push([
        'NOT_SUV',
        `The median of the region is ${short(median)}, which no standardised uptake value is.`,
      ]);
  }
  return notes;
}
