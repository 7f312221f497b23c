import { type Grid, gridsMatch, type Mask, RachisError } from '@rachis/volume';
import type { ImageRead } from '../result.ts';
import { type DicomFile, readDicomHeader, stringOf, textOf } from './dataset.ts';
import type { FrameHeader } from './image-header.ts';
import { stackFrames } from './stack.ts';
import type { NaturalDataSet } from './write-part10.ts';

/** The image series that a SEG or RTSTRUCT is written for. */
export interface ReferenceSeries {
  readonly grid: Grid;
  /** One a slice, in the order of the grid. */
  readonly frames: readonly FrameHeader[];
  readonly seriesUid: string;
  readonly studyUid: string;
  readonly frameOfReference: string;
  readonly description: string;
  /** Date and time (DA, TM) of the image: what is written carries them, so that the same input gives the same bytes. */
  readonly acquired: { readonly date: string; readonly time: string };
  /** Patient and study elements, to be copied to what is written. */
  readonly patientAndStudy: NaturalDataSet;
}

const copied: Record<string, string> = {
  PatientName: 'x00100010',
  PatientID: 'x00100020',
  PatientBirthDate: 'x00100030',
  PatientSex: 'x00100040',
  StudyDate: 'x00080020',
  StudyTime: 'x00080030',
  AccessionNumber: 'x00080050',
  ReferringPhysicianName: 'x00080090',
  StudyDescription: 'x00081030',
  StudyID: 'x00200010',
};

/**
 * Finds the series: a DICOM folder (one series), or an image that was read from one.
 * `ARGUMENT_INVALID` where it is not DICOM: SEG and RTSTRUCT refer to the instances of a series.
 */
export async function referenceSeries(reference: string | ImageRead): Promise<ReferenceSeries> {
  const path = typeof reference === 'string' ? reference : reference.source;
  const { dicomFramesOf } = await import('../read-image.ts');
  const frames = await dicomFramesOf(path, typeof reference === 'string' ? undefined : seriesOf(reference));
  const first = frames[0]?.file;
  if (!first) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${path} is not a DICOM series, which a SEG or RTSTRUCT has to refer to.`,
      {
        file: path,
        remedy: 'Give the DICOM folder of the image, or write the regions as NIfTI.',
      },
    );
  }
  const stack = stackFrames(frames, {
    file: path,
    patient: first.patient,
    description: first.description,
  });
  const file = await readDicomHeader(first.source);
  const patientAndStudy: NaturalDataSet = {};
  for (const [keyword, tag] of Object.entries(copied))
    patientAndStudy[keyword] = textOf(file, file.dataSet, tag);
  patientAndStudy.StudyInstanceUID = first.studyUid;
  return {
    grid: stack.grid,
    frames: stack.frames,
    seriesUid: first.seriesUid,
    studyUid: first.studyUid,
    frameOfReference: stringOf(file.dataSet, 'x00200052'),
    description: first.description,
    acquired: acquiredAt(file),
    patientAndStudy,
  };
}

/** How the series of an image, and which image of it, is asked for. */
const seriesOf = ({ seriesUid, part }: ImageRead): string | undefined =>
  [seriesUid, part].filter(Boolean).join(' ') || undefined;

/** Date and time of the content, the acquisition, the series or the study, whichever the file has; else fixed ones. */
function acquiredAt({ dataSet }: DicomFile): { date: string; time: string } {
  for (const tag of ['23', '22', '21', '20']) {
    const date = stringOf(dataSet, `x000800${tag}`);
    if (/^\d{8}$/.test(date))
      return { date, time: stringOf(dataSet, `x000800${tag.replace('2', '3')}`) || '000000' };
  }
  return { date: '19700101', time: '000000' };
}

/** Throws `GRID_MISMATCH` unless every mask is on the series' grid. */
export function checkMasks(path: string, regions: readonly { name: string; mask: Mask }[], grid: Grid): void {
  for (const { name, mask } of regions) {
    if (gridsMatch(mask, grid)) continue;
    throw new RachisError(
      'GRID_MISMATCH',
      `Region "${name}" cannot be written to ${path}: its grid is not that of the image series.`,
      {
        file: path,
        region: name,
        remedy: 'Resample the region to the image first.',
      },
    );
  }
}

/** Items that name the instances of the series (PS3.3 10.8 SOP Instance Reference). */
export function instanceItems(reference: ReferenceSeries): NaturalDataSet[] {
  return [...new Set(reference.frames.map(({ file }) => file))].map(({ sopClass, sopUid }) => ({
    ReferencedSOPClassUID: sopClass,
    ReferencedSOPInstanceUID: sopUid,
  }));
}
