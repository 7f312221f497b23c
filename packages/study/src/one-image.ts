// What a single image with its regions needs, without what cohorts and studies load.
export { chooseRegions, matchesName, type RegionChoice } from './choose-regions.ts';
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
export { inShard, parseShard, type Shard, stemOf } from './cohort/shard.ts';
export { forSubject } from './subject-errors.ts';
export { checkOutput } from './tables/check-output.ts';
export { csvParts, neutralCellsVariable } from './tables/csv.ts';
export { encodeTable, tableParts } from './tables/encode-table.ts';
export { parseCsv } from './tables/parse-csv.ts';
export { readCells } from './tables/read-cells.ts';
export { type Cell, isMissing, type RowStream, type Table } from './tables/table.ts';
export { version } from './version.ts';
