import { Gunzip, Unzlib } from 'fflate';
import { type Inflaters, StreamTooLong } from './bytes.ts';

/** fflate behind the interface that the parsers ask for. */
export const browserInflaters: Inflaters = {
  gunzip: (bytes, limit) => opened(new Gunzip(), bytes, limit),
  unzlib: (bytes, limit) => opened(new Unzlib(), bytes, limit),
  gunzipStart: (bytes, length) => {
    for (let taken = 2 ** 12; ; taken *= 16) {
      const start = opened(
        new Gunzip(),
        bytes.subarray(0, taken),
        Number.POSITIVE_INFINITY,
        taken >= bytes.length,
      );
      if (start.length >= length || taken >= bytes.length) return start;
    }
  },
};

/** Bytes that are given to a stream at a time: what comes of them is a thousand times as long at most. */
const atOnce = 2 ** 14;

function opened(stream: Gunzip | Unzlib, bytes: Uint8Array, limit: number, whole = true): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  stream.ondata = (part) => {
    length += part.length;
    if (length > limit) throw new StreamTooLong();
    parts.push(part);
  };
  for (let at = 0; at < bytes.length; at += atOnce)
    stream.push(bytes.subarray(at, at + atOnce), whole && at + atOnce >= bytes.length);
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

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
export { openNifti, parseNifti } from './nifti.ts';
export { parseNrrd, parseNrrdHeader } from './nrrd.ts';
export { fillContours } from './rasterise.ts';
export type * from './result.ts';
export { segmentRegions } from './segment-regions.ts';
export { structureRegions } from './structure-regions.ts';
