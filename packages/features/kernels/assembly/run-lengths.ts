// Run lengths along one direction. A voxel starts a run where the voxel before it differs.
// Runs of one and two are counted without a branch (a voxel that starts no run counts into column 0,
// which the caller throws away); longer ones are walked to their end.

// @ts-ignore: decorator
@inline
function count<T>(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, offset: i32,
  width: u32, table: usize,
): void {
  const step = <usize>sizeof<T>();
  const jump = <isize>offset * <isize>sizeof<T>();
  for (let row = rowFirst; row < rowLast; row++) {
    const first = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    if (first >= end) continue;
    let at = levels + (<usize>row * <usize>rowStride + <usize>first) * step;
    const stop = levels + (<usize>row * <usize>rowStride + <usize>end) * step;
    for (; at < stop; at += step) {
      const level = <u32>load<T>(at);
      const next = <usize>(<isize>at + jump);
      const starts = u32(level != <u32>load<T>(<usize>(<isize>at - jump)));
      const goesOn = u32(level == <u32>load<T>(next));
      let length = starts + (starts & goesOn);
      if (length == 2 && level != 0) {
        let ahead = <usize>(<isize>next + jump);
        while (<u32>load<T>(ahead) == level) {
          length++;
          ahead = <usize>(<isize>ahead + jump);
        }
      }
      const cell = table + ((<usize>(level * width + length)) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
  }
}

export function runLengths8(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, offset: i32, width: u32, table: usize,
): void {
  count<u8>(levels, spans, rowFirst, rowLast, rowStride, offset, width, table);
}

export function runLengths16(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, offset: i32, width: u32, table: usize,
): void {
  count<u16>(levels, spans, rowFirst, rowLast, rowStride, offset, width, table);
}
