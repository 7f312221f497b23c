export { readLandmarkFile } from './landmark-file.ts';
export { type MeasuredFiles, measureFiles, type SpineSettings } from './measure-files.ts';
export { type MeasuredRow, spineManifestColumns } from './measure-row.ts';
export { measureRows, type MeasureRowsOptions } from './measure-rows.ts';
export { readLabelled, readSpineImage, type SpineFiles, type SpineImage, turnedImage } from './read-files.ts';
export { asJson, longTable, wideName, wideTable } from './tables.ts';
export { plainCsv } from '../tables/plain-csv.ts';
