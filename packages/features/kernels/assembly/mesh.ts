// How often each of the 256 corner patterns occurs among the cells between voxel centres, and the sum of
// the cells' x positions by pattern: all that surface area and enclosed volume need (see mesh.ts).

export function meshPatterns(
  mask: usize, rowStride: u32, rowsPerSlice: u32, slices: u32, counts: usize, positions: usize,
): void {
  const width = <usize>rowStride;
  const sliceStride = <usize>rowsPerSlice * width;
  for (let z: u32 = 0; z + 1 < slices; z++) {
    for (let y: u32 = 0; y + 1 < rowsPerSlice; y++) {
      const row = mask + <usize>z * sliceStride + <usize>y * width;
      let left: u32 = 0;
      for (let x: usize = 0; x < width; x++) {
        // Sixteen columns that are all inside, or all outside, as the one before them: no surface there.
        if (left == 0 || left == 15) {
          while (x + 16 <= width) {
            const at = row + x;
            const a = v128.load(at);
            const b = v128.load(at + width);
            const c = v128.load(at + sliceStride);
            const d = v128.load(at + sliceStride + width);
            if (left == 0) {
              if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) break;
            } else if (!i8x16.all_true(v128.and(v128.and(a, b), v128.and(c, d)))) {
              break;
            }
            x += 16;
          }
          if (x >= width) break;
        }
        const at = row + x;
        const right =
          <u32>load<u8>(at) |
          (<u32>load<u8>(at + width) << 1) |
          (<u32>load<u8>(at + sliceStride) << 2) |
          (<u32>load<u8>(at + sliceStride + width) << 3);
        const pattern = left | (right << 4);
        left = right;
        if (pattern == 0 || pattern == 255) continue;
        const countCell = counts + ((<usize>pattern) << 2);
        store<u32>(countCell, load<u32>(countCell) + 1);
        const positionCell = positions + ((<usize>pattern) << 3);
        // The cell lies between x - 1 and x.
        store<u64>(positionCell, load<u64>(positionCell) + <u64>(x - 1));
      }
    }
  }
}
