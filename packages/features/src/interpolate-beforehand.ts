import type { Grid, InterpolationMethod, Vector3 } from '@rachis/volume';
import { marginOf, planFilters } from './filters/plans.ts';
import { peakRadius, targetSpacing } from './prepare.ts';
import type { ExtractionSettings } from './settings.ts';

/** What somebody must know who interpolates image and region before the extraction (a perturbation does). */
export interface InterpolationBeforehand {
  /** The interpolation that the settings ask for; null: none. */
  readonly interpolation: {
    readonly spacing: Vector3;
    readonly image: InterpolationMethod;
    readonly mask: InterpolationMethod;
    readonly maskThreshold: number;
    readonly roundIntensities: boolean;
  } | null;
  /** Voxels around the region that features and filters look at; `image`: all. */
  readonly margin: Vector3 | 'image';
  readonly slicewise: boolean;
  /** The settings for what was interpolated: the same without the interpolation. */
  readonly settings: ExtractionSettings;
}

/**
 * Takes the interpolation out of the settings: what image and region are to be interpolated with first, and the
 * settings to extract from them then. Done with `alignByCentre` and `resample`, the features are the same.
 */
export function interpolateBeforehand(image: Grid, settings: ExtractionSettings): InterpolationBeforehand {
  const { resampling, slicewise } = settings;
  const spacing = targetSpacing(image, settings);
  const filters = marginOf(planFilters(settings.filters, slicewise), spacing);
  // Local intensity looks around the region, and filters around that.
  const around = spacing.map((s) => Math.ceil(peakRadius / s) + 1);
  return {
    interpolation: resampling && {
      spacing,
      image: resampling.image,
      mask: resampling.mask,
      maskThreshold: resampling.maskThreshold,
      roundIntensities: resampling.roundIntensities,
    },
    margin: filters === 'image' ? 'image' : (around.map((n, a) => n + filters[a]!) as unknown as Vector3),
    slicewise,
    settings: { ...settings, resampling: null },
  };
}
