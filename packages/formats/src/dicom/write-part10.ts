/// <reference path="../modules.d.ts" />
import { createHash } from 'node:crypto';
import { ByteWriter } from './byte-writer.ts';
import { type Dictionary, type DictionaryEntry, encodeDataSet, type NaturalDataSet } from './encode.ts';

export type { NaturalDataSet } from './encode.ts';

export const implicitLittleEndian = '1.2.840.10008.1.2';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';

/** A UID from what it names (PS3.5 B.2): the same content gives the same UID. */
export function uidOf(...content: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of content) hash.update(part).update('\0');
  return `2.25.${BigInt(`0x${hash.digest('hex').slice(0, 31)}`)}`;
}

/** How a data set is written. */
export interface Part10Options {
  /** Value representations that depend on the data set, by keyword: OB or OW, US or SS. */
  readonly representations?: Readonly<Record<string, string>>;
  /** Default: Explicit VR Little Endian. Implicit allows text of more than 64 kB, such as long contours. */
  readonly transferSyntax?: typeof implicitLittleEndian | typeof explicitLittleEndian;
}

/** A DICOM file of a data set (PS3.10 7.1). The same data set gives the same bytes. */
export async function part10Bytes(dataSet: NaturalDataSet, options: Part10Options = {}): Promise<Uint8Array> {
  const { representations = {}, transferSyntax = explicitLittleEndian } = options;
  const dictionary = await standardDictionary(representations);
  const writer = new ByteWriter();
  writer.raw(new Uint8Array(128));
  writer.text('DICM');
  const meta = new ByteWriter();
  encodeDataSet(
    meta,
    {
      FileMetaInformationVersion: new Uint8Array([0, 1]),
      MediaStorageSOPClassUID: dataSet.SOPClassUID,
      MediaStorageSOPInstanceUID: dataSet.SOPInstanceUID,
      TransferSyntaxUID: transferSyntax,
      ImplementationClassUID: '2.25.80302813137786398554742050926734630921603366648225212145404',
      ImplementationVersionName: 'RACHIS',
    },
    dictionary,
    true,
  );
  encodeDataSet(writer, { FileMetaInformationGroupLength: meta.length }, dictionary, true);
  writer.raw(meta.bytes);
  encodeDataSet(writer, dataSet, dictionary, transferSyntax === explicitLittleEndian);
  return writer.bytes;
}

/** The dictionary of the standard, as dcmjs has it. */
async function standardDictionary(representations: Readonly<Record<string, string>>): Promise<Dictionary> {
  const { default: dcmjs } = await import('dcmjs');
  const { nameMap } = dcmjs.data.DicomMetaDictionary;
  const known = new Map<string, DictionaryEntry>();
  return (keyword) => {
    const found = known.get(keyword);
    if (found) return found;
    const named: { readonly tag: string; readonly vr: string } | undefined = nameMap[keyword];
    const digits = /^\(([0-9A-F]{4}),([0-9A-F]{4})\)$/i.exec(named?.tag ?? '');
    if (!named || !digits) throw new RangeError(`${keyword} is not in the DICOM dictionary`);
    const entry = {
      tag: Number.parseInt(digits[1]! + digits[2]!, 16),
      representation: representations[keyword] ?? named.vr,
    };
    if (!/^[A-Z]{2}$/.test(entry.representation))
      throw new RangeError(`the representation of ${keyword} (${entry.representation}) must be said`);
    known.set(keyword, entry);
    return entry;
  };
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
