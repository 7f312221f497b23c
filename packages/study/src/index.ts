export { chooseRegions, matchesName, type RegionChoice } from './choose-regions.ts';
export type { TableShape } from './cohort/assemble.ts';
export {
  encodeManifest,
  isManifestPath,
  type Manifest,
  type ManifestRow,
  manifestColumns,
  readManifest,
} from './cohort/manifest.ts';
export { type CheckOptions, type CheckOutcome, checkCohort } from './check/check-cohort.ts';
export { mergeShards } from './cohort/merge.ts';
export { type CohortOptions, type CohortOutcome, type CohortProgress, extractCohort } from './cohort/run.ts';
export { parseShard, type Shard } from './cohort/shard.ts';
export {
  type ExtractedRegion,
  type ExtractRegion,
  type ExtractRegionsOptions,
  extractRegions,
  type RegionFailure,
  regionCells,
  regionColumns,
  warningsOf,
} from './extract-regions.ts';
export { checkFrames, maskOnImage } from './mask-on-image.ts';
export {
  encodeProvenance,
  encodePyradiomicsProvenance,
  hashInput,
  type Provenance,
  provenancePath,
} from './provenance.ts';
export { loadParameters } from './pyradiomics-file.ts';
export { isModality, loadSettings } from './settings-file.ts';
export { forSubject } from './subject-errors.ts';
export { checkOutput } from './tables/check-output.ts';
export { csvParts } from './tables/csv.ts';
export { encodeTable, tableParts } from './tables/encode-table.ts';
export { parseCsv } from './tables/parse-csv.ts';
export { type Cell, isMissing, type RowStream, type Table } from './tables/table.ts';
export { version } from './version.ts';
export { type ScanOptions, scanCohort } from './cohort/scan.ts';
