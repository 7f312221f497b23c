import { dirname } from 'node:path';
import { type Grid, gridOf, isRachisError, RachisError, type VoxelArray } from '@rachis/volume';
import type { DicomFile } from './dicom/dataset.ts';
import type { FrameHeader, ImageHeader } from './dicom/image-header.ts';
import { type FitCandidate, fitOf, type FitImage } from './fit.ts';
import { filesBelow } from './folder.ts';
import { kindOfPath, sourceOfFile } from './files.ts';
import { formatOf } from './format.ts';
import type {
  FolderInspection,
  ImageFileInspection,
  InspectOptions,
  PatientInspection,
  Problem,
  RegionFileInspection,
  SeriesInspection,
} from './inspection.ts';
import { labelsOf, looksLikeLabels } from './label-map.ts';
import { readVoxelFile } from './voxel-file.ts';
import { wholeLabels } from './whole-labels.ts';

/** What the walk over the files has found so far. */
interface Findings {
  readonly headers: ImageHeader[];
  readonly imageFiles: ImageFileInspection[];
  readonly candidates: FitCandidate[];
  readonly problems: Problem[];
  otherFiles: number;
}

/**
 * Lists what a folder holds: patients, studies and series with their grids and problems; image files of
 * other formats; region files; and for each region and each image of the same patient (or, for files
 * without one, of the same folder) whether it fits, and if not, why. A file that cannot be read becomes a
 * problem in the list.
 */
export async function inspectFolder(path: string, options: InspectOptions = {}): Promise<FolderInspection> {
  if ((await kindOfPath(path)) !== 'folder')
    throw new RachisError('FILE_NOT_FOUND', `${path} is a file where a folder was expected.`, {
      file: path,
      remedy: 'Name the folder.',
    });
  const findings: Findings = { headers: [], imageFiles: [], candidates: [], problems: [], otherFiles: 0 };
  const files = await filesBelow(path);
  for (const [i, file] of files.entries()) {
    options.onProgress?.(i, files.length);
    try {
      await inspectFile(file, findings);
    } catch (error) {
      findings.problems.push(problemOf(file, error));
    }
  }
  const { patients, images } = await inspectSeries(findings.headers);
  const allImages = [
    ...images,
    ...findings.imageFiles.map(
      ({ path: name, grid }): FitImage => ({
        id: name,
        source: name,
        patient: '',
        grid,
        frameOfReference: null,
        folder: dirname(name),
      }),
    ),
  ];
  const fits = [];
  for (const candidate of findings.candidates) fits.push(...(await fitOf(candidate, allImages)));
  return {
    path,
    patients,
    imageFiles: findings.imageFiles,
    regionFiles: findings.candidates.map(({ inspection }) => inspection),
    fits,
    problems: findings.problems,
    otherFiles: findings.otherFiles,
  };
}

/** An error as an entry of a problem list; programming mistakes are thrown on. */
export function problemOf(file: string, error: unknown): Problem {
  if (!isRachisError(error)) throw error;
  const { remedy } = error.details;
  return {
    file: error.details.file ?? file,
    code: error.code,
    message: error.message,
    ...(remedy ? { remedy } : {}),
  };
}

const warningOf =
  (file: string) =>
  (message: string): Problem => ({ file, code: 'WARNING', message });

async function inspectFile(path: string, findings: Findings): Promise<void> {
  const source = await sourceOfFile(path);
  const format = formatOf(path, await source.read(0, 1024));
  if (format === null) {
    findings.otherFiles++;
    return;
  }
  if (format !== 'dicom') return inspectVoxelFile(path, format, findings);
  const { readDicomHeader, stringOf } = await import('./dicom/dataset.ts');
  const { hasImage, imageHeaderOf } = await import('./dicom/image-header.ts');
  const file = await readDicomHeader(source);
  const modality = stringOf(file.dataSet, 'x00080060');
  if (modality === 'RTSTRUCT') findings.candidates.push(await inspectStructures(file));
  else if (modality === 'SEG') findings.candidates.push(await inspectSegmentation(path));
  else if (hasImage(file)) findings.headers.push(imageHeaderOf(file));
  else findings.otherFiles++;
}

async function inspectVoxelFile(
  path: string,
  format: 'nifti' | 'nrrd' | 'metaimage',
  findings: Findings,
): Promise<void> {
  const { grid, data: stored, warnings, labelNames, scale } = await readVoxelFile(path, format);
  const said: string[] = [];
  const data = labelsIfAny(() => wholeLabels(path, stored, said, scale));
  if (data === null || !looksLikeLabels(data)) {
    const problems = warnings.map(warningOf(path));
    findings.imageFiles.push({ path, grid: gridOf(grid), problems });
    return;
  }
  const problems = [...warnings, ...said].map(warningOf(path));
  const labels = [...(labelsOf(data) ?? []).keys()];
  const inspection: RegionFileInspection = {
    path,
    kind: 'label-map',
    patient: '',
    frameOfReference: null,
    referencedSeries: null,
    regions: labels.map((label) => ({ name: labelNames?.get(label) ?? `label ${label}`, label })),
    grid: gridOf(grid),
    problems,
  };
  findings.candidates.push({ inspection, folder: dirname(path), structures: null });
}

/** The labels of a file that has some, or null. */
function labelsIfAny(read: () => VoxelArray): VoxelArray | null {
  try {
    return read();
  } catch (error) {
    if (!isRachisError(error)) throw error;
    return null;
  }
}

async function inspectStructures(file: DicomFile): Promise<FitCandidate> {
  const { parseRtStruct } = await import('./dicom/rtstruct.ts');
  const structures = parseRtStruct(file);
  const path = file.source.name;
  const empty = structures.regions.filter(({ contours }) => contours.length === 0);
  return {
    inspection: {
      path,
      kind: 'rtstruct',
      patient: structures.patient,
      frameOfReference: structures.frameOfReference,
      referencedSeries: structures.referencedSeries,
      regions: structures.regions.map(({ name }) => ({ name, label: null })),
      grid: null,
      problems: [
        ...[...structures.warnings, ...structures.regions.flatMap(({ warnings }) => warnings)].map(
          warningOf(path),
        ),
        ...empty.map(({ name }) => ({
          file: path,
          code: 'REGION_EMPTY' as const,
          message: `Region "${name}" has no contour.`,
        })),
      ],
    },
    folder: dirname(path),
    structures,
  };
}

async function inspectSegmentation(path: string): Promise<FitCandidate> {
  const { readDicomWhole } = await import('./dicom/dataset.ts');
  const { readSegmentation } = await import('./dicom/segmentation.ts');
  const segmentation = await readSegmentation(await readDicomWhole(await sourceOfFile(path)));
  return {
    inspection: {
      path,
      kind: 'seg',
      patient: segmentation.patient,
      frameOfReference: segmentation.frameOfReference,
      referencedSeries: segmentation.referencedSeries,
      regions: segmentation.segments.map(({ label, number }) => ({ name: label, label: number })),
      grid: segmentation.grid,
      problems: segmentation.warnings.map(warningOf(path)),
    },
    folder: dirname(path),
    structures: null,
  };
}

async function inspectSeries(
  headers: readonly ImageHeader[],
): Promise<{ patients: PatientInspection[]; images: FitImage[] }> {
  const patients = new Map<string, Map<string, { first: ImageHeader; series: SeriesInspection[] }>>();
  const images: FitImage[] = [];
  if (headers.length === 0) return { patients: [], images };
  const { groupBySeries } = await import('./dicom/choose-series.ts');
  for (const [seriesUid, files] of groupBySeries(headers)) {
    const first = files[0]!;
    const { patient, studyUid, modality, description, frameOfReference } = first;
    const folder = dirname(first.source.name);
    const studies =
      patients.get(patient) ?? new Map<string, { first: ImageHeader; series: SeriesInspection[] }>();
    patients.set(patient, studies);
    const study = studies.get(studyUid) ?? { first, series: [] };
    studies.set(studyUid, study);
    for (const { name: part, frames, grid, problems } of await inspectParts(files, folder)) {
      const own = frames[0]!.file;
      study.series.push({
        seriesUid,
        part,
        modality,
        description,
        files: new Set(frames.map(({ file }) => file)).size,
        folder,
        frameOfReference,
        grid,
        acquisition: own.facts,
        problems,
      });
      if (grid)
        images.push({
          id: imageIdOf({ seriesUid, part, folder }),
          source: folder,
          patient,
          grid,
          frameOfReference,
          folder,
        });
    }
  }
  return {
    patients: [...patients].map(([patient, studies]) => ({
      patient,
      studies: [...studies].map(([studyUid, { first, series }]) => ({
        studyUid,
        description: first.studyDescription,
        date: first.studyDate,
        series,
      })),
    })),
    images,
  };
}

/** What a DICOM image is called among the images of an inspection: the UID of its series, and its part of it. */
export const imageIdOf = ({
  seriesUid,
  part,
  folder,
}: Pick<SeriesInspection, 'seriesUid' | 'part' | 'folder'>): string =>
  [seriesUid || folder, part].filter((text) => text !== '').join(' ');

interface InspectedPart {
  readonly name: string;
  readonly frames: readonly FrameHeader[];
  readonly grid: Grid | null;
  readonly problems: Problem[];
}

/** The images of a series, each with its grid, or with what is wrong with it. */
async function inspectParts(files: readonly ImageHeader[], folder: string): Promise<InspectedPart[]> {
  const { checkSeries } = await import('./dicom/check-series.ts');
  const { partsOf } = await import('./dicom/parts.ts');
  const { describePart } = await import('./dicom/series.ts');
  const { patient, description } = files[0]!;
  const subject = { file: folder, patient, description };
  const frames = files.flatMap((file) => file.frames);
  const said = [...new Set(files.flatMap(({ warnings }) => warnings))].map(warningOf(folder));
  try {
    checkSeries(files, subject);
  } catch (error) {
    return [{ name: '', frames, grid: null, problems: [...said, problemOf(folder, error)] }];
  }
  return partsOf(frames, subject).images.map((part): InspectedPart => {
    try {
      if (part.problem) throw part.problem;
      const { stack, warnings } = describePart(part, folder);
      return { ...part, grid: stack.grid, problems: warnings.map(warningOf(folder)) };
    } catch (error) {
      return { ...part, grid: null, problems: [...said, problemOf(folder, error)] };
    }
  });
}
