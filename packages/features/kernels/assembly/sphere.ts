// Sums over a sphere around every voxel of a region. The sphere is rows along x; for each row width the sums of
// that many neighbours are made once a slice, and a sphere is the sum of one such number a row.

// @ts-ignore: decorator
@inline
function addEight(sums: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), a));
  v128.store(sums, f64x2.add(v128.load(sums, 16), b), 16);
  v128.store(sums, f64x2.add(v128.load(sums, 32), c), 32);
  v128.store(sums, f64x2.add(v128.load(sums, 48), d), 48);
}

/**
 * Copies `count` rows of `length` f64 into a slice with a frame of zeros of its own: strides in voxels, `to` the place of
 * the first voxel.
 */
export function frameSlice(
  from: usize, fromStride: usize, length: usize, count: usize, slice: usize, total: usize, to: usize, toStride: usize,
): void {
  memory.fill(slice, 0, total << 3);
  let source = from;
  let target = slice + (to << 3);
  for (let row: usize = 0; row < count; row++) {
    memory.copy(target, source, length << 3);
    source += fromStride << 3;
    target += toStride << 3;
  }
}

/** Address of a row of a box in sums that are laid out as those of `addSphereSlice`, and of its span. */
// @ts-ignore: decorator
@inline
function rowOfSums(sums: usize, rowStride: usize, rows: usize, frame: usize, row: usize): usize {
  const boxRows = rows - 2 * frame;
  const slice = row / boxRows;
  return sums + ((frame + rowStride * (row - slice * boxRows + frame + rows * slice)) << 3);
}

/** 0 where the sums in the spans of `rowCount` rows of the box are all finite, else NaN. */
export function sphereSumsStrange(
  sums: usize, rowStride: usize, rows: usize, frame: usize, spans: usize, rowCount: usize,
): f64 {
  let strange: f64 = 0;
  for (let row: usize = 0; row < rowCount; row++) {
    const base = rowOfSums(sums, rowStride, rows, frame, row);
    const end = base + ((<usize>load<i32>(spans + (row << 3), 4)) << 3);
    for (let at = base + ((<usize>load<i32>(spans + (row << 3))) << 3); at < end; at += 8) {
      const sum = load<f64>(at);
      strange += sum - sum;
    }
  }
  return strange;
}

/**
 * The largest mean over spheres around voxels of a mask (bytes, `width` a row): of the sums over their `counts`, which are laid
 * out alike, or of the sums themselves where `counts` is 0.
 */
export function largestSphere(
  sums: usize, counts: usize, rowStride: usize, rows: usize, frame: usize, spans: usize, rowCount: usize, mask: usize, width: usize,
): f64 {
  let largest: f64 = -Infinity;
  const toCounts = <isize>counts - <isize>sums;
  for (let row: usize = 0; row < rowCount; row++) {
    const base = rowOfSums(sums, rowStride, rows, frame, row);
    const inside = mask + row * width;
    const end = <usize>load<i32>(spans + (row << 3), 4);
    for (let x = <usize>load<i32>(spans + (row << 3)); x < end; x++) {
      if (load<u8>(inside + x) == 0) continue;
      const at = base + (x << 3);
      const mean = counts == 0 ? load<f64>(at) : load<f64>(at) / load<f64>(<usize>(<isize>at + toCounts));
      if (mean > largest) largest = mean;
    }
  }
  return largest;
}

/**
 * Adds the part of the spheres that lies in slice `source` to the slices around it.
 * image:  the slice's voxels with a frame of zeros, rowStride * rows f64
 * rows of the sphere from its middle up: `offsets` lists dz (i32, from 0) and the bytes from a voxel's sum of width 0 to
 *         what the row adds (i32) for each, sorted by dz
 * windows: scratch, (widest + 1) * rowStride * rows f64
 * spans:  for every row of the box (y fastest) from where to where the region goes, two i32
 * output: sums of the whole box, slices * rows * rowStride f64; up to seven beyond a span are touched
 */
export function addSphereSlice(
  image: usize, rowStride: usize, rows: usize, frame: usize, source: i32, slices: i32,
  offsets: usize, offsetCount: u32, widest: usize, windows: usize, spans: usize, output: usize,
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
  const boxRows = rows - 2 * frame;
  let o: u32 = 0;
  while (o < offsetCount) {
    const dz = load<i32>(offsets + ((<usize>o) << 3));
    let last = o;
    while (last < offsetCount && load<i32>(offsets + ((<usize>last) << 3)) == dz) last++;
    const firstEntry = offsets + ((<usize>o) << 3) + 4;
    const endEntry = offsets + ((<usize>last) << 3) + 4;
    o = last;
    // A voxel in slice `source` lies dz above the centres in slice source - dz, and dz below those in source + dz: in both
    // spheres it is in the same disc, which is summed once.
    const below = source - dz;
    const above = source + dz;
    const hasBelow = below >= 0 && below < slices;
    const hasAbove = dz != 0 && above >= 0 && above < slices;
    if (!hasBelow && !hasAbove) continue;
    for (let y: usize = 0; y < boxRows; y++) {
      let from: i32 = 0;
      let to: i32 = 0;
      if (hasBelow) {
        const span = spans + ((<usize>below * boxRows + y) << 3);
        from = load<i32>(span);
        to = load<i32>(span, 4);
      }
      if (hasAbove) {
        const span = spans + ((<usize>above * boxRows + y) << 3);
        const otherTo = load<i32>(span, 4);
        if (otherTo > load<i32>(span)) {
          from = to > from ? min(from, load<i32>(span)) : load<i32>(span);
          to = max(to, otherTo);
        }
      }
      const row = (y + frame) * rowStride + frame;
      for (let x = <usize>from; x < <usize>to; x += 8) {
        const at = (row + x) << 3;
        const centre = windows + at;
        let a = f64x2.splat(0);
        let b = f64x2.splat(0);
        let c = f64x2.splat(0);
        let d = f64x2.splat(0);
        for (let entry = firstEntry; entry < endEntry; entry += 8) {
          const source = <usize>(<isize>centre + <isize>load<i32>(entry));
          a = f64x2.add(a, v128.load(source));
          b = f64x2.add(b, v128.load(source, 16));
          c = f64x2.add(c, v128.load(source, 32));
          d = f64x2.add(d, v128.load(source, 48));
        }
        if (hasBelow) addEight(output + <usize>below * bytes + at, a, b, c, d);
        if (hasAbove) addEight(output + <usize>above * bytes + at, a, b, c, d);
      }
    }
  }
}
