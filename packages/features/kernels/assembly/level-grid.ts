// Grey levels of a box, put into a grid with a frame of zeros around.

/**
 * Copies levels (16-bit, x fastest) into a framed grid that is zero, of bytes or of 16 bits, and writes where each of its rows
 * begins and ends (two u32 for each row of the grid, which are zero).
 */
// @ts-ignore: decorator
@inline
function fill<T>(
  levels: usize, nx: usize, ny: usize, nz: usize, frame: usize, grid: usize, rowStride: usize, rowsPerSlice: usize, spans: usize,
): void {
  for (let z: usize = 0; z < nz; z++) {
    for (let y: usize = 0; y < ny; y++) {
      const from = levels + ((nx * (y + ny * z)) << 1);
      let first: usize = 0;
      while (first < nx && load<u16>(from + (first << 1)) == 0) first++;
      if (first == nx) continue;
      let end = nx;
      while (load<u16>(from + ((end - 1) << 1)) == 0) end--;
      const row = y + frame + rowsPerSlice * (z + frame);
      const to = grid + (row * rowStride + frame) * sizeof<T>();
      for (let x = first; x < end; x++) store<T>(to + x * sizeof<T>(), <T>load<u16>(from + (x << 1)));
      store<u32>(spans + (row << 3), <u32>(frame + first));
      store<u32>(spans + (row << 3), <u32>(frame + end), 4);
    }
  }
}

export function fillGrid8(
  levels: usize, nx: usize, ny: usize, nz: usize, frame: usize, grid: usize, rowStride: usize, rowsPerSlice: usize, spans: usize,
): void {
  fill<u8>(levels, nx, ny, nz, frame, grid, rowStride, rowsPerSlice, spans);
}

export function fillGrid16(
  levels: usize, nx: usize, ny: usize, nz: usize, frame: usize, grid: usize, rowStride: usize, rowsPerSlice: usize, spans: usize,
): void {
  fill<u16>(levels, nx, ny, nz, frame, grid, rowStride, rowsPerSlice, spans);
}
