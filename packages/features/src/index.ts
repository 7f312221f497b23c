export { sliceAxisOf, type SliceAxis } from './acquired-slices.ts';
export {
  aggregationsOf,
  type CatalogueEntry,
  catalogue,
  columns,
  type FeatureColumn,
  families,
} from './catalogue.ts';
export { type Diagnostic, processingDiagnostics } from './diagnostics.ts';
export { type GreyLevels, discretise } from './discretise.ts';
export {
  type ExtractionOptions,
  type ExtractionResult,
  extractFeatures,
  type ProcessedImage,
  type UndefinedValue,
} from './extract.ts';
export type { AggregationKind, FamilyValues, FeatureDefinition, FeatureFamily } from './families/family.ts';
export { type FilteredVolume, filterImage } from './filter-image.ts';
export { type InterpolationBeforehand, interpolateBeforehand } from './interpolate-beforehand.ts';
export type { PairSums, PairSumsProblem, StartPairSums } from './shape/spatial-correlation.ts';
export { imageGroups, imagesOf, originalImage } from './images.ts';
export { type FeatureMap, type FeatureMapOptions, featureMap, featureMaps } from './maps/feature-map.ts';
export type { Neighbourhood } from './maps/neighbourhood.ts';
export { nearestName } from './nearest-name.ts';
export { type PreparedRegion, prepareRegion } from './prepare.ts';
export {
  type Aggregation,
  aggregations,
  defaultSettings,
  type Discretisation,
  type ExtractionSettings,
  type ExtractionSettingsInput,
  extractionSettingsSchema,
  type FamilyId,
  familyIds,
  type FilterSettings,
  resolveSettings,
  settingsJsonSchema,
  type Weighting,
} from './settings.ts';
export {
  extractPyradiomics,
  type PyradiomicsOptions,
  type PyradiomicsResult,
} from './pyradiomics/extract.ts';
export type { RadiomicsColumn } from './pyradiomics/diagnostics.ts';
export {
  type PyradiomicsParameters,
  resolveParameters,
  wholeNumberSettings,
} from './pyradiomics/parameters.ts';
