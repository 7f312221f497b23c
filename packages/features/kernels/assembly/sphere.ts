// Sums over a sphere around every voxel of a slice. The sphere is rows along x; for each row width the sums of
// that many neighbours are made once a slice, and a sphere is the sum of one such number a row.

/**
 * Adds the part of the spheres that lies in slice `source` to the slices around it.
 * image:  the slice's voxels with a frame of zeros, rowStride * rows f64
 * rows of the sphere: `offsets` lists dz (i32), dy (i32), half width (u32) for each, sorted by dz
 * windows: scratch, (widest + 1) * rowStride * rows f64
 * output: sums of the whole box, slices * rows * rowStride f64
 */
export function addSphereSlice(
  image: usize, rowStride: usize, rows: usize, frame: usize, source: i32, slices: i32,
  offsets: usize, offsetCount: u32, widest: usize, windows: usize, output: usize,
): void {
  const total = rowStride * rows;
  const bytes = total << 3;
  memory.copy(windows, image, bytes);
  for (let w: usize = 1; w <= widest; w++) {
    const narrower = windows + (w - 1) * bytes;
    const wider = windows + w * bytes;
    for (let i = w; i + w + 1 < total; i += 2) {
      const at = i << 3;
      const ends = f64x2.add(v128.load(image + at - (w << 3)), v128.load(image + at + (w << 3)));
      v128.store(wider + at, f64x2.add(v128.load(narrower + at), ends));
    }
  }
  let o: u32 = 0;
  while (o < offsetCount) {
    const dz = load<i32>(offsets + <usize>o * 12);
    let last = o;
    while (last < offsetCount && load<i32>(offsets + <usize>last * 12) == dz) last++;
    // A voxel in slice `source` lies dz above the centres in slice source - dz.
    const target = source - dz;
    if (target >= 0 && target < slices) {
      const slice = output + <usize>target * bytes;
      for (let y = frame; y < rows - frame; y++) {
        const row = y * rowStride;
        for (let x = frame; x < rowStride - frame; x += 4) {
          const to = slice + ((row + x) << 3);
          let sumA = v128.load(to);
          let sumB = v128.load(to, 16);
          for (let k = o; k < last; k++) {
            const entry = offsets + <usize>k * 12;
            const dy = <isize>load<i32>(entry, 4);
            const half = <usize>load<u32>(entry, 8);
            const from = windows + half * bytes + ((<usize>(<isize>row + dy * <isize>rowStride) + x) << 3);
            sumA = f64x2.add(sumA, v128.load(from));
            sumB = f64x2.add(sumB, v128.load(from, 16));
          }
          v128.store(to, sumA);
          v128.store(to, sumB, 16);
        }
      }
    }
    o = last;
  }
}
