import { type Allocate, freshArrays } from './scratch.ts';

/** Longest bucket that is sorted by insertion. */
const insertionLimit = 48;

/** Bits of a digit in the radix sort: three digits make a 32-bit number. */
const digitBits = 11;

/**
 * Sorts values that are all 32-bit floating-point numbers by their bits, turned so that their order is that of
 * whole numbers: three passes of dealing. Null when a value needs more bits.
 */
function sortSinglePrecision(values: Float64Array, allocate: Allocate): Float64Array | null {
  const n = values.length;
  let source = allocate.uint32(n, false);
  let target = allocate.uint32(n, false);
  const singles = new Float32Array(source.buffer, source.byteOffset, n);
  const size = 1 << digitBits;
  const low = new Uint32Array(size);
  const middle = new Uint32Array(size);
  const high = new Uint32Array(size);
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    singles[i] = value;
    if (singles[i] !== value) return null;
    const bits = source[i]!;
    // Negative numbers reverse; the others come after them.
    const key = bits ^ ((bits >> 31) | 0x80000000);
    source[i] = key;
    low[key & (size - 1)]!++;
    middle[(key >>> digitBits) & (size - 1)]!++;
    high[key >>> (2 * digitBits)]!++;
  }
  [low, middle, high].forEach((place, digit) => {
    const shift = digit * digitBits;
    if (place[(source[0]! >>> shift) & (size - 1)] === n) return;
    let start = 0;
    for (let d = 0; d < size; d++) {
      const count = place[d]!;
      place[d] = start;
      start += count;
    }
    for (let i = 0; i < n; i++) {
      const key = source[i]!;
      target[place[(key >>> shift) & (size - 1)]!++] = key;
    }
    [source, target] = [target, source];
  });
  const sorted = allocate.float64(n, false);
  const found = new Float32Array(source.buffer, source.byteOffset, n);
  for (let i = 0; i < n; i++) {
    const key = source[i]!;
    source[i] = key ^ (key & 0x80000000 ? 0x80000000 : 0xffffffff);
    sorted[i] = found[i]!;
  }
  return sorted;
}

/** Values from which clearing the tables of counts costs less than they save. */
const worthCounting = 1 << 14;

/** Whole numbers are counted where they span at most this many. */
const countedSpan = 1 << 16;

/**
 * Sorts whole numbers of a small span, as scans have them, by counting each. Null when a value is none or lies too far
 * from the first.
 */
function sortWholeNumbers(values: Float64Array, allocate: Allocate): Float64Array | null {
  const n = values.length;
  const first = values[0]!;
  if (!Number.isSafeInteger(first)) return null;
  // Two tables in turn, so that equal neighbours do not wait for each other's store.
  const even = allocate.uint32(2 * countedSpan, true);
  const odd = allocate.uint32(2 * countedSpan, true);
  let low = countedSpan;
  let high = countedSpan;
  for (let i = 0; i < n; i++) {
    const place = values[i]! - first + countedSpan;
    const slot = place | 0;
    if (slot !== place || slot < 0 || slot >= 2 * countedSpan) return null;
    if ((i & 1) === 0) even[slot]!++;
    else odd[slot]!++;
    if (slot < low) low = slot;
    if (slot > high) high = slot;
  }
  const sorted = allocate.float64(n, false);
  let end = 0;
  for (let slot = low; slot <= high; slot++) {
    const start = end;
    end += even[slot]! + odd[slot]!;
    if (end > start) sorted.fill(first + (slot - countedSpan), start, end);
  }
  return sorted;
}

/**
 * A sorted copy of finite values, ascending: whole numbers by counting, other single-precision values by radix; others are dealt into buckets that split their range evenly, and each
 * bucket is sorted. Linear time for the intensities of images; no worse than a comparison sort for any.
 */
export function sortValues(values: Float64Array, allocate: Allocate = freshArrays): Float64Array {
  const n = values.length;
  if (n < 256) return values.slice().sort();
  if (n >= worthCounting) {
    const counted = sortWholeNumbers(values, allocate);
    if (counted !== null) return counted;
  }
  const byRadix = sortSinglePrecision(values, allocate);
  if (byRadix !== null) return byRadix;
  let low = values[0]!;
  let high = low;
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) return values.slice();
  const buckets = Math.min(1 << 20, n >> 2);
  const scale = (buckets - 1) / (high - low);
  if (!Number.isFinite(scale) || scale === 0) return values.slice().sort();
  const ends = new Uint32Array(buckets + 1);
  for (let i = 0; i < n; i++) ends[(((values[i]! - low) * scale) | 0) + 1]!++;
  for (let b = 1; b <= buckets; b++) ends[b]! += ends[b - 1]!;
  const sorted = allocate.float64(n, false);
  // ends[b] is now the start of bucket b; it becomes its end while values are dealt.
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    sorted[ends[((value - low) * scale) | 0]!++] = value;
  }
  let start = 0;
  for (let b = 0; b < buckets; b++) {
    const end = ends[b]!;
    if (end - start > insertionLimit) sorted.subarray(start, end).sort();
    else {
      for (let i = start + 1; i < end; i++) {
        const value = sorted[i]!;
        let j = i - 1;
        while (j >= start && sorted[j]! > value) {
          sorted[j + 1] = sorted[j]!;
          j--;
        }
        sorted[j + 1] = value;
      }
    }
    start = end;
  }
  return sorted;
}
