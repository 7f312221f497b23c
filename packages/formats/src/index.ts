export { writeTogether, writeWhole } from './files.ts';
export { inspectFolder } from './inspect.ts';
export type * from './inspection.ts';
export { readImage } from './read-image.ts';
export { isRegionFile, readRegions } from './read-regions.ts';
export type * from './result.ts';
export { writeDicomSeg, writeRtStruct } from './write-dicom.ts';
export { writeNifti } from './write-nifti.ts';
export { writeMetaImage, writeNrrd } from './write-nrrd.ts';
