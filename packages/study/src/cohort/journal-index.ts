import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type JournalPlace, readJournal } from './journal.ts';

/** Where a line of a journal stands. */
export type LinePlace = Pick<JournalPlace, 'file' | 'offset' | 'length'>;

/** The last whole line about each case, in some forty bytes a case. */
export interface JournalIndex {
  readonly size: number;
  has(key: string): boolean;
  /** Whether a case has a result without problems, of files of this stamp. */
  isDone(key: string, stamp: string): boolean;
  placeOf(key: string): LinePlace | undefined;
}

/** Words of 32 bits of a key (32 hexadecimal digits), and after them of the hash of a stamp. */
const keyWords = 4;
const stampWords = 2;
const words = keyWords + stampWords;

const isKey = (text: string) => /^[0-9a-f]{32}$/.test(text);

function wordsOfKey(key: string): number[] {
  return [0, 8, 16, 24].map((at) => Number.parseInt(key.slice(at, at + 8), 16));
}

function wordsOfStamp(stamp: string): number[] {
  const bytes = createHash('sha256').update(stamp).digest();
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
}

/** Reads what earlier runs left. Lines that are not about cases are passed over. */
export function journalIndex(paths: readonly string[]): JournalIndex {
  let slots = 1 << 10;
  let size = 0;
  let hashes = new Uint32Array(slots * words);
  let offsets = new Float64Array(slots);
  /** 0 in a free slot. */
  let lengths = new Uint32Array(slots);
  let files = new Uint16Array(slots);
  let failures = new Uint8Array(slots);

  /** The slot of a key, or the free one where it belongs. */
  const slotOf = (key: readonly number[]): number => {
    // Keys are hashes: their own bits spread them.
    let slot = key[0]! & (slots - 1);
    while (lengths[slot] !== 0) {
      let same = true;
      for (let w = 0; w < keyWords; w++) if (hashes[slot * words + w] !== key[w]) same = false;
      if (same) break;
      slot = (slot + 1) & (slots - 1);
    }
    return slot;
  };
  const grow = (): void => {
    const old = { slots, hashes, offsets, lengths, files, failures };
    slots *= 2;
    hashes = new Uint32Array(slots * words);
    offsets = new Float64Array(slots);
    lengths = new Uint32Array(slots);
    files = new Uint16Array(slots);
    failures = new Uint8Array(slots);
    for (let from = 0; from < old.slots; from++) {
      if (old.lengths[from] === 0) continue;
      const own = old.hashes.subarray(from * words, (from + 1) * words);
      const slot = slotOf([...own.subarray(0, keyWords)]);
      hashes.set(own, slot * words);
      offsets[slot] = old.offsets[from]!;
      lengths[slot] = old.lengths[from]!;
      files[slot] = old.files[from]!;
      failures[slot] = old.failures[from]!;
    }
  };

  const present = paths.filter((path) => existsSync(path));
  if (present.length > 65_536) throw new RangeError(`${present.length} journals are more than 65,536.`);
  present.forEach((path, file) => {
    for (const { key, stamp, failed, offset, length } of readJournal(path)) {
      if (!isKey(key)) continue;
      if (size + 1 > 0.75 * slots) grow();
      const own = wordsOfKey(key);
      const slot = slotOf(own);
      if (lengths[slot] === 0) size++;
      hashes.set([...own, ...wordsOfStamp(stamp)], slot * words);
      offsets[slot] = offset;
      lengths[slot] = length;
      files[slot] = file;
      failures[slot] = failed ? 1 : 0;
    }
  });

  const find = (key: string): number => {
    if (!isKey(key)) return -1;
    const slot = slotOf(wordsOfKey(key));
    return lengths[slot] === 0 ? -1 : slot;
  };
  return {
    size,
    has: (key) => find(key) >= 0,
    isDone(key, stamp) {
      const slot = find(key);
      if (slot < 0 || failures[slot] === 1) return false;
      return wordsOfStamp(stamp).every((word, w) => hashes[slot * words + keyWords + w] === word);
    },
    placeOf(key) {
      const slot = find(key);
      if (slot < 0) return undefined;
      return { file: present[files[slot]!]!, offset: offsets[slot]!, length: lengths[slot]! };
    },
  };
}
