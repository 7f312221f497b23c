import type { ColumnMetaData } from 'hyparquet';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';

/** What a page's header says of its values. */
export interface PageValues {
  /** Values, with those that are missing. */
  readonly count: number;
  /** The number of the encoding in the format's definition. */
  readonly encoding: number;
  /** Bytes of the levels and the missing values, where the header says them (pages of version 2). */
  readonly second?: { readonly repetition: number; readonly definition: number; readonly missing: number };
}

/** How deep a column lies in lists, and how many of its parents may be missing. */
export interface Levels {
  readonly repetition: number;
  readonly definition: number;
}

const plainDictionary = 2;
const runLength = 3;
const deltaPacked = 5;
const deltaBytes = 7;
const dictionary = 8;

/** Bytes that the texts of a page may have, and of its own how many times. */
const plentyOfBytes = 2 ** 26;
const bytesAByte = 1000;

/** Runs of one value and packed values, of which none may reach beyond the values of its page. */
class Runs {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new Error('they end too early');
    return value;
  }

  variable(): number {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const part = this.byte();
      value += (part & 127) * place;
      if (part < 128) return value;
      if (place > 2 ** 28) throw new Error('a number of theirs is too long');
    }
  }

  /** Goes over the runs of `count` values of a width in bits; tells how many are `wanted`. */
  pass(width: number, count: number, wanted = -1): number {
    let found = 0;
    for (let seen = 0; seen < count; ) {
      const head = this.variable();
      const run = Math.floor(head / 2);
      if (head % 2 === 0) {
        if (run > count - seen) throw new Error(`a run has ${run} values where ${count - seen} are left`);
        let value = 0;
        for (let i = 0; i < Math.ceil(width / 8); i++) value += this.byte() * 256 ** i;
        if (value === wanted) found += run;
        seen += run;
        continue;
      }
      // Packed by eights, of which the last ones may be beyond the values; 63 eights are what writers put together.
      if (run > Math.ceil((count - seen) / 8) + 63)
        throw new Error(`a run has ${8 * run} values where ${count - seen} are left`);
      const values = Math.min(8 * run, count - seen);
      if (this.at + Math.ceil((values * width) / 8) > this.bytes.length)
        throw new Error('they end too early');
      if (wanted >= 0) for (let i = 0; i < values; i++) if (this.packed(i, width) === wanted) found++;
      this.at += run * width;
      seen += values;
    }
    return found;
  }

  private packed(index: number, width: number): number {
    let value = 0;
    for (let bit = 0; bit < width; bit++) {
      const place = index * width + bit;
      value |= ((this.bytes[this.at + (place >> 3)]! >> (place & 7)) & 1) << bit;
    }
    return value;
  }
}

const widthOf = (largest: number): number => 32 - Math.clz32(largest);

/**
 * Goes over the runs of a data page, its levels and its values: an `Error` with a sentence where one says that it has more
 * values than are left in the page. The reader believes each run, and one of five bytes may say 10^9.
 * `open` opens the part of a page that is compressed.
 */
export function checkRuns(
  page: PageValues,
  bytes: Uint8Array,
  levels: Levels,
  column: ColumnMetaData,
  open: (packed: Uint8Array, before: number) => Uint8Array,
): void {
  const { count, encoding, second } = page;
  const { repetition, definition } = levels;
  let missing = 0;
  let runs: Runs;
  if (second) {
    if (repetition > 0) new Runs(bytes.subarray(0, second.repetition), 0).pass(widthOf(repetition), count);
    const start = second.repetition + second.definition;
    missing = second.missing;
    if (definition > 0) {
      const part = new Runs(bytes.subarray(second.repetition, start), 0);
      const present = part.pass(widthOf(definition), count, definition);
      if (present !== count - missing)
        throw new Error(`their header says ${missing} missing values, there are ${count - present}`);
    }
    runs = new Runs(open(bytes.subarray(start), start), 0);
  } else {
    runs = new Runs(open(bytes, 0), 0);
    for (const [kind, most] of [repetition, definition].entries()) {
      if (most === 0) continue;
      const part = prefixed(runs);
      const present = part.pass(widthOf(most), count, most);
      if (kind === 1) missing = count - present;
    }
  }
  const values = count - missing;
  if (values < 0) throw new Error('more values are missing than there are');
  if (encoding === dictionary || encoding === plainDictionary) {
    const width = values > 0 || runs.at < runs.bytes.length ? runs.byte() : 0;
    if (width > 32) throw new Error(`they have ${width} bits`);
    if (width > 0 || second) runs.pass(width, values);
  } else if (encoding === runLength && column.type === 'BOOLEAN') prefixed(runs).pass(1, values);
  else if (encoding >= deltaPacked && encoding <= deltaBytes && values > 0) {
    checkBlocks(runs.bytes, runs.at);
    if (encoding === deltaBytes) checkPrefixes(runs.bytes, runs.at, values);
  }
}

/** The runs of a part whose length in bytes stands before it. */
function prefixed(runs: Runs): Runs {
  let length = 0;
  for (let i = 0; i < 4; i++) length += runs.byte() * 256 ** i;
  const start = runs.at;
  if (start + length > runs.bytes.length) throw new Error('they end too early');
  runs.at = start + length;
  return new Runs(runs.bytes.subarray(start, start + length), 0);
}

/** Differences come in blocks of some parts, of each of which there is a byte at least. */
function checkBlocks(bytes: Uint8Array, at: number): void {
  const runs = new Runs(bytes, at);
  const [values, parts] = [runs.variable(), runs.variable()];
  // The definition has blocks of a multiple of 128 values, in parts of a multiple of 32.
  const whole = values >= 128 && values % 128 === 0 && (values / parts) % 32 === 0;
  if (!(whole && values < 2 ** 31 && parts >= 1 && parts <= bytes.length))
    throw new Error(`they come in blocks of ${values} in ${parts} parts`);
}

/** Texts that begin as the one before them: no one may begin with more than that has, nor all be far more than the page. */
function checkPrefixes(bytes: Uint8Array, at: number, values: number): void {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: at };
  const shared = new Int32Array(values);
  deltaBinaryUnpack(reader, values, shared);
  checkBlocks(bytes, reader.offset);
  const own = new Int32Array(values);
  deltaBinaryUnpack(reader, values, own);
  const most = Math.max(plentyOfBytes, bytesAByte * bytes.length);
  let before = 0;
  let all = 0;
  for (let i = 0; i < values; i++) {
    if (shared[i]! < 0 || own[i]! < 0 || shared[i]! > before)
      throw new Error(`a text of theirs begins with ${shared[i]} bytes of one of ${before}`);
    before = shared[i]! + own[i]!;
    all += before;
    if (all > most) throw new Error(`their texts have more than ${most} bytes, out of ${bytes.length}`);
  }
}
