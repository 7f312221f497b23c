import { fitsKernels, type Kernels, withKernels } from '../../kernels/webassembly.ts';
import type { Presorted } from './presorted.ts';

/** Presorted columns in the memory of the compiled loops, with room for a node. */
export interface PlacedColumns {
  readonly run: Kernels['run'];
  /** Bytes of a row's number or place: 2 up to 65,535 rows, otherwise 4. */
  readonly width: 2 | 4;
  /** Addresses, column after column: the place of every row, the row at every place, the rank of every row's value. */
  readonly place: number;
  readonly rowAt: number;
  readonly ranks: number;
  /** The rows of the node. */
  readonly samples: { readonly at: number; readonly view: Uint16Array | Int32Array };
  /** Of every row the weight and of it what belongs to the second class. */
  readonly pairs: { readonly at: number; readonly view: Float64Array };
  /** A bit for every place, all 0 between calls. */
  readonly mask: { readonly at: number; readonly words: number };
  /** Two rows that a loop gives back. */
  readonly beside: { readonly at: number; readonly view: Uint32Array };
}

/**
 * Gives presorted columns to `work` with their order laid out for the compiled loops, or as they are where they are too
 * large for that. Equal values are in the order of their rows.
 */
export function withPlacedColumns<T>(x: Presorted, work: (x: Presorted) => T): T {
  const { rows, columns, ranks, levels } = x;
  const width = rows < 65_536 ? 2 : 4;
  const words = Math.ceil(rows / 64);
  const table = rows * columns * width;
  const sizes = [table, table, table, rows * width, rows * 16, words * 8, 8];
  if (!fitsKernels(sizes.reduce((sum, size) => sum + size, 0))) return work(x);
  return withKernels(({ run, reserve, memory }) => {
    let places: readonly number[];
    try {
      places = reserve(...sizes);
    } catch (error) {
      // The machine has no room for it: slower, and done.
      if (error instanceof RangeError) return work(x);
      throw error;
    }
    const [place, rowAt, rankAt, samples, pairs, mask, beside] = places;
    const buffer = memory();
    const Whole = width === 2 ? Uint16Array : Int32Array;
    const placeOf = new Whole(buffer, place, rows * columns);
    const rowsInOrder = new Whole(buffer, rowAt, rows * columns);
    new Whole(buffer, rankAt, rows * columns).set(ranks);
    const next = new Int32Array(rows + 1);
    for (let j = 0; j < columns; j++) {
      const at = j * rows;
      const many = levels[j];
      next.fill(0, 0, many + 1);
      for (let i = 0; i < rows; i++) next[ranks[at + i] + 1]++;
      for (let r = 0; r < many; r++) next[r + 1] += next[r];
      for (let i = 0; i < rows; i++) {
        const own = next[ranks[at + i]]++;
        placeOf[at + i] = own;
        rowsInOrder[at + own] = i;
      }
    }
    const placed: PlacedColumns = {
      run,
      width,
      place,
      rowAt,
      ranks: rankAt,
      samples: { at: samples, view: new Whole(buffer, samples, rows) },
      pairs: { at: pairs, view: new Float64Array(buffer, pairs, 2 * rows) },
      mask: { at: mask, words },
      beside: { at: beside, view: new Uint32Array(buffer, beside, 2) },
    };
    return work({ ...x, placed });
  });
}
