// Neighbourhood tone differences (NGTDM) and dependences (NGLDM) in one sweep.
// Tables, each level * width + column:
//   tone (u64):   sum over voxels of |level * W - sum of the W neighbours' levels|, by W
//   occur (u32):  number of voxels, by W
//   depend (u32): number of voxels, by number of neighbours whose level differs by at most the coarseness
// Sums stay whole numbers until the caller divides by W, so that any order of adding gives the same bytes.

// @ts-ignore: decorator
@inline
function scatter(
  level: u32, neighbours: u32, sum: u32, dependence: u32, width: u32, tone: usize, occur: usize, depend: usize,
): void {
  const difference = <i32>(level * neighbours) - <i32>sum;
  const cell = <usize>(level * width + neighbours);
  const toneCell = tone + (cell << 3);
  store<u64>(toneCell, load<u64>(toneCell) + <u64>abs(difference));
  const occurCell = occur + (cell << 2);
  store<u32>(occurCell, load<u32>(occurCell) + 1);
  const dependCell = depend + ((<usize>(level * width + dependence)) << 2);
  store<u32>(dependCell, load<u32>(dependCell) + 1);
}

/** Any level type, any list of offsets (in voxels): the general sweep. */
// @ts-ignore: decorator
@inline
function general<T>(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32,
  offsets: usize, offsetCount: u32, coarseness: u32, width: u32, tone: usize, occur: usize, depend: usize,
): void {
  for (let row = rowFirst; row < rowLast; row++) {
    const first = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    for (let x = first; x < end; x++) {
      const at = levels + (<usize>row * <usize>rowStride + <usize>x) * <usize>sizeof<T>();
      const level = <u32>load<T>(at);
      if (level == 0) continue;
      let neighbours: u32 = 0;
      let sum: u32 = 0;
      let dependence: u32 = 0;
      for (let o: u32 = 0; o < offsetCount; o++) {
        const other = <u32>load<T>(<usize>(<isize>at + <isize>load<i32>(offsets + ((<usize>o) << 2)) * <isize>sizeof<T>()));
        const present = u32(other != 0);
        neighbours += present;
        sum += other;
        dependence += present & u32(<u32>abs(<i32>other - <i32>level) <= coarseness);
      }
      scatter(level, neighbours, sum, dependence, width, tone, occur, depend);
    }
  }
}

export function neighbourhoodGeneral8(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32,
  offsets: usize, offsetCount: u32, coarseness: u32, width: u32, tone: usize, occur: usize, depend: usize,
): void {
  general<u8>(levels, spans, rowFirst, rowLast, rowStride, offsets, offsetCount, coarseness, width, tone, occur, depend);
}

export function neighbourhoodGeneral16(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32,
  offsets: usize, offsetCount: u32, coarseness: u32, width: u32, tone: usize, occur: usize, depend: usize,
): void {
  general<u16>(levels, spans, rowFirst, rowLast, rowStride, offsets, offsetCount, coarseness, width, tone, occur, depend);
}

/**
 * 8-bit levels, neighbours at Chebyshev distance 1 (26 in a volume, 8 in a slice), coarseness below the
 * gap to zero: sixteen voxels at a time. `scratch` holds three rows: sums (u16), counts (u8), dependences (u8).
 */
export function neighbourhood8(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, rowsPerSlice: u32, depth: u32,
  coarseness: u32, tone: usize, occur: usize, depend: usize, scratch: usize,
): void {
  const sums = scratch;
  const counts = scratch + ((<usize>rowStride + 64) << 1);
  const dependences = counts + <usize>rowStride + 64;
  const sliceStride = <isize>rowsPerSlice * <isize>rowStride;
  const limit = i8x16.splat(<i8>coarseness);
  const zero = i8x16.splat(0);
  const one = i8x16.splat(1);
  const low: isize = depth ? -1 : 0;
  const high: isize = depth ? 1 : 0;
  for (let row = rowFirst; row < rowLast; row++) {
    const first = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    if (first >= end) continue;
    const base = <isize>levels + <isize>row * <isize>rowStride;
    // Columns of nine (or three) rows first; three neighbouring columns then make a neighbourhood.
    for (let x = <isize>first - 1; x < <isize>end + 1; x += 16) {
      let sumLow = i16x8.splat(0);
      let sumHigh = i16x8.splat(0);
      let count = i8x16.splat(0);
      for (let dz = low; dz <= high; dz++) {
        for (let dy: isize = -1; dy <= 1; dy++) {
          const value = v128.load(<usize>(base + x + dz * sliceStride + dy * <isize>rowStride));
          sumLow = i16x8.add(sumLow, i16x8.extend_low_i8x16_u(value));
          sumHigh = i16x8.add(sumHigh, i16x8.extend_high_i8x16_u(value));
          count = i8x16.add(count, v128.and(i8x16.ne(value, zero), one));
        }
      }
      v128.store(sums + ((<usize>x) << 1), sumLow);
      v128.store(sums + ((<usize>x) << 1) + 16, sumHigh);
      v128.store(counts + <usize>x, count);
    }
    for (let x = <isize>first; x < <isize>end; x += 16) {
      const here = <usize>(base + x);
      const level = v128.load(here);
      let dependence = i8x16.splat(0);
      if (coarseness == 0) {
        for (let dz = low; dz <= high; dz++) {
          for (let dy: isize = -1; dy <= 1; dy++) {
            const near = <usize>(<isize>here + dz * sliceStride + dy * <isize>rowStride);
            dependence = i8x16.sub(dependence, i8x16.eq(v128.load(near - 1), level));
            dependence = i8x16.sub(dependence, i8x16.eq(v128.load(near), level));
            dependence = i8x16.sub(dependence, i8x16.eq(v128.load(near + 1), level));
          }
        }
      } else {
        for (let dz = low; dz <= high; dz++) {
          for (let dy: isize = -1; dy <= 1; dy++) {
            for (let dx: isize = -1; dx <= 1; dx++) {
              const other = v128.load(<usize>(<isize>here + dz * sliceStride + dy * <isize>rowStride + dx));
              const difference = i8x16.sub(i8x16.max_u(other, level), i8x16.min_u(other, level));
              const hit = v128.and(i8x16.le_u(difference, limit), i8x16.ne(other, zero));
              dependence = i8x16.sub(dependence, hit);
            }
          }
        }
      }
      v128.store(dependences + <usize>x, dependence);
    }
    for (let x = first; x < end; x++) {
      const level = <u32>load<u8>(<usize>(base + x));
      if (level == 0) continue;
      const at = <usize>x;
      const sum = <u32>load<u16>(sums + ((at - 1) << 1)) + <u32>load<u16>(sums + (at << 1)) + <u32>load<u16>(sums + ((at + 1) << 1));
      const count = <u32>load<u8>(counts + at - 1) + <u32>load<u8>(counts + at) + <u32>load<u8>(counts + at + 1);
      scatter(level, count - 1, sum - level, <u32>load<u8>(dependences + at) - 1, 27, tone, occur, depend);
    }
  }
}
