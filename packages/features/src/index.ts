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
export { type ExtractionResult, extractFeatures, type UndefinedValue } from './extract.ts';
export type { AggregationKind, FamilyValues, FeatureDefinition, FeatureFamily } from './families/family.ts';
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
  resolveSettings,
  settingsJsonSchema,
  type Weighting,
} from './settings.ts';
