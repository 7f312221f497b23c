/** Rows of text cells in one stretch of bytes: what hundreds of thousands of rows take is little more than their text. */
export interface PackedRows {
  readonly length: number;
  /** The cells of a row, made when asked for. */
  at(row: number): string[];
}

/** No cell holds this character: it is taken out. */
const between = '\u0000';

/** Packs rows one after the other. */
export function rowPacker(): { add(cells: readonly string[]): void; readonly rows: PackedRows } {
  let bytes = Buffer.alloc(1 << 16);
  let ends = new Float64Array(1 << 10);
  let used = 0;
  let count = 0;
  return {
    add(cells) {
      const text = cells
        .map((cell) => (cell.includes(between) ? cell.replaceAll(between, '') : cell))
        .join(between);
      const most = used + 3 * text.length;
      if (most > bytes.length) {
        const larger = Buffer.alloc(Math.max(most, 2 * bytes.length));
        bytes.copy(larger, 0, 0, used);
        bytes = larger;
      }
      used += bytes.write(text, used, 'utf8');
      if (count === ends.length) {
        const larger = new Float64Array(2 * count);
        larger.set(ends);
        ends = larger;
      }
      ends[count++] = used;
    },
    rows: {
      get length() {
        return count;
      },
      at(row) {
        if (!(row >= 0 && row < count)) throw new RangeError(`There is no row ${row} of ${count}.`);
        return bytes.toString('utf8', row === 0 ? 0 : ends[row - 1], ends[row]).split(between);
      },
    },
  };
}
