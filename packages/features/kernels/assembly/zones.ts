// Zones of equal level (26-connected in a volume, 8-connected in a slice) in one sweep, by union-find
// over runs along x: a run is joined with equal runs that touch it in the rows already swept.

// @ts-ignore: decorator
@inline
function find(parents: usize, label: u32): u32 {
  let parent = load<u32>(parents + ((<usize>label) << 2));
  while (parent != label) {
    const above = load<u32>(parents + ((<usize>parent) << 2));
    store<u32>(parents + ((<usize>label) << 2), above);
    label = parent;
    parent = above;
  }
  return label;
}

/** Joins two roots; the smaller label stays. */
// @ts-ignore: decorator
@inline
function join(parents: usize, label: u32, root: u32): u32 {
  const other = find(parents, label);
  if (other < root) {
    store<u32>(parents + ((<usize>root) << 2), other);
    return other;
  }
  if (other > root) store<u32>(parents + ((<usize>other) << 2), root);
  return root;
}

/** Joins a run with the equal runs of a swept row between `from` and `to`, both included; returns its root. */
// @ts-ignore: decorator
@inline
function joinRow<T>(
  levels: usize, labels: usize, parents: usize, row: usize, from: u32, to: u32, level: u32, root: u32,
): u32 {
  if (sizeof<T>() == 1) {
    const wanted = i8x16.splat(<i8>level);
    for (let x = from; x <= to; x += 16) {
      const equal = i8x16.eq(v128.load(levels + row + x), wanted);
      let hits = <u32>i8x16.bitmask(equal);
      const left = to - x + 1;
      if (left < 16) hits &= (1 << left) - 1;
      // Equal voxels side by side are one run: only the first of each group is looked at.
      hits &= ~(hits << 1);
      while (hits) {
        root = join(parents, load<u32>(labels + ((row + x + ctz(hits)) << 2)), root);
        hits &= hits - 1;
      }
    }
  } else {
    let last: u32 = 0;
    for (let x = from; x <= to; x++) {
      const at = row + x;
      if (<u32>load<T>(levels + at * <usize>sizeof<T>()) != level) continue;
      const label = load<u32>(labels + (at << 2));
      if (label != last) root = join(parents, label, root);
      last = label;
    }
  }
  return root;
}

/**
 * Labels the rows given; writes one record a run: parent (u32), and `runs`: level, length, smallest
 * distance (u32 each). Returns the number of runs (labels 1..runs).
 * `rowsPerSlice` is the padded number of rows; `depth` says whether the slice below counts as a neighbour.
 */
// @ts-ignore: decorator
@inline
function sweep<T>(
  levels: usize, spans: usize, distances: usize, labels: usize, parents: usize, runs: usize,
  rowFirst: u32, rowLast: u32, rowStride: u32, rowsPerSlice: u32, depth: u32,
): u32 {
  const step = <usize>sizeof<T>();
  let count: u32 = 0;
  for (let row = rowFirst; row < rowLast; row++) {
    const first = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    if (first >= end) continue;
    const base = <usize>row * <usize>rowStride;
    const below = <usize>(row - rowsPerSlice) * <usize>rowStride;
    let x = first;
    while (x < end) {
      const level = <u32>load<T>(levels + (base + x) * step);
      if (level == 0) {
        x++;
        continue;
      }
      count++;
      const start = x;
      let nearest: u32 = 0xffff;
      do {
        const at = base + x;
        store<u32>(labels + (at << 2), count);
        const distance = <u32>load<u16>(distances + (at << 1));
        nearest = min(nearest, distance);
        x++;
      } while (x < end && <u32>load<T>(levels + (base + x) * step) == level);
      store<u32>(parents + ((<usize>count) << 2), count);
      const record = runs + <usize>count * 12;
      store<u32>(record, level);
      store<u32>(record, x - start, 4);
      store<u32>(record, nearest, 8);
      let root = count;
      // A single voxel equal to the one below it in z needs no other test: every earlier neighbour of this voxel
      // is a neighbour of that one too, and is joined with it if equal.
      if (depth && x - start == 1 && <u32>load<T>(levels + (below + start) * step) == level) {
        join(parents, load<u32>(labels + ((below + start) << 2)), root);
        continue;
      }
      root = joinRow<T>(levels, labels, parents, base - rowStride, start - 1, x, level, root);
      if (depth) {
        root = joinRow<T>(levels, labels, parents, below - rowStride, start - 1, x, level, root);
        root = joinRow<T>(levels, labels, parents, below, start - 1, x, level, root);
        root = joinRow<T>(levels, labels, parents, below + rowStride, start - 1, x, level, root);
      }
    }
  }
  return count;
}

/** Folds runs into their zones: afterwards roots hold the zone's size and smallest distance; returns zones. */
function fold(parents: usize, runs: usize, count: u32): u32 {
  let zones: u32 = 0;
  for (let label: u32 = 1; label <= count; label++) {
    const parent = load<u32>(parents + ((<usize>label) << 2));
    if (parent == label) {
      zones++;
      continue;
    }
    // Parents are smaller labels, already flattened, so that one step reaches the root.
    const root = load<u32>(parents + ((<usize>parent) << 2));
    store<u32>(parents + ((<usize>label) << 2), root);
    const record = runs + <usize>label * 12;
    const into = runs + <usize>root * 12;
    store<u32>(into, load<u32>(into, 4) + load<u32>(record, 4), 4);
    store<u32>(into, min(load<u32>(into, 8), load<u32>(record, 8)), 8);
  }
  // Compact the roots' records to the front.
  let next: u32 = 0;
  for (let label: u32 = 1; label <= count; label++) {
    if (load<u32>(parents + ((<usize>label) << 2)) != label) continue;
    const record = runs + <usize>label * 12;
    const into = runs + <usize>next * 12;
    store<u32>(into, load<u32>(record));
    store<u32>(into, load<u32>(record, 4), 4);
    store<u32>(into, load<u32>(record, 8), 8);
    next++;
  }
  return zones;
}

export function zones8(
  levels: usize, spans: usize, distances: usize, labels: usize, parents: usize, runs: usize,
  rowFirst: u32, rowLast: u32, rowStride: u32, rowsPerSlice: u32, depth: u32,
): u32 {
  return fold(parents, runs, sweep<u8>(levels, spans, distances, labels, parents, runs, rowFirst, rowLast, rowStride, rowsPerSlice, depth));
}

export function zones16(
  levels: usize, spans: usize, distances: usize, labels: usize, parents: usize, runs: usize,
  rowFirst: u32, rowLast: u32, rowStride: u32, rowsPerSlice: u32, depth: u32,
): u32 {
  return fold(parents, runs, sweep<u16>(levels, spans, distances, labels, parents, runs, rowFirst, rowLast, rowStride, rowsPerSlice, depth));
}

// @ts-ignore: decorator
@inline
function runsIn<T>(levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32): u32 {
  const step = <usize>sizeof<T>();
  let count: u32 = 0;
  for (let row = rowFirst; row < rowLast; row++) {
    const first = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    const base = levels + <usize>row * <usize>rowStride * step;
    let previous: u32 = 0;
    for (let x = first; x < end; x++) {
      const level = <u32>load<T>(base + <usize>x * step);
      count += u32(level != previous) & u32(level != 0);
      previous = level;
    }
  }
  return count;
}

/** How many runs along x the rows hold: the room that a sweep needs for its records. */
export function runsAlongRows8(levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32): u32 {
  return runsIn<u8>(levels, spans, rowFirst, rowLast, rowStride);
}

export function runsAlongRows16(levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32): u32 {
  return runsIn<u16>(levels, spans, rowFirst, rowLast, rowStride);
}
