// City-block distance to the nearest voxel outside the mask: two sweeps, exact for this metric.
// The border voxel next to the outside has distance 1. The mask is padded with zeros.

/** First x from `x` on that may be inside: sixteen voxels at a time while all are outside. */
// @ts-ignore: decorator
@inline
function skipOutside(row: usize, x: usize, end: usize): usize {
  while (x + 16 <= end && !v128.any_true(v128.load(row + x))) x += 16;
  return x;
}

export function cityblockDistance(
  mask: usize, distances: usize, rows: u32, rowStride: u32, rowsPerSlice: u32, depth: u32,
): void {
  const width = <usize>rowStride;
  const slice = (<usize>rowsPerSlice * width) << 1;
  const line = width << 1;
  memory.fill(distances, 0, <usize>rows * line);
  for (let row: u32 = 0; row < rows; row++) {
    const from = mask + <usize>row * width;
    const to = distances + <usize>row * line;
    let previous: u32 = 0;
    for (let x = skipOutside(from, 0, width); x < width; x++) {
      if (load<u8>(from + x) == 0) {
        previous = 0;
        x = skipOutside(from, x + 1, width) - 1;
        continue;
      }
      const at = to + (x << 1);
      let best = min(previous, <u32>load<u16>(at - line));
      if (depth) best = min(best, <u32>load<u16>(at - slice));
      previous = min(best + 1, 0xfffe);
      store<u16>(at, <u16>previous);
    }
  }
  for (let row: i32 = <i32>rows - 1; row >= 0; row--) {
    const from = mask + <usize>row * width;
    const to = distances + <usize>row * line;
    let x = <isize>width - 1;
    while (x >= 16 && !v128.any_true(v128.load(<usize>(<isize>from + x - 15)))) x -= 16;
    let previous: u32 = 0;
    for (; x >= 0; x--) {
      const at = to + ((<usize>x) << 1);
      const here = <u32>load<u16>(at);
      if (here == 0) {
        previous = 0;
        continue;
      }
      let best = min(previous, <u32>load<u16>(at + line));
      if (depth) best = min(best, <u32>load<u16>(at + slice));
      previous = min(here, best + 1);
      store<u16>(at, <u16>previous);
    }
  }
}
