import { isRachisError, RachisError } from '@rachis/volume';
import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import type { ByteSource } from '../bytes.ts';
import { decoderOf } from './character-set.ts';
import { inflateDataSet } from './deflated.ts';

/** A parsed DICOM file (or its header alone). */
export interface DicomFile {
  readonly source: ByteSource;
  readonly dataSet: DataSet;
  readonly transferSyntax: string;
  /** Decodes the bytes of text elements in the file's character set. */
  readonly decode: (bytes: Uint8Array) => string;
  /** True where the pixel data were left in the file: offsets are then the file's own. */
  readonly headerOnly: boolean;
}

const implicitLittleEndian = '1.2.840.10008.1.2';
const deflatedLittleEndian = '1.2.840.10008.1.2.1.99';
const headerChunk = 65_536;

/** DICOM by content: the `DICM` mark after the preamble, or a plausible first element without one. */
export function looksLikeDicom(start: Uint8Array): boolean {
  if (start.length >= 132 && String.fromCharCode(...start.subarray(128, 132)) === 'DICM') return true;
  return startsWithoutPreamble(start);
}

/** Old files start with group 0002 or 0008 at once: a group length, or SOP class, or image type. */
function startsWithoutPreamble(start: Uint8Array): boolean {
  if (start.length < 16) return false;
  const group = start[0]! | (start[1]! << 8);
  const element = start[2]! | (start[3]! << 8);
  if (group !== 2 && group !== 8) return false;
  if (element > 0x60) return false;
  const explicit = /^[A-Z]{2}$/.test(String.fromCharCode(start[4]!, start[5]!));
  const implicitLength = start[4]! | (start[5]! << 8) | (start[6]! << 16) | (start[7]! << 24);
  return explicit || (implicitLength >= 0 && implicitLength < 1024);
}

/**
 * Parses a DICOM data set up to its pixel data, reading no more of the file than that takes.
 * `FILE_TRUNCATED` or `FILE_CORRUPT` where the bytes end early or make no sense.
 */
export async function readDicomHeader(source: ByteSource): Promise<DicomFile> {
  const start = await source.read(0, headerChunk);
  if (start.length < source.size) {
    const file = tryParse(source, start);
    if (
      file?.dataSet.elements.x7fe00010 ||
      file?.dataSet.elements.x7fe00008 ||
      file?.dataSet.elements.x7fe00009
    ) {
      return file;
    }
  }
  return readDicomWhole(source, true);
}

/** Parses the whole file; with `headerOnly`, up to the pixel data. */
export async function readDicomWhole(source: ByteSource, headerOnly = false): Promise<DicomFile> {
  const bytes = await source.read(0, source.size);
  if (bytes.length < 132 || !looksLikeDicom(bytes)) {
    throw new RachisError('NOT_AN_IMAGE', `${source.name} is not a DICOM file.`, {
      file: source.name,
      remedy: 'Name a DICOM, NIfTI, NRRD or MetaImage file.',
    });
  }
  try {
    return parse(source, bytes, headerOnly);
  } catch (cause) {
    throw parseFailure(source.name, cause);
  }
}

function tryParse(source: ByteSource, start: Uint8Array): DicomFile | null {
  try {
    return parse(source, start, true);
  } catch {
    return null;
  }
}

function parse(source: ByteSource, bytes: Uint8Array, headerOnly: boolean): DicomFile {
  let deflated = false;
  const dataSet = dicomParser.parseDicom(withOldRepresentations(bytes), {
    ...(headerOnly ? { untilTag: 'x7fe00010' } : {}),
    ...(hasPreamble(bytes) ? {} : { TransferSyntaxUID: transferSyntaxWithoutPreamble(bytes) }),
    inflater: (all: Uint8Array, position: number) => {
      deflated = true;
      return inflateDataSet(source.name, all, position);
    },
  } as Parameters<typeof dicomParser.parseDicom>[1]);
  checkComplete(dataSet);
  const transferSyntax = dataSet.string('x00020010') || implicitLittleEndian;
  return {
    source,
    dataSet,
    transferSyntax,
    decode: decoderOf(dataSet.string('x00080005') ?? ''),
    headerOnly: headerOnly && !deflated && transferSyntax !== deflatedLittleEndian,
  };
}

/** The elements of the standard with 64-bit integers (OV, SV, UV; since 2019), their tags as they stand in a little-endian file. */
const wideElements = [
  [0x08, 0x00, 0x0c, 0x04],
  [0x08, 0x00, 0x0d, 0x04],
  [0x72, 0x00, 0x81, 0x00],
  [0x72, 0x00, 0x82, 0x00],
  [0x72, 0x00, 0x83, 0x00],
  // Extended Offset Table, and its lengths.
  [0xe0, 0x7f, 0x01, 0x00],
  [0xe0, 0x7f, 0x02, 0x00],
] as const;

/**
 * dicom-parser takes a representation that it does not know for one with a length of 16 bits, and reads nonsense from there on. Those with
 * 64-bit integers are made UN, which has the same form; a copy is made where there is one.
 */
function withOldRepresentations(bytes: Uint8Array): Uint8Array {
  let out = bytes;
  const last = 0x56; // V
  for (let at = bytes.indexOf(last, 5); at > 0 && at + 6 < bytes.length; at = bytes.indexOf(last, at + 1)) {
    const kind = bytes[at - 1]!;
    if (kind !== 0x4f && kind !== 0x53 && kind !== 0x55) continue;
    if (bytes[at + 1] !== 0 || bytes[at + 2] !== 0) continue;
    if (!wideElements.some((tag) => tag.every((byte, i) => bytes[at - 5 + i] === byte))) continue;
    if (out === bytes) out = bytes.slice();
    out[at - 1] = 0x55;
    out[at] = 0x4e;
  }
  return out;
}

/** dicom-parser reads over the end of Implicit VR files in silence; an element that is cut off must not pass. */
function checkComplete({ elements, byteArray, warnings }: DataSet): void {
  const pixels = new Set(['x7fe00008', 'x7fe00009', 'x7fe00010']);
  const end = byteArray.length;
  const beyond = ({ dataOffset, length }: Element): boolean => dataOffset + length > end;
  const waiting: DataSet[] = [];
  const look = (element: Element): boolean => {
    for (const { dataSet } of element.items ?? []) if (dataSet) waiting.push(dataSet);
    return beyond(element);
  };
  let overrun = Object.values(elements).some((element) => !pixels.has(element.tag) && look(element));
  // Of the elements in items it says nothing either, and throws when they are asked for.
  for (let item = waiting.pop(); item !== undefined && !overrun; item = waiting.pop())
    overrun = Object.values(item.elements).some(look);
  const onlyMeta = Object.keys(elements).every((tag) => tag.startsWith('x0002'));
  // At the end of a whole file it peeks for a sequence in vain, which is no fault of the file.
  const unended = warnings.some((warning) => /^eof encountered(?!.*peeking)/.test(warning));
  if (overrun || onlyMeta || unended) throw new Error('the data set ends past the end of the file');
}

const hasPreamble = (bytes: Uint8Array): boolean =>
  String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM';

function transferSyntaxWithoutPreamble(bytes: Uint8Array): string {
  const explicit = /^[A-Z]{2}$/.test(String.fromCharCode(bytes[4]!, bytes[5]!));
  return explicit ? '1.2.840.10008.1.2.1' : implicitLittleEndian;
}

function parseFailure(name: string, cause: unknown): RachisError {
  const inner = (cause as { exception?: unknown } | null)?.exception ?? cause;
  if (isRachisError(inner)) return inner;
  const message = inner instanceof Error ? inner.message : String(inner);
  // What a parser stumbles over is no sentence for the reader.
  const own = inner instanceof TypeError || inner instanceof RangeError;
  const early = /past the end|overrun|buffer|end of|EOF|eof|undefined length|position/i.test(message);
  return early
    ? new RachisError('FILE_TRUNCATED', `${name} ends before its DICOM data set is complete.`, {
        file: name,
        remedy: 'Copy or export the file again.',
        cause: inner,
      })
    : new RachisError(
        'FILE_CORRUPT',
        `${name} is damaged: its DICOM data set cannot be parsed${own ? '' : ` (${message})`}.`,
        {
          file: name,
          remedy: 'Copy or export the file again.',
          cause: inner,
        },
      );
}

/** Text of an element in the file's character set, '' where it is missing. */
export function textOf(file: DicomFile, dataSet: DataSet, tag: string): string {
  const element = dataSet.elements[tag];
  if (!element || element.length === 0 || element.items) return '';
  const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  const text = file.decode(bytes);
  // An expression for the zeros at the end would look on from each of many zeros before it.
  let end = text.length;
  while (end > 0 && text[end - 1] === '\0') end--;
  return text.slice(0, end).trim();
}

/** A plain string (UID, code, date), '' where it is missing. */
export function stringOf(dataSet: DataSet, tag: string): string {
  return (dataSet.string(tag) ?? '').trim();
}

/** Numbers of a DS or IS element, [] where it is missing; text that is no number gives NaN. */
export function decimalsOf(dataSet: DataSet, tag: string): number[] {
  const text = dataSet.string(tag);
  if (!text) return [];
  return text.split('\\').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
}

/** First number of a DS or IS element, or null where it is missing or not finite. */
export function decimalOf(dataSet: DataSet, tag: string): number | null {
  const value = decimalsOf(dataSet, tag)[0];
  return value === undefined || !Number.isFinite(value) ? null : value;
}

/** Data sets of a sequence's items, [] where it is missing. */
export function itemsOf(dataSet: DataSet | undefined, tag: string): DataSet[] {
  const element: Element | undefined = dataSet?.elements[tag];
  return (element?.items ?? []).flatMap((item) => (item.dataSet ? [item.dataSet] : []));
}

/** Data set of a sequence's first item. */
export function itemOf(dataSet: DataSet | undefined, tag: string): DataSet | undefined {
  return itemsOf(dataSet, tag)[0];
}
