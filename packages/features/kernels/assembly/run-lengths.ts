// Run lengths along one direction: runs of two and more are found; runs of one are what is left of the voxels of a level.
// For bytes, sixteen voxels at a time learn how many of their level stand behind them, and runs are counted where they end;
// along rows, where these sixteen are one another's neighbours, runs are found where they start and walked.

/** Counts a run that starts at `at`, whose next voxel is known to be equal. */
// @ts-ignore: decorator
@inline
function walk<T>(at: usize, jump: isize, width: u32, table: usize): void {
  const level = <u32>load<T>(at);
  let length: u32 = 2;
  let ahead = <usize>(<isize>at + 2 * jump);
  while (<u32>load<T>(ahead) == level) {
    length++;
    ahead = <usize>(<isize>ahead + jump);
  }
  count(level, length, width, table);
}

/** Which of the sixteen voxels from `x` on are marked and not of level 0, as bits; those from `end` on are not looked at. */
// @ts-ignore: decorator
@inline
function hitsOf(marked: v128, here: v128, x: u32, end: u32): u32 {
  const hits = <u32>i8x16.bitmask(v128.andnot(marked, i8x16.eq(here, i8x16.splat(0))));
  return end - x < 16 ? hits & ((1 << (end - x)) - 1) : hits;
}

/** Adds a run to the table. */
// @ts-ignore: decorator
@inline
function count(level: u32, length: u32, width: u32, table: usize): void {
  const cell = table + ((<usize>(level * width + length)) << 2);
  store<u32>(cell, load<u32>(cell) + 1);
}

export function longRuns8(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, offset: i32, width: u32, table: usize,
): void {
  const jump = <isize>offset;
  for (let row = rowFirst; row < rowLast; row++) {
    const first = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    if (first >= end) continue;
    const base = levels + <usize>row * <usize>rowStride;
    for (let x = first; x < end; x += 16) {
      const at = base + <usize>x;
      const here = v128.load(at);
      const goesOn = i8x16.eq(here, v128.load(<usize>(<isize>at + jump)));
      const came = i8x16.eq(here, v128.load(<usize>(<isize>at - jump)));
      let hits = hitsOf(v128.andnot(goesOn, came), here, x, end);
      while (hits) {
        walk<u8>(at + <usize>ctz(hits), jump, width, table);
        hits &= hits - 1;
      }
    }
  }
}

/** Voxels of a run that are known by their number; longer runs are measured where they end. */
const mostCounted: u32 = 255;

/**
 * The same for steps of sixteen voxels and more. `lengths` is a grid of the same layout: for each voxel how many of its run
 * stand up to and with it, filled row by row.
 */
export function runEnds8(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, offset: u32, width: u32, table: usize, lengths: usize,
): void {
  const jump = <usize>offset;
  const toLengths = <isize>lengths - <isize>levels;
  const one = i8x16.splat(1);
  for (let row = rowFirst; row < rowLast; row++) {
    const first = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    if (first >= end) continue;
    const base = levels + <usize>row * <usize>rowStride;
    for (let x = first; x < end; x += 16) {
      const at = base + <usize>x;
      const own = <usize>(<isize>at + toLengths);
      const here = v128.load(at);
      const goesOn = i8x16.eq(here, v128.load(at + jump));
      const came = i8x16.eq(here, v128.load(at - jump));
      v128.store(own, i8x16.add_sat_u(v128.and(v128.load(own - jump), came), one));
      let hits = hitsOf(v128.andnot(came, goesOn), here, x, end);
      while (hits) {
        const bit = <usize>ctz(hits);
        const level = <u32>load<u8>(at + bit);
        let length = <u32>load<u8>(own + bit);
        if (length == mostCounted) {
          let behind = at + bit - mostCounted * jump;
          while (<u32>load<u8>(behind) == level) {
            length++;
            behind -= jump;
          }
        }
        count(level, length, width, table);
        hits &= hits - 1;
      }
    }
  }
}

export function longRuns16(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, offset: i32, width: u32, table: usize,
): void {
  const jump = <isize>offset << 1;
  for (let row = rowFirst; row < rowLast; row++) {
    const first = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    const base = levels + ((<usize>row * <usize>rowStride) << 1);
    for (let x = first; x < end; x++) {
      const at = base + ((<usize>x) << 1);
      const level = load<u16>(at);
      if (level == 0 || level != load<u16>(<usize>(<isize>at + jump))) continue;
      if (level != load<u16>(<usize>(<isize>at - jump))) walk<u16>(at, jump, width, table);
    }
  }
}

/** Voxels of each level: the sum over its runs of their lengths. */
export function levelCounts8(levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, table: usize): void {
  for (let row = rowFirst; row < rowLast; row++) {
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    const base = levels + <usize>row * <usize>rowStride;
    for (let x = load<u32>(spans + ((<usize>row) << 3)); x < end; x++) {
      const cell = table + ((<usize>load<u8>(base + <usize>x)) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
  }
}

export function levelCounts16(levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, table: usize): void {
  for (let row = rowFirst; row < rowLast; row++) {
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    const base = levels + ((<usize>row * <usize>rowStride) << 1);
    for (let x = load<u32>(spans + ((<usize>row) << 3)); x < end; x++) {
      const cell = table + ((<usize>load<u16>(base + ((<usize>x) << 1))) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
  }
}
