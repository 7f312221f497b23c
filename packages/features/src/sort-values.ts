/** Longest bucket that is sorted by insertion. */
const insertionLimit = 48;

/**
 * A sorted copy of finite values, ascending: values are dealt into buckets that split their range evenly, and each
 * bucket is sorted. Linear time for the intensities of images; no worse than a comparison sort for any.
 */
export function sortValues(values: Float64Array): Float64Array {
  const n = values.length;
  if (n < 256) return values.slice().sort();
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
  const sorted = new Float64Array(n);
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
