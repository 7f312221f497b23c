// Co-occurrence features over a neighbourhood that moves along x, one step at a time: only the pairs that enter and leave are
// counted. A pair of voxels is one number (its code) at the voxel where it starts; pairs with a voxel outside are code 0, whose
// count is taken off when features are read. The pairs of a neighbourhood are rows along x, so that a step brings one pair
// in at a row's end and takes one out at its start.
//
// All state is whole numbers, so nothing drifts, however long the way: counts; the sum of (i - j)^2 and the pairs of
// equal levels, packed into one number by weight; and the sum of c log2 c in fixed point, kept by its differences.
//
// operations: u32 triples (as i32): bytes from the centre to the pair that enters, bytes to the pair that leaves, length
//             of the row.
// steps:      i64 by count c: (c + 1) log2 (c + 1) - c log2 c, times 2^fraction.
// whole:      i64 by count c: c log2 c, times 2^fraction, so that its differences are the steps, to the last bit.
// logs:       f64 by count c: c log2 c.
// weights:    i64 by code: (i - j)^2 * 2^24 + (1 where i = j).

/** Bits of a weight that count the pairs of equal levels. */
const equalBits: i64 = 24;

/** Counts one more of a code, and gives how many there were. */
// @ts-ignore: decorator
@inline
function enter(code: usize, table: usize): usize {
  const at = table + (code << 2);
  const count = load<u32>(at);
  store<u32>(at, count + 1);
  return <usize>count << 3;
}

/** Counts one less of a code, and gives how many are left. */
// @ts-ignore: decorator
@inline
function leave(code: usize, table: usize): usize {
  const at = table + (code << 2);
  const count = load<u32>(at) - 1;
  store<u32>(at, count);
  return <usize>count << 3;
}

/** Pairs of a code in the marginals: levels i and j, difference, sum; u32 counts, one after another at `marginals`. */
// @ts-ignore: decorator
@inline
function mark(code: usize, cells: usize, marginals: usize, by: i32): void {
  const places = cells + (code << 4);
  for (let m: usize = 0; m < 16; m += 4) {
    const at = marginals + ((<usize>load<u32>(places + m)) << 2);
    store<i32>(at, load<i32>(at) + by);
  }
}

// @ts-ignore: decorator
@inline
function addTo(out: usize, slots: usize, feature: usize, count: u32, k: u32, value: f64): void {
  const slot = load<i32>(slots + (feature << 2));
  if (slot < 0) return;
  const at = out + ((<usize>slot * <usize>count + <usize>k) << 3);
  store<f64>(at, load<f64>(at) + value);
}

/**
 * Contrast and joint entropy of the centres in the padded rows given, added to `out` (contrast of every centre, then entropy), and
 * 1 to `valid` where there was a pair. Returns the number of the next centre.
 */
export function cooccurrenceMap(
  codes: usize, centres: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32,
  operations: usize, operationCount: u32, pairs: u32, table: usize, tableCells: u32,
  steps: usize, whole: usize, weights: usize, fraction: i32, out: usize, valid: usize, count: u32, first: u32,
): u32 {
  const scale: f64 = 1.0 / <f64>((<i64>1) << fraction);
  const stop = operations + <usize>operationCount * 12;
  let k = first;
  for (let row = rowFirst; row < rowLast; row++) {
    const from = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    if (from >= end) continue;
    memory.fill(table, 0, (<usize>tableCells) << 2);
    let logSum: i64 = 0;
    let weightSum: i64 = 0;
    let at = codes + ((<usize>row * <usize>rowStride + <usize>from) << 1);
    for (let o = operations; o < stop; o += 12) {
      const last = <usize>(<isize>at + <isize>load<i32>(o));
      for (let p = last - ((<usize>load<u32>(o, 8) - 1) << 1); p <= last; p += 2) {
        const code = <usize>load<u16>(p);
        logSum += load<i64>(steps + enter(code, table));
        weightSum += load<i64>(weights + (code << 3));
      }
    }
    for (let x = from; ; ) {
      if (load<u8>(centres + <usize>row * <usize>rowStride + <usize>x)) {
        const none = load<u32>(table);
        const n = pairs - none;
        if (n > 0) {
          const c = <f64>n;
          const equal = <f64>(weightSum & (((<i64>1) << equalBits) - 1));
          const lacking = load<i64>(whole + ((<usize>n) << 3)) + load<i64>(whole + ((<usize>none) << 3)) - logSum;
          const contrastAt = out + ((<usize>k) << 3);
          const entropyAt = contrastAt + ((<usize>count) << 3);
          store<f64>(contrastAt, load<f64>(contrastAt) + <f64>(weightSum >> equalBits) / c);
          store<f64>(entropyAt, load<f64>(entropyAt) + 1.0 + (<f64>lacking * scale - equal) / c);
          const validAt = valid + ((<usize>k) << 2);
          store<u32>(validAt, load<u32>(validAt) + 1);
        }
        k++;
      }
      x++;
      if (x >= end) break;
      at += 2;
      for (let o = operations; o < stop; o += 12) {
        const entering = <usize>load<u16>(<usize>(<isize>at + <isize>load<i32>(o)));
        const leaving = <usize>load<u16>(<usize>(<isize>at + <isize>load<i32>(o, 4)));
        if (entering == leaving) continue;
        logSum += load<i64>(steps + enter(entering, table)) - load<i64>(steps + leave(leaving, table));
        weightSum += load<i64>(weights + (entering << 3)) - load<i64>(weights + (leaving << 3));
      }
    }
  }
  return k;
}

/**
 * Every co-occurrence feature (in the order of the family's catalogue) that has a slot (>= 0) in `slots`. `cells`
 * holds four places by code (u32) in `marginals`: those of level i, level j, the difference, the sum. The marginals are
 * levels 0..largest, then differences 0..largest (and one for code 0), then sums 0..2 largest (code 0 shares sum 0). Codes
 * up to `equalCodes` are pairs of equal levels. `greyLevels` is N_g.
 */
export function cooccurrenceFeatureMap(
  codes: usize, centres: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32,
  operations: usize, operationCount: u32, pairs: u32, table: usize, tableCells: u32,
  steps: usize, whole: usize, logs: usize, weights: usize, fraction: i32, out: usize, valid: usize, count: u32, first: u32,
  cells: usize, marginals: usize, largest: u32, equalCodes: u32, greyLevels: f64, slots: usize,
): u32 {
  const scale: f64 = 1.0 / <f64>((<i64>1) << fraction);
  const stop = operations + <usize>operationCount * 12;
  const differences = marginals + ((<usize>largest + 1) << 2);
  const sums = differences + ((<usize>largest + 2) << 2);
  const marginalBytes = (<usize>(4 * largest + 4)) << 2;
  const wantsMost = load<i32>(slots) >= 0;
  const wantsSquares = load<i32>(slots, 40) >= 0;
  let k = first;
  for (let row = rowFirst; row < rowLast; row++) {
    const from = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    if (from >= end) continue;
    memory.fill(table, 0, (<usize>tableCells) << 2);
    memory.fill(marginals, 0, marginalBytes);
    let logSum: i64 = 0;
    let weightSum: i64 = 0;
    let at = codes + ((<usize>row * <usize>rowStride + <usize>from) << 1);
    for (let o = operations; o < stop; o += 12) {
      const last = <usize>(<isize>at + <isize>load<i32>(o));
      for (let p = last - ((<usize>load<u32>(o, 8) - 1) << 1); p <= last; p += 2) {
        const code = <usize>load<u16>(p);
        logSum += load<i64>(steps + enter(code, table));
        weightSum += load<i64>(weights + (code << 3));
        mark(code, cells, marginals, 1);
      }
    }
    for (let x = from; ; ) {
      if (load<u8>(centres + <usize>row * <usize>rowStride + <usize>x)) {
        const none = load<u32>(table);
        const n = pairs - none;
        if (n > 0) {
          const c = <f64>n;
          const total = 2.0 * c;
          const logN = load<f64>(logs + ((<usize>n) << 3)) / c;
          const equal = <f64>(weightSum & (((<i64>1) << equalBits) - 1));
          const lacking = load<i64>(whole + ((<usize>n) << 3)) + load<i64>(whole + ((<usize>none) << 3)) - logSum;
          const jointEntropy = 1.0 + (<f64>lacking * scale - equal) / c;
          let most: u32 = 0;
          let squares: f64 = 0;
          if (wantsMost || wantsSquares) {
            for (let code: u32 = 1; code < tableCells; code++) {
              const pairsOf = load<u32>(table + ((<usize>code) << 2));
              const same = code <= equalCodes;
              most = max(most, same ? pairsOf << 1 : pairsOf);
              const square = <f64>pairsOf * <f64>pairsOf;
              squares += same ? 4.0 * square : 2.0 * square;
            }
          }
          let levelSum: f64 = 0;
          let levelLogs: f64 = 0;
          for (let i: u32 = 1; i <= largest; i++) {
            const here = load<u32>(marginals + ((<usize>i) << 2));
            levelSum += <f64>i * <f64>here;
            levelLogs += load<f64>(logs + ((<usize>here) << 3));
          }
          const mean = levelSum / total;
          let variance: f64 = 0;
          for (let i: u32 = 1; i <= largest; i++) {
            const d = <f64>i - mean;
            variance += d * d * <f64>load<u32>(marginals + ((<usize>i) << 2));
          }
          variance /= total;
          const levelEntropy = 1.0 + logN - levelLogs / total;
          let differenceSum: f64 = 0;
          let differenceSquares: f64 = 0;
          let differenceLogs: f64 = 0;
          let inverse: f64 = 0;
          let inverseNormalised: f64 = 0;
          let moment: f64 = 0;
          let momentNormalised: f64 = 0;
          let inverseVariance: f64 = 0;
          for (let d: u32 = 0; d < largest; d++) {
            const here = load<u32>(differences + ((<usize>d) << 2));
            if (here == 0) continue;
            const h = <f64>here;
            const step = <f64>d;
            const share = step / greyLevels;
            differenceSum += step * h;
            differenceSquares += step * step * h;
            differenceLogs += load<f64>(logs + ((<usize>here) << 3));
            inverse += h / (1.0 + step);
            inverseNormalised += h / (1.0 + share);
            moment += h / (1.0 + step * step);
            momentNormalised += h / (1.0 + share * share);
            if (d > 0) inverseVariance += h / (step * step);
          }
          const differenceMean = differenceSum / c;
          let differenceVariance: f64 = 0;
          for (let d: u32 = 0; d < largest; d++) {
            const away = <f64>d - differenceMean;
            differenceVariance += away * away * <f64>load<u32>(differences + ((<usize>d) << 2));
          }
          let sumLogs: f64 = 0;
          let second: f64 = 0;
          let third: f64 = 0;
          let fourth: f64 = 0;
          for (let s: u32 = 2; s <= 2 * largest; s++) {
            const here = load<u32>(sums + ((<usize>s) << 2));
            if (here == 0) continue;
            const h = <f64>here;
            const d = <f64>s - 2.0 * mean;
            sumLogs += load<f64>(logs + ((<usize>here) << 3));
            second += d * d * h;
            third += d * d * d * h;
            fourth += d * d * d * d * h;
          }
          const contrast = differenceSquares / c;
          const tendency = second / c;
          const covariance = (tendency - contrast) / 4.0;
          const mutual = 2.0 * levelEntropy - jointEntropy;
          addTo(out, slots, 0, count, k, <f64>most / total);
          addTo(out, slots, 1, count, k, mean);
          addTo(out, slots, 2, count, k, variance);
          addTo(out, slots, 3, count, k, jointEntropy);
          addTo(out, slots, 4, count, k, differenceMean);
          addTo(out, slots, 5, count, k, differenceVariance / c);
          addTo(out, slots, 6, count, k, logN - differenceLogs / c);
          addTo(out, slots, 7, count, k, 2.0 * mean);
          addTo(out, slots, 8, count, k, tendency);
          addTo(out, slots, 9, count, k, logN - sumLogs / c);
          addTo(out, slots, 10, count, k, squares / (total * total));
          addTo(out, slots, 11, count, k, contrast);
          addTo(out, slots, 12, count, k, differenceMean);
          addTo(out, slots, 13, count, k, inverse / c);
          addTo(out, slots, 14, count, k, inverseNormalised / c);
          addTo(out, slots, 15, count, k, moment / c);
          addTo(out, slots, 16, count, k, momentNormalised / c);
          addTo(out, slots, 17, count, k, inverseVariance / c);
          addTo(out, slots, 18, count, k, variance == 0 ? 1.0 : covariance / variance);
          addTo(out, slots, 19, count, k, covariance + mean * mean);
          addTo(out, slots, 20, count, k, tendency);
          addTo(out, slots, 21, count, k, third / c);
          addTo(out, slots, 22, count, k, fourth / c);
          addTo(out, slots, 23, count, k, variance == 0 ? 1.0 : -mutual / levelEntropy);
          addTo(out, slots, 24, count, k, mutual > 0 && variance > 0 ? Math.sqrt(1.0 - Math.exp(-2.0 * mutual)) : 0);
          const validAt = valid + ((<usize>k) << 2);
          store<u32>(validAt, load<u32>(validAt) + 1);
        }
        k++;
      }
      x++;
      if (x >= end) break;
      at += 2;
      for (let o = operations; o < stop; o += 12) {
        const entering = <usize>load<u16>(<usize>(<isize>at + <isize>load<i32>(o)));
        const leaving = <usize>load<u16>(<usize>(<isize>at + <isize>load<i32>(o, 4)));
        if (entering == leaving) continue;
        logSum += load<i64>(steps + enter(entering, table)) - load<i64>(steps + leave(leaving, table));
        weightSum += load<i64>(weights + (entering << 3)) - load<i64>(weights + (leaving << 3));
        mark(entering, cells, marginals, 1);
        mark(leaving, cells, marginals, -1);
      }
    }
  }
  return k;
}

/**
 * Codes of the pairs that start at each voxel of the padded rows given: `numbers[i * stride + j]` for levels i and j (0
 * outside the region); u16 levels.
 */
export function pairCodes(
  levels: usize, rowFirst: u32, rowLast: u32, rowStride: u32, margin: u32, offset: i32, numbers: usize, stride: u32, codes: usize,
): void {
  for (let row = rowFirst; row < rowLast; row++) {
    const base = <usize>row * <usize>rowStride;
    for (let x = margin; x < rowStride - margin; x++) {
      const at = levels + ((base + <usize>x) << 1);
      const i = <u32>load<u16>(at);
      const j = <u32>load<u16>(<usize>(<isize>at + (<isize>offset << 1)));
      store<u16>(codes + ((base + <usize>x) << 1), load<u16>(numbers + ((<usize>(i * stride + j)) << 1)));
    }
  }
}
