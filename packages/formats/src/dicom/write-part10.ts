/// <reference path="../modules.d.ts" />
import { createHash } from 'node:crypto';

/** A data set by keyword, as dcmjs takes it: sequences are arrays of data sets. */
export type NaturalDataSet = { [keyword: string]: unknown };

const explicitLittleEndian = '1.2.840.10008.1.2.1';

/** A UID from what it names (PS3.5 B.2): the same content gives the same UID. */
export function uidOf(...content: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of content) hash.update(part).update('\0');
  return `2.25.${BigInt(`0x${hash.digest('hex').slice(0, 31)}`)}`;
}

/** A DICOM file (Explicit VR Little Endian) of a data set. `representations` are those that dcmjs cannot know. */
export async function part10Bytes(
  dataSet: NaturalDataSet,
  representations: Record<string, string> = {},
): Promise<Uint8Array> {
  const { default: dcmjs } = await import('dcmjs');
  const { DicomDict, DicomMetaDictionary } = dcmjs.data;
  dcmjs.log?.setLevel?.('silent');
  const meta: NaturalDataSet = {
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: dataSet.SOPClassUID,
    MediaStorageSOPInstanceUID: dataSet.SOPInstanceUID,
    TransferSyntaxUID: explicitLittleEndian,
    ImplementationClassUID: '2.25.80302813137786398554742050926734630921603366648225212145404',
    ImplementationVersionName: 'RACHIS',
  };
  const file = new DicomDict(DicomMetaDictionary.denaturalizeDataset({ ...meta, _vrMap: {} }));
  file.dict = DicomMetaDictionary.denaturalizeDataset({ ...dataSet, _vrMap: representations });
  return new Uint8Array(file.write({ allowInvalidVRLength: false }));
}

/** Decimal string of at most 16 characters (PS3.5 6.2, DS), as exact as that allows. */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no decimal string`);
  for (let digits = 17; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  return '0';
}

/** Date and time of now as DICOM writes them. */
export function dateAndTime(now: Date): { date: string; time: string } {
  const text = now.toISOString().replace(/[-:TZ]/g, '');
  return { date: text.slice(0, 8), time: text.slice(8, 14) };
}
