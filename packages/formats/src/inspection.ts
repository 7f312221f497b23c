import type { Grid, RachisErrorCode } from '@rachis/volume';

/** Something wrong with a file or series, in words. */
export interface Problem {
  readonly file: string;
  readonly code: RachisErrorCode | 'WARNING';
  readonly message: string;
  readonly remedy?: string;
}

/** One DICOM image series, or one image of a series that holds several. */
export interface SeriesInspection {
  readonly seriesUid: string;
  /** Which image of a series that holds several, such as `TE=4.92`; '' where it is the only one. */
  readonly part: string;
  readonly modality: string;
  readonly description: string;
  readonly files: number;
  /** Folder of its first file. */
  readonly folder: string;
  readonly frameOfReference: string | null;
  /** Null where its slices make no grid: the problems say why. */
  readonly grid: Grid | null;
  /** Acquisition facts from its first file: manufacturer, tube voltage, kernel, echo time ... */
  readonly acquisition: Record<string, string | number>;
  readonly problems: Problem[];
}

export interface StudyInspection {
  readonly studyUid: string;
  readonly description: string;
  readonly date: string;
  readonly series: SeriesInspection[];
}

export interface PatientInspection {
  /** PatientID, or ''. */
  readonly patient: string;
  readonly studies: StudyInspection[];
}

/** A NIfTI, NRRD or MetaImage file with intensities. */
export interface ImageFileInspection {
  readonly path: string;
  readonly grid: Grid;
  readonly problems: Problem[];
}

/** An RTSTRUCT, SEG or label map. */
export interface RegionFileInspection {
  readonly path: string;
  readonly kind: 'label-map' | 'rtstruct' | 'seg';
  /** PatientID, or '' (label maps have none). */
  readonly patient: string;
  readonly frameOfReference: string | null;
  readonly referencedSeries: string | null;
  readonly regions: { readonly name: string; readonly label: number | null }[];
  /** Own grid; null for an RTSTRUCT, which has none. */
  readonly grid: Grid | null;
  readonly problems: Problem[];
}

/** Whether a region can be used with an image. */
export interface RegionFit {
  readonly regionFile: string;
  readonly region: string;
  /** SeriesInstanceUID of a DICOM series, with its part where it has several; path of another image file. */
  readonly image: string;
  readonly fits: boolean;
  /** Why it does not fit, or '' where it does. */
  readonly why: string;
}

/** What a folder holds. */
export interface FolderInspection {
  readonly path: string;
  readonly patients: PatientInspection[];
  readonly imageFiles: ImageFileInspection[];
  readonly regionFiles: RegionFileInspection[];
  readonly fits: RegionFit[];
  /** Files that cannot be read. */
  readonly problems: Problem[];
  /** Number of files that are neither images nor regions. */
  readonly otherFiles: number;
}

/** Options of `inspectFolder`. */
export interface InspectOptions {
  /** Hears how many files have been looked at. */
  readonly onProgress?: (files: number, total: number) => void;
}
