// Grey level co-occurrence counts along one direction.
// Levels are padded with zeros, so no neighbour needs a bounds check: pairs with a voxel outside the
// region fall into row or column 0 of the table, which the caller throws away.
// Two tables in turn: equal neighbouring pairs do not wait for each other's store.

// @ts-ignore: decorator
@inline
function bump(table: usize, cell: u32): void {
  const at = table + ((<usize>cell) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

// @ts-ignore: decorator
@inline
function count<T>(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, offset: i32,
  shift: u32, tableA: usize, tableB: usize,
): void {
  const step = <usize>sizeof<T>();
  const jump = <isize>offset * <isize>sizeof<T>();
  for (let row = rowFirst; row < rowLast; row++) {
    const first = load<u32>(spans + ((<usize>row) << 3));
    const end = load<u32>(spans + ((<usize>row) << 3), 4);
    if (first >= end) continue;
    let at = levels + (<usize>row * <usize>rowStride + <usize>first) * step;
    const stop = levels + (<usize>row * <usize>rowStride + <usize>end) * step;
    while (at + step < stop) {
      const a0 = <u32>load<T>(at);
      const b0 = <u32>load<T>(<usize>(<isize>at + jump));
      const a1 = <u32>load<T>(at + step);
      const b1 = <u32>load<T>(<usize>(<isize>(at + step) + jump));
      bump(tableA, (a0 << shift) + b0);
      bump(tableB, (a1 << shift) + b1);
      at += step << 1;
    }
    if (at < stop) bump(tableA, (<u32>load<T>(at) << shift) + <u32>load<T>(<usize>(<isize>at + jump)));
  }
}

/** 8-bit levels; `spans` holds first and end x of the region in each padded row. */
export function cooccurrence8(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, offset: i32,
  shift: u32, tableA: usize, tableB: usize,
): void {
  count<u8>(levels, spans, rowFirst, rowLast, rowStride, offset, shift, tableA, tableB);
}

export function cooccurrence16(
  levels: usize, spans: usize, rowFirst: u32, rowLast: u32, rowStride: u32, offset: i32,
  shift: u32, tableA: usize, tableB: usize,
): void {
  count<u16>(levels, spans, rowFirst, rowLast, rowStride, offset, shift, tableA, tableB);
}
