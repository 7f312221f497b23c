// City-block distance to the nearest voxel outside the mask: two sweeps, exact for this metric.
// The border voxel next to the outside has distance 1. The mask is padded with zeros.

export function cityblockDistance(
  mask: usize, distances: usize, rows: u32, rowStride: u32, rowsPerSlice: u32, depth: u32,
): void {
  const sliceStride = <usize>rowsPerSlice * <usize>rowStride;
  const total = <usize>rows * <usize>rowStride;
  const begin = depth ? sliceStride : <usize>rowStride;
  for (let at: usize = 0; at < total; at++) {
    if (load<u8>(mask + at) == 0) {
      store<u16>(distances + (at << 1), 0);
      continue;
    }
    if (at < begin) continue;
    let best = min(<u32>load<u16>(distances + ((at - 1) << 1)), <u32>load<u16>(distances + ((at - rowStride) << 1)));
    if (depth) best = min(best, <u32>load<u16>(distances + ((at - sliceStride) << 1)));
    store<u16>(distances + (at << 1), <u16>min(best + 1, 0xfffe));
  }
  for (let at: usize = total - 1; at > 0; at--) {
    const here = <u32>load<u16>(distances + (at << 1));
    if (here == 0) continue;
    let best = min(<u32>load<u16>(distances + ((at + 1) << 1)), <u32>load<u16>(distances + ((at + rowStride) << 1)));
    if (depth) best = min(best, <u32>load<u16>(distances + ((at + sliceStride) << 1)));
    if (best + 1 < here) store<u16>(distances + (at << 1), <u16>(best + 1));
  }
}
