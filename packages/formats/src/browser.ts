import { gunzipSync, unzlibSync } from 'fflate';
import type { Inflaters } from './bytes.ts';

/** fflate behind the interface that the parsers ask for. */
export const browserInflaters: Inflaters = {
  gunzip: (bytes) => gunzipSync(bytes),
  unzlib: (bytes) => unzlibSync(bytes),
};

export { type ByteSource, type Inflaters, sourceOfBlob, sourceOfBytes } from './bytes.ts';
export { placeContours } from './contours.ts';
export { type DicomFile, readDicomHeader, readDicomWhole } from './dicom/dataset.ts';
export { hasImage, type ImageHeader, imageHeaderOf } from './dicom/image-header.ts';
export { parseRtStruct, type StructureSet } from './dicom/rtstruct.ts';
export { readSegmentation, type Segmentation } from './dicom/segmentation.ts';
export { readSeries } from './dicom/series.ts';
export { formatOf, type ImageFormat } from './format.ts';
export { openGzip } from './gzip.ts';
export { labelRegions, looksLikeLabels } from './label-map.ts';
export { parseMetaImage, parseMetaImageHeader } from './metaimage.ts';
export { parseNifti } from './nifti.ts';
export { parseNrrd, parseNrrdHeader } from './nrrd.ts';
export { fillContours } from './rasterise.ts';
export type * from './result.ts';
export { segmentRegions } from './segment-regions.ts';
export { structureRegions } from './structure-regions.ts';
