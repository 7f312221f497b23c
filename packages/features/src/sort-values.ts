import { type Allocate, freshArrays } from './scratch.ts';

/** Bits of a digit in the radix sort: three digits make a 32-bit number. */
const digitBits = 11;

/** Turns how often each digit occurs into where its values begin. */
function toStarts(counts: Uint32Array): void {
  let start = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit]!;
    counts[digit] = start;
    start += count;
  }
}

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
    toStarts(place);
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
    const value = values[i]!;
    const slot = (value - first + countedSpan) | 0;
    // The value itself is compared: a small fraction is lost in the rounding of its place.
    if (first + (slot - countedSpan) !== value || slot < 0 || slot >= 2 * countedSpan) return null;
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

/** Moves a value that insertion may need before the values are given to a comparison sort. */
const movesEach = 16;

/**
 * Sorts nearly sorted values by insertion; false, with the values in some order, where that takes more moves than it is
 * worth.
 */
function insert(values: Float64Array): boolean {
  let left = movesEach * values.length;
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    let j = i - 1;
    if (values[j]! <= value) continue;
    do {
      values[j + 1] = values[j]!;
      j--;
    } while (j >= 0 && values[j]! > value);
    values[j + 1] = value;
    left -= i - j;
    if (left < 0) return false;
  }
  return true;
}

/**
 * Sorts values by their place in their range, cut into 2^22 steps: two passes of dealing by 11 bits, and insertion among
 * those of one step. Responses of filters have long tails, and most of their values lie in a small part of their range.
 */
function sortByPlace(values: Float64Array, allocate: Allocate): Float64Array {
  const n = values.length;
  let low = values[0]!;
  let high = low;
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) return values.slice();
  const size = 1 << digitBits;
  const scale = (size * size - 1) / (high - low);
  if (!Number.isFinite(scale) || scale === 0) return values.slice().sort();
  const fine = new Uint32Array(size);
  const coarse = new Uint32Array(size);
  for (let i = 0; i < n; i++) {
    const place = ((values[i]! - low) * scale) | 0;
    fine[place & (size - 1)]!++;
    coarse[place >> digitBits]!++;
  }
  toStarts(fine);
  toStarts(coarse);
  const dealt = allocate.float64(n, false);
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    dealt[fine[(((value - low) * scale) | 0) & (size - 1)]!++] = value;
  }
  const sorted = allocate.float64(n, false);
  for (let i = 0; i < n; i++) {
    const value = dealt[i]!;
    sorted[coarse[(((value - low) * scale) | 0) >> digitBits]!++] = value;
  }
  return insert(sorted) ? sorted : sorted.sort();
}

/**
 * A sorted copy of finite values, ascending: whole numbers by counting, other single-precision values by their digits, all
 * others by their place in their range. Linear time for the intensities of images; no worse than a comparison sort for any.
 */
export function sortValues(values: Float64Array, allocate: Allocate = freshArrays): Float64Array {
  const n = values.length;
  if (n < 256) return values.slice().sort();
  if (n >= worthCounting) {
    const counted = sortWholeNumbers(values, allocate);
    if (counted !== null) return counted;
  }
  return sortSinglePrecision(values, allocate) ?? sortByPlace(values, allocate);
}
