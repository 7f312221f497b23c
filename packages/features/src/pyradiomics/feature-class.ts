import type { BinnedRegion } from './bins.ts';
import type { RadiomicsImage, RadiomicsMask } from './image.ts';
import type { ClassSettings } from './parameters.ts';
import type { LevelGrid } from '../kernels/level-grid.ts';

/** What a class of features sees: image and mask cut to the region's box, and the settings of the image type. */
export interface ClassInput {
  readonly image: RadiomicsImage;
  readonly mask: RadiomicsMask;
  readonly settings: ClassSettings;
  /** Made when first asked for, once for all classes. */
  binned(): BinnedRegion;
  /** Bins renumbered from 1 without gaps, in kernel memory. */
  grid(): LevelGrid;
}

/** A class of features: names in the order of PyRadiomics (its classes list them alphabetically). */
export interface FeatureClass {
  readonly features: readonly string[];
  /** Features that are computed only when named. */
  readonly deprecated: readonly string[];
  /** Values by name; a name that is left out is a feature that PyRadiomics refuses to compute. */
  compute(input: ClassInput): ReadonlyMap<string, number>;
}

/** Smallest number that matters beside 1, which PyRadiomics adds inside logarithms. */
export const epsilon = 2 ** -52;
