import type { Grid, Mask, Volume } from '@rachis/volume';

/** An image as read, with what its file says about where it comes from. */
export interface ImageRead {
  readonly volume: Volume;
  /** DICOM modality (CT, MR, PT, CR, DX ...), or '' where the format has none. */
  readonly modality: string;
  /** Path that was read. */
  readonly source: string;
  /** PatientID, or ''. */
  readonly patient: string;
  readonly frameOfReference: string | null;
  readonly seriesUid: string | null;
  /** Which image of a series that holds several, such as `TE=4.92`. */
  readonly part?: string;
  readonly description: string;
  readonly warnings: string[];
  /** Intensities that are padding and no measurement, where the file says so and its slices agree. */
  readonly padding?: { readonly low: number; readonly high: number };
  /** Acquisition facts worth keeping with results: manufacturer, tube voltage, kernel, echo time ... */
  readonly header: Record<string, string | number>;
}

/** One named region of a region file. */
export interface Region {
  readonly name: string;
  /** Its number in a label map or SEG, null in an RTSTRUCT. */
  readonly label: number | null;
  /** Of a label map of several volumes or channels: which one, counted from 0 (PyRadiomics' label_channel). */
  readonly channel?: number;
  /** Grid that `mask()` comes on. */
  readonly grid: Grid;
  /** Makes the mask anew at each call: it may be large, so it is not kept. Not to be written to: it may be the file's own voxels. */
  mask(): Mask;
  readonly frameOfReference: string | null;
  /** SeriesInstanceUID of the image that the region was drawn on, where the file says so. */
  readonly referencedSeries: string | null;
  /** Those warnings of the file that are about this region alone. */
  readonly warnings: readonly string[];
  /** Red, green, blue, 0 to 255. */
  readonly color?: readonly [number, number, number];
}

/** All regions of one file. */
export interface RegionRead {
  readonly regions: Region[];
  readonly kind: 'label-map' | 'rtstruct' | 'seg';
  readonly source: string;
  readonly warnings: string[];
}

/** Options of geometry. */
export interface ReadGeometryOptions {
  /**
   * Spacing, origin and direction of NIfTI, NRRD and MetaImage files: in the form that a scan has whatever file it came in
   * (default), or with every digit as the file has it, as ITK reads them. The two differ by less than 1.2e-7 of a length.
   */
  readonly geometry?: 'canonical' | 'as-written';
}

/** Options of `readImage`. */
export interface ReadImageOptions extends ReadGeometryOptions {
  /**
   * Which series of a folder: SeriesInstanceUID, or a unique part of the series description. Of a series that holds several images,
   * which by what tells it apart: `TE=4.92`, `b=800, component=MAGNITUDE`, also after UID or description.
   */
  readonly series?: string;
  readonly onProgress?: (done: number, total: number) => void;
  /** PET in units of radioactivity: convert to body-weight SUV (default), or keep the stored units. */
  readonly suv?: 'body-weight' | 'none';
}

/** Options of `readRegions`. */
export interface ReadRegionsOptions extends ReadGeometryOptions {
  /** The image that regions belong to: RTSTRUCT contours are rasterised on its grid, voxels come in its order. */
  readonly image?: ImageRead;
  /** Fractional SEG: a voxel is inside from this part of the maximum fractional value on; default 0.5. */
  readonly fractionalThreshold?: number;
}
