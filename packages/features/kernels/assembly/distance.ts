// City-block distance to the nearest voxel outside the mask: two sweeps, exact for this metric.
// The border voxel next to the outside has distance 1. The mask is padded with zeros.

export function cityblockDistance(
  mask: usize, distances: usize, rows: u32, rowStride: u32, rowsPerSlice: u32, depth: u32,
): void {
  const slice = (<usize>rowsPerSlice * <usize>rowStride) << 1;
  const line = <usize>rowStride << 1;
  for (let row: u32 = 0; row < rows; row++) {
    const from = <usize>row * <usize>rowStride;
    let previous: u32 = 0;
    for (let x: usize = 0; x < <usize>rowStride; x++) {
      const to = distances + ((from + x) << 1);
      if (load<u8>(mask + from + x) == 0) {
        previous = 0;
      } else {
        let best = min(previous, <u32>load<u16>(to - line));
        if (depth) best = min(best, <u32>load<u16>(to - slice));
        previous = min(best + 1, 0xfffe);
      }
      store<u16>(to, <u16>previous);
    }
  }
  for (let row: i32 = <i32>rows - 1; row >= 0; row--) {
    const from = <usize>row * <usize>rowStride;
    let previous: u32 = 0;
    for (let x: isize = <isize>rowStride - 1; x >= 0; x--) {
      const to = distances + ((from + <usize>x) << 1);
      const here = <u32>load<u16>(to);
      if (here == 0) {
        previous = 0;
        continue;
      }
      let best = min(previous, <u32>load<u16>(to + line));
      if (depth) best = min(best, <u32>load<u16>(to + slice));
      previous = min(here, best + 1);
      store<u16>(to, <u16>previous);
    }
  }
}
