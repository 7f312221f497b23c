// How often each of the 256 corner patterns occurs among the cells between voxel centres, and the sum of
// the cells' x positions by pattern: all that surface area and enclosed volume need (see mesh.ts).

export function meshPatterns(mask: usize, rowStride: u32, rowsPerSlice: u32, slices: u32, counts: usize, positions: usize): void {
  const sliceStride = <usize>rowsPerSlice * <usize>rowStride;
  for (let z: u32 = 0; z + 1 < slices; z++) {
    for (let y: u32 = 0; y + 1 < rowsPerSlice; y++) {
      const row = mask + <usize>z * sliceStride + <usize>y * <usize>rowStride;
      let left: u32 = 0;
      for (let x: u32 = 0; x < rowStride; x++) {
        const at = row + <usize>x;
        const right =
          <u32>load<u8>(at) |
          (<u32>load<u8>(at + rowStride) << 1) |
          (<u32>load<u8>(at + sliceStride) << 2) |
          (<u32>load<u8>(at + sliceStride + rowStride) << 3);
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
