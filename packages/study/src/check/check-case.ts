import { type ImageRead, readImage, readRegions, type Region } from '@rachis/formats';
import {
  alignMask,
  boundingBox,
  describeGrid,
  type Grid,
  gridOf,
  gridsMatch,
  orientationOf,
  indexToPatient,
  isRachisError,
  type Mask,
  maskCount,
  patientToIndex,
} from '@rachis/volume';
import { chooseRegions } from '../choose-regions.ts';
import { type CaseProblem, choiceOf, problemOf } from '../cohort/case.ts';
import { type ManifestRow, resolvePath } from '../cohort/manifest.ts';
import { checkFrames } from '../mask-on-image.ts';
import { paddingNote } from '../padding-note.ts';
import type { Finding, FindingCode } from './finding.ts';
import { measureRegion, type RegionMeasures } from './measure-region.ts';
import { planeAcross, sliceAxis } from './orientation.ts';
import { type Picture, regionPictures } from './picture.ts';
import { gridKey, hashVoxels } from './voxel-hash.ts';

/** What is known of the image of a row. */
export interface CheckedImage {
  /** CT, MR, PET ...; '' where neither manifest nor file says. */
  readonly modality: string;
  readonly unit: string;
  readonly patient: string;
  readonly grid: Grid;
  /** Where the index axes go to, such as LPS. */
  readonly axes: string;
  /** Plane of its slices. */
  readonly plane: string;
  readonly acquisition: Readonly<Record<string, string | number>>;
  /** Of its voxels, and of where they lie. */
  readonly hash: string;
  readonly place: string;
}

/** What is known of a region of a row; the measures are missing where it is empty or outside the image. */
export interface CheckedRegion {
  readonly name: string;
  readonly label: number | null;
  readonly measures: RegionMeasures | null;
  readonly pictures: readonly Picture[];
}

/** What came of looking at a row of a manifest. */
export interface CheckedCase {
  readonly image: CheckedImage | null;
  readonly regions: readonly CheckedRegion[];
  /** What was found without looking at other rows, apart from what the thresholds decide. */
  readonly findings: readonly Omit<Finding, 'row'>[];
}

/** A modality by its usual name: DICOM writes PT for PET, and manifests may write MR_T1. */
export function modalityName(text: string): string {
  const name = text
    .trim()
    .toUpperCase()
    .split(/[^A-Z0-9]/)[0]!;
  return name === 'PT' ? 'PET' : name === 'MRI' ? 'MR' : name;
}

type Note = Omit<Finding, 'row'>;

const noteOf = ({ message, remedy }: Pick<CaseProblem, 'message' | 'remedy'>): string =>
  remedy === '' ? message : `${message} ${remedy}`;

/** A case of which nothing more is known than what is wrong with it. */
export const failedCheck = (problem: Pick<CaseProblem, 'message' | 'remedy'>): CheckedCase => ({
  image: null,
  regions: [],
  findings: [{ code: 'UNREADABLE', message: noteOf(problem), region: null }],
});

/** Looks at a row of a manifest: reads it, measures its regions and draws them. What is wrong becomes a finding. */
export async function checkCase(row: ManifestRow, manifest: string): Promise<CheckedCase> {
  const missing = missingFiles(row);
  if (missing.length > 0) return { image: null, regions: [], findings: missing };
  let image: ImageRead;
  try {
    image = await readImage(
      resolvePath(manifest, row.image),
      row.series === '' ? {} : { series: row.series },
    );
  } catch (error) {
    return failedCheck(problemOf(error));
  }
  const findings: Note[] = image.warnings.map(readerNote);
  if (row.problems !== '') findings.push(readerNote(row.problems));
  const described = describeImage(image, row);
  try {
    const maskPath = resolvePath(manifest, row.mask);
    const read = await readRegions(maskPath, { image });
    const chosen = chooseRegions(read.regions, choiceOf(row), maskPath);
    const ofRegions = new Set(read.regions.flatMap(({ warnings }) => warnings));
    findings.push(...read.warnings.filter((one) => !ofRegions.has(one)).map(readerNote));
    const regions = chosen.map((region, i) => {
      const own: CheckedRegionNotes = checkRegion(image, region, maskPath, described.modality);
      findings.push(...region.warnings.map((text) => ({ ...readerNote(text), region: i })));
      findings.push(...own.notes.map((note) => ({ ...note, region: i })));
      return own.region;
    });
    return { image: described, regions, findings };
  } catch (error) {
    const code: FindingCode =
      isRachisError(error) && error.code === 'REGION_EMPTY' ? 'REGION_EMPTY' : 'UNREADABLE';
    findings.push({ code, message: noteOf(problemOf(error)), region: null });
    return { image: described, regions: [], findings };
  }
}

const readerNote = (message: string): Note => ({ code: 'READER_WARNING', message, region: null });

function missingFiles(row: ManifestRow): Note[] {
  const note = (code: FindingCode, what: string): Note => ({
    code,
    message: row.problems || `The manifest names no ${what}.`,
    region: null,
  });
  if (row.image === '') return [note('IMAGE_MISSING', row.mask === '' ? 'image and no mask' : 'image')];
  return row.mask === '' ? [note('REGION_MISSING', 'mask')] : [];
}

function describeImage(image: ImageRead, row: ManifestRow): CheckedImage {
  const { volume } = image;
  const { letters, patientAxis } = orientationOf(volume);
  return {
    modality: modalityName(row.modality || image.modality),
    unit: volume.unit,
    patient: image.patient,
    grid: gridOf(volume),
    axes: letters,
    plane: planeAcross(patientAxis[sliceAxis(volume)]),
    acquisition: image.header,
    hash: hashVoxels(volume.data, volume),
    place: gridKey(volume),
  };
}

interface CheckedRegionNotes {
  readonly region: CheckedRegion;
  readonly notes: readonly Omit<Note, 'region'>[];
}

function checkRegion(
  image: ImageRead,
  region: Region,
  maskPath: string,
  modality: string,
): CheckedRegionNotes {
  const notes: Omit<Note, 'region'>[] = [];
  const { name, label } = region;
  const nothing = { name, label, measures: null, pictures: [] };
  try {
    checkFrames(image, region, maskPath);
  } catch (error) {
    notes.push({ code: 'FRAME_OF_REFERENCE_MISMATCH', message: noteOf(problemOf(error)) });
  }
  try {
    const drawn = region.mask();
    if (boundingBox(drawn) === null) {
      notes.push({ code: 'REGION_EMPTY', message: 'The region has no voxels.' });
      return { region: nothing, notes };
    }
    const mask = placeMask(image, drawn, notes);
    const padding = paddingNote(image, mask, name);
    if (padding !== '') notes.push({ code: 'READER_WARNING', message: padding });
    const measures = measureRegion(image.volume, mask);
    if (measures === null) return { region: nothing, notes };
    const pictures = regionPictures(image.volume, mask, measures, modality);
    return { region: { name, label, measures, pictures }, notes };
  } catch (error) {
    notes.push({ code: 'UNREADABLE', message: noteOf(problemOf(error)) });
    return { region: nothing, notes };
  }
}

/** The mask on the image's grid, for looking at it also where it would be refused, and what is wrong with its place. */
function placeMask(image: ImageRead, drawn: Mask, notes: Omit<Note, 'region'>[]): Mask {
  const { volume } = image;
  if (gridsMatch(drawn, volume)) return drawn;
  notes.push({
    code: 'GRID_MISMATCH',
    message: `The mask (${describeGrid(drawn)}) is on another grid than the image (${describeGrid(volume)}).`,
  });
  const aligned = alignMask(drawn, volume);
  const outside = outsideVoxels(drawn, volume) / maskCount(drawn);
  if (outside > 0) {
    const share = outside === 1 ? 'The whole' : `${(100 * outside).toPrecision(2)}% of the`;
    notes.push({ code: 'REGION_OUTSIDE_IMAGE', message: `${share} region lies outside the image.` });
  }
  return aligned;
}

/** Voxels of a mask whose centres lie beyond the voxels of a grid. */
function outsideVoxels(mask: Mask, grid: Grid): number {
  const [nx, ny, nz] = mask.size;
  let count = 0;
  let at = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, at++) {
        if (mask.data[at] === 0) continue;
        const index = patientToIndex(grid, indexToPatient(mask, [x, y, z]));
        // Half a voxel from the outermost centres, and what rounding of headers makes of it.
        if (index.some((value, axis) => value < -0.51 || value > grid.size[axis]! - 0.49)) count++;
      }
  return count;
}
