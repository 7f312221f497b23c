import type { Mask, Volume } from '@rachis/volume';
import type { Aggregation, ExtractionSettings } from '../settings.ts';
import { chooseFeatures, type MappedFeature } from './choose-features.ts';
import { sweepCooccurrences } from './cooccurrence-sweep.ts';
import { type MapDomain, mapDomain } from './domain.ts';
import { computeLocally } from './local-regions.ts';
import {
  checkReach,
  type Neighbourhood,
  type NeighbourhoodRows,
  neighbourhoodRows,
} from './neighbourhood.ts';
import { placesOnInput } from './to-input-grid.ts';
import { targetSpacing } from '../prepare.ts';

/** What to map and over what. */
export interface FeatureMapOptions {
  /** Ids (`glcm_contrast`), columns (`glcm_contrast_3D_comb`) or families (`glcm`: all of its features). */
  readonly features: readonly string[];
  readonly neighbourhood: Neighbourhood;
  /** Whether neighbourhoods are cut to the region; default: yes. */
  readonly masked?: boolean;
  /** Value of voxels outside the region; default: NaN. */
  readonly outside?: number;
  /** Aggregation of texture features that name none; default: the settings' own where they have one alone, else 3D_avg (slicewise 2D_avg). */
  readonly aggregation?: Aggregation;
  /** Hears of the share that is done, 0 to 1. */
  readonly onProgress?: (share: number, what: string) => void;
}

/** A feature over the neighbourhood of every voxel of a region. */
export interface FeatureMap {
  /** The feature's column: `glcm_contrast_3D_avg`. */
  readonly column: string;
  readonly unit: string;
  /** Voxels that have a value, on the grid that was computed on. */
  readonly voxels: number;
  /** Those of them whose neighbourhood is too small or too uniform for the feature: NaN. */
  readonly undefinedVoxels: number;
  /** The map as an image on the input's grid. */
  toVolume(): Volume<Float64Array>;
}

/**
 * Features over a moving neighbourhood (box or sphere), one image each, on the grid of `image`.
 *
 * The region is resampled and re-segmented first; grey levels are made once, over all that neighbourhoods see; the value of a
 * voxel is what `extractFeatures` gives for its neighbourhood with those levels. Where the settings resample, maps are
 * computed on that grid, and each voxel of the region takes the value of the nearest voxel of it. Slicewise settings make the
 * neighbourhood flat.
 * Errors: those of `prepareRegion` and `discretise`, and `ARGUMENT_INVALID` for features and neighbourhoods.
 */
export function featureMaps(
  image: Volume,
  mask: Mask,
  options: FeatureMapOptions,
  settings: ExtractionSettings,
): FeatureMap[] {
  const { neighbourhood, masked = true, outside = Number.NaN, onProgress = () => {} } = options;
  const features = chooseFeatures(options.features, settings, options.aggregation);
  const spacing = targetSpacing(image, settings);
  const rows = neighbourhoodRows(neighbourhood, spacing, settings.slicewise);
  const imageSize = image.size.map((n, axis) =>
    Math.ceil((n * image.spacing[axis]!) / spacing[axis]! - 1e-5),
  );
  checkReach(rows, [imageSize[0]!, imageSize[1]!, imageSize[2]!], neighbourhood);
  const domain = mapDomain(image, mask, settings, masked, rows.reach);
  const found = computeMaps(domain, rows, settings, features, onProgress);
  const places = placesOnInput(image, mask, domain, settings.resampling !== null);
  return features.map(({ column, unit }) => {
    const values = found.get(column)!;
    let undefinedVoxels = 0;
    for (let k = 0; k < values.length; k++) if (Number.isNaN(values[k]!)) undefinedVoxels++;
    return {
      column,
      unit,
      voxels: values.length,
      undefinedVoxels,
      toVolume() {
        const data = new Float64Array(places.length);
        for (let i = 0; i < data.length; i++) data[i] = places[i]! < 0 ? outside : values[places[i]!]!;
        const { size, spacing: step, origin, direction } = image;
        return {
          size,
          spacing: step,
          origin,
          direction,
          data,
          unit: unit === 'intensity' ? image.unit : 'arbitrary',
        };
      },
    };
  });
}

/** One feature as `featureMaps` gives it, as an image. */
export function featureMap(
  image: Volume,
  mask: Mask,
  feature: string,
  options: Omit<FeatureMapOptions, 'features'>,
  settings: ExtractionSettings,
): Volume<Float64Array> {
  return featureMaps(image, mask, { ...options, features: [feature] }, settings)[0]!.toVolume();
}

/** Values by column, in the order of the centres: by a sweep where the family has one, else neighbourhood by neighbourhood. */
function computeMaps(
  domain: MapDomain,
  rows: NeighbourhoodRows,
  settings: ExtractionSettings,
  features: readonly MappedFeature[],
  onProgress: (share: number, what: string) => void,
): Map<string, Float64Array> {
  const found = new Map<string, Float64Array>();
  const keep = (some: readonly MappedFeature[], values: readonly Float64Array[]) => {
    some.forEach(({ column }, f) => {
      found.set(column, values[f]!);
    });
  };
  const swept = new Map<string, MappedFeature[]>();
  const rest: MappedFeature[] = [];
  for (const feature of features) {
    if (feature.family.id !== 'glcm') rest.push(feature);
    else swept.set(feature.aggregation, [...(swept.get(feature.aggregation) ?? []), feature]);
  }
  for (const [aggregation, some] of swept) {
    const values = sweepCooccurrences(
      domain,
      rows,
      settings,
      aggregation,
      some.map(({ index }) => index),
      (share) => onProgress(share, `co-occurrence, ${aggregation}`),
    );
    if (values === null) rest.push(...some);
    else keep(some, values);
  }
  if (rest.length > 0) {
    keep(
      rest,
      computeLocally(domain, rows, settings, rest, (share) => onProgress(share, 'neighbourhoods')),
    );
  }
  return found;
}
