import type { InterpolationMethod, Vector3 } from '@rachis/volume';

/** A turn of image and region together. */
export interface Rotation {
  readonly degrees: number;
  /**
   * What the grid turns about: the axis across the slices, so that slices are never mixed (`slice`), or the axis
   * nearest to the patient's long axis (`axial`).
   */
  readonly axis: 'slice' | 'axial';
  /** The point that stays: the middle of the region's voxels, or of the image. */
  readonly centre: 'region' | 'image';
}

/** A change of the region's size. */
export interface VolumeChange {
  /** A share of its number of voxels, or mm. */
  readonly by: 'fraction' | 'distance';
  /** Above 0 grows, below 0 shrinks. */
  readonly amount: number;
}

/** Noise added to the image. */
export interface Noise {
  /** Standard deviation in intensity units; `estimate`: that of the image's own noise. */
  readonly level: number | 'estimate';
}

/** A contour drawn anew along supervoxels. */
export interface ContourChange {
  /** Wanted volume of a supervoxel, mm^3. */
  readonly volume: number;
  readonly compactness: number;
  /** How far beyond the region supervoxels are made, mm. */
  readonly margin: number;
}

/**
 * One perturbation of an image and a region, as plain data. Its parts always act in one order: noise, then translation
 * and rotation within the interpolation, then volume, then contour.
 */
export interface Perturbation {
  /** Names the perturbation, unique in its list: `N1_R-6_T0.25,0.25,0.75_V0.1_C2`; `original` where nothing changes. */
  readonly id: string;
  /** What its random choices start from. */
  readonly seed: string;
  readonly noise: Noise | null;
  readonly rotation: Rotation | null;
  /** Shift of the samples along x, y and z, in voxels of the interpolation grid. */
  readonly translation: Vector3 | null;
  readonly volume: VolumeChange | null;
  readonly contour: ContourChange | null;
}

/** How image and region are interpolated, as the settings of an extraction say it. */
export interface Interpolation {
  /** mm; null: the image's own. */
  readonly spacing: Vector3 | null;
  readonly image: InterpolationMethod;
  readonly mask: InterpolationMethod;
  /** Partial volume from which a voxel is inside. */
  readonly maskThreshold: number;
  /** Round intensities to whole numbers (CT). */
  readonly roundIntensities: boolean;
}
