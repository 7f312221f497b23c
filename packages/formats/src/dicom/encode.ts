import type { ByteWriter } from './byte-writer.ts';

/**
 * A data set by keyword. Values are strings and numbers (or arrays of them), bytes, and for sequences any
 * iterable of data sets: one that makes them when they are asked for keeps long sequences out of memory.
 * An undefined value leaves the element out.
 */
export type NaturalDataSet = { [keyword: string]: unknown };

/** Tag and value representation of a keyword (PS3.6). */
export interface DictionaryEntry {
  readonly tag: number;
  readonly representation: string;
}

export type Dictionary = (keyword: string) => DictionaryEntry;

/** Representations whose explicit length has 32 bits, after two bytes that are reserved (PS3.5 7.1.2). */
const longLength = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'UC', 'UN', 'UR', 'UT']);

const numberWriters: Record<string, (writer: ByteWriter, value: number) => void> = {
  US: (writer, value) => writer.uint16(value),
  SS: (writer, value) => writer.int16(value),
  UL: (writer, value) => writer.uint32(value),
  SL: (writer, value) => writer.int32(value),
  FL: (writer, value) => writer.float32(value),
  FD: (writer, value) => writer.float64(value),
  AT: (writer, value) => {
    writer.uint16(value >>> 16);
    writer.uint16(value & 0xffff);
  },
};

/**
 * Writes the elements of a data set in the order of their tags, little endian, with explicit or implicit
 * value representations; sequences and items with their lengths (PS3.5 7.1, 7.5).
 */
export function encodeDataSet(
  writer: ByteWriter,
  dataSet: NaturalDataSet,
  dictionary: Dictionary,
  explicit: boolean,
): void {
  const elements: { entry: DictionaryEntry; keyword: string; value: unknown }[] = [];
  for (const keyword in dataSet) {
    const value = dataSet[keyword];
    if (value !== undefined) elements.push({ entry: dictionary(keyword), keyword, value });
  }
  elements.sort((a, b) => a.entry.tag - b.entry.tag);
  for (const { entry, keyword, value } of elements) {
    const { tag, representation } = entry;
    const long = !explicit || longLength.has(representation);
    writer.uint16(tag >>> 16);
    writer.uint16(tag & 0xffff);
    if (explicit) writer.text(representation);
    if (explicit && long) writer.uint16(0);
    const lengthAt = writer.length;
    if (long) writer.uint32(0);
    else writer.uint16(0);
    const start = writer.length;
    if (representation === 'SQ') {
      for (const item of value as Iterable<NaturalDataSet>) encodeItem(writer, item, dictionary, explicit);
    } else encodeValue(writer, representation, value);
    const length = writer.length - start;
    if (long) writer.uint32At(lengthAt, length);
    else if (length < 0xffff) writer.uint16At(lengthAt, length);
    else throw new RangeError(`${keyword} has ${length} bytes, more than its explicit length can say`);
  }
}

function encodeItem(
  writer: ByteWriter,
  item: NaturalDataSet,
  dictionary: Dictionary,
  explicit: boolean,
): void {
  writer.uint16(0xfffe);
  writer.uint16(0xe000);
  const lengthAt = writer.length;
  writer.uint32(0);
  encodeDataSet(writer, item, dictionary, explicit);
  writer.uint32At(lengthAt, writer.length - lengthAt - 4);
}

function encodeValue(writer: ByteWriter, representation: string, value: unknown): void {
  const start = writer.length;
  const writeNumber = numberWriters[representation];
  if (writeNumber) {
    for (const one of Array.isArray(value) ? value : [value]) writeNumber(writer, Number(one));
  } else if (value instanceof ArrayBuffer) writer.raw(new Uint8Array(value));
  else if (ArrayBuffer.isView(value))
    writer.raw(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  else writer.text(Array.isArray(value) ? value.join('\\') : String(value));
  // Values have an even length: UIDs and bytes are filled with a zero, text with a space (PS3.5 6.2).
  if ((writer.length - start) % 2 === 1) writer.uint8(/^(UI|O.|UN)$/.test(representation) ? 0 : 0x20);
}
