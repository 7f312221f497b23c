import type { AggregationKind, FeatureDefinition, FeatureFamily } from './families/family.ts';
import { spatialParts } from './families/gather.ts';
import { glcm } from './families/glcm.ts';
import { gldzm } from './families/gldzm.ts';
import { glrlm } from './families/glrlm.ts';
import { glszm } from './families/glszm.ts';
import { histogram } from './families/histogram.ts';
import { localIntensity } from './families/local-intensity.ts';
import { morphology } from './families/morphology.ts';
import { ngldm } from './families/ngldm.ts';
import { ngtdm } from './families/ngtdm.ts';
import { statistics } from './families/statistics.ts';
import { volumeHistogram } from './families/volume-histogram.ts';
import { columnPrefix, imagesOf, originalImage } from './images.ts';
import type { ExtractionSettings, FamilyId } from './settings.ts';

/** Every family, in the order of the columns. */
export const families: readonly FeatureFamily[] = [
  morphology,
  localIntensity,
  statistics,
  histogram,
  volumeHistogram,
  glcm,
  glrlm,
  glszm,
  gldzm,
  ngtdm,
  ngldm,
];

/** A feature with what its family says of all of them. */
export interface CatalogueEntry extends FeatureDefinition {
  readonly family: FamilyId;
  readonly familyName: string;
  readonly aggregation: AggregationKind;
  /** Where the definition stands. */
  readonly source: string;
}

/** Every feature that Rachis computes. */
export const catalogue: readonly CatalogueEntry[] = families.flatMap((family) =>
  family.features.map((feature) => ({
    ...feature,
    family: family.id,
    familyName: family.name,
    aggregation: family.aggregation,
    source: family.source,
  })),
);

/** One column of a feature table. */
export interface FeatureColumn {
  /** Feature id, and the aggregation where it has one: `glcm_contrast_3D_comb`; of a filtered image, its id in front. */
  readonly column: string;
  /** `original`, or the id of the filtered image. */
  readonly image: string;
  readonly id: string;
  readonly aggregation: string;
  /** Tag of the IBSI reference values, with the aggregation. */
  readonly ibsiTag: string;
}

/** Aggregations that a family gives under the settings; [''] when it has none. */
export function aggregationsOf(kind: AggregationKind, settings: ExtractionSettings): readonly string[] {
  if (kind === 'none') return [''];
  return kind === 'direction' ? settings.aggregations : spatialParts(settings);
}

/** The columns that an extraction with these settings gives, in order. */
export function columns(settings: ExtractionSettings): FeatureColumn[] {
  const suffixed = (name: string, aggregation: string) =>
    aggregation === '' ? name : `${name}_${aggregation}`;
  return imagesOf(settings).flatMap((image) => {
    const prefix = columnPrefix(image);
    const chosen = image === originalImage ? settings.families : settings.filteredImages.families;
    return families
      .filter((family) => chosen.includes(family.id))
      .flatMap((family) =>
        aggregationsOf(family.aggregation, settings).flatMap((aggregation) =>
          family.features.map((feature) => ({
            column: prefix + suffixed(feature.id, aggregation),
            image,
            id: feature.id,
            aggregation,
            ibsiTag: prefix + suffixed(feature.ibsiTag, aggregation),
          })),
        ),
      );
  });
}
