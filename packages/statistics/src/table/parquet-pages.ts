import type { ColumnMetaData, Compressors } from 'hyparquet';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { checkRuns, type Levels, type PageValues } from './parquet-runs.ts';

/** A structure of Thrift's compact protocol: whole numbers and structures by the numbers of their fields. */
type Structure = ReadonlyMap<number, number | Structure>;

/** Structures in structures; those of page headers are four deep, those of footers six. */
const deepest = 16;
/** Values that a chunk of few bytes may hold: runs of one value take next to nothing. */
const plentyOfValues = 10_000_000;
const valuesAByte = 1000;
/** A truth value of Thrift that is false. */
const no = 2;

/**
 * Holds the pages of a column chunk to its footer: an `Error` with a sentence where they have other values than that says, or
 * more than their bytes can hold, or runs of more values than a page has. The reader believes each count, and would go on for
 * hours.
 */
export function checkPages(
  chunk: Uint8Array,
  column: ColumnMetaData,
  levels: Levels,
  compressors?: Compressors,
): void {
  const name = column.path_in_schema.join('.');
  const mostValues = Math.max(plentyOfValues, valuesAByte * chunk.length);
  let values = 0;
  for (let at = 0; at < chunk.length; ) {
    const header = structureAt(chunk, at, 0);
    const [kind, unpacked, packed] = [1, 2, 3].map((field) => Number(header.fields.get(field)));
    const own = header.fields.get(kind === 2 ? 7 : kind === 3 ? 8 : 5);
    const fields = own instanceof Map ? own : undefined;
    const count = fields ? Number(fields.get(1)) : kind === 1 ? 0 : Number.NaN;
    const sound = [unpacked, packed, count].every((one) => Number.isInteger(one) && one! >= 0);
    if (!sound || header.end + packed! > chunk.length)
      throw new Error(`the pages of its column ${name} are damaged`);
    // A value of a dictionary has a byte at least.
    if (kind === 2 && count > unpacked!)
      throw new Error(`the dictionary of its column ${name} says more values than it has`);
    if (unpacked! > Number(column.total_uncompressed_size) + 2 ** 20)
      throw new Error(`a page of its column ${name} says that it is larger than the column`);
    if (fields && kind !== 2) {
      values += count;
      if (values > mostValues)
        throw new Error(`its column ${name} says ${values} values in ${chunk.length} bytes`);
      const page = chunk.subarray(header.end, header.end + packed!);
      try {
        const open = (part: Uint8Array, before: number): Uint8Array =>
          kind === 3 && fields.get(7) === no
            ? part
            : decompressPage(part, unpacked! - before, column.codec, compressors);
        checkRuns(valuesOf(fields, kind === 3), page, levels, column, open);
      } catch (cause) {
        throw new Error(`the runs of a page of its column ${name} are damaged: ${String(cause)}`, { cause });
      }
    }
    at = header.end + packed!;
  }
  if (values !== Number(column.num_values))
    throw new Error(`its footer says ${column.num_values} values of column ${name}, its pages ${values}`);
}

/**
 * Walks through the structures of a footer: an `Error` where a list says more entries than it can have, for which the reader
 * would set the memory aside before it looks.
 */
export function checkFooter(bytes: Uint8Array): void {
  try {
    structureAt(bytes, 0, 0);
  } catch (cause) {
    throw new Error('its footer is damaged', { cause });
  }
}

/** What the header of a data page says of its values, of either version. */
function valuesOf(fields: Structure, second: boolean): PageValues {
  const [count, one, , four, five, six] = [1, 2, 3, 4, 5, 6].map((field) => Number(fields.get(field)));
  if (!second) return { count: count!, encoding: one! };
  const lengths = [one!, five!, six!];
  if (!lengths.every((value) => Number.isInteger(value) && value >= 0))
    throw new Error('its header has lengths that are none');
  return { count: count!, encoding: four!, second: { missing: one!, definition: five!, repetition: six! } };
}

function structureAt(
  bytes: Uint8Array,
  start: number,
  depth: number,
): { readonly fields: Structure; readonly end: number } {
  const fields = new Map<number, number | Structure>();
  let at = start;
  let field = 0;
  const byte = (): number => {
    const value = bytes[at++];
    if (value === undefined || depth > deepest) throw new Error('its pages are damaged');
    return value;
  };
  const unsigned = (): number => {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const part = byte();
      value += (part & 127) * place;
      if (part < 128) return value;
      if (place > 2 ** 63) throw new Error('its pages are damaged');
    }
  };
  const skip = (count: number): void => {
    at += count;
    if (at > bytes.length) throw new Error('its pages are damaged');
  };
  const signed = (): number => {
    const value = unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const read = (type: number): number | Structure => {
    switch (type) {
      case 1:
      case 2:
        return type;
      case 3:
        return byte();
      case 4:
      case 5:
      case 6:
        return signed();
      case 7:
        skip(8);
        return 0;
      case 8:
        skip(unsigned());
        return 0;
      case 9:
      case 10: {
        const head = byte();
        const count = head >> 4 === 15 ? unsigned() : head >> 4;
        // Of a list each truth value has a byte of its own.
        for (let i = 0; i < count; i++) read((head & 15) <= 2 ? 3 : head & 15);
        return 0;
      }
      case 12: {
        const inner = structureAt(bytes, at, depth + 1);
        at = inner.end;
        return inner.fields;
      }
      default:
        throw new Error('its pages are damaged');
    }
  };
  for (let head = byte(); head !== 0; head = byte()) {
    field = head >> 4 === 0 ? signed() : field + (head >> 4);
    fields.set(field, read(head & 15));
  }
  return { fields, end: at };
}
