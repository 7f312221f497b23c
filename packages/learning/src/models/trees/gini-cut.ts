import type { PlacedColumns } from './placed-columns.ts';
import type { Presorted } from './presorted.ts';

/** Finds the cut of a node that leaves two classes purest by Gini's index. */
export interface GiniCut {
  /** Whether a node of so many rows is found faster here than by sorting it. */
  readonly suits: (count: number) => boolean;
  /** Takes in a node's rows, their weights and what of these belongs to the second class. */
  readonly begin: (
    samples: Int32Array,
    from: number,
    count: number,
    weights: Float64Array,
    second: Float64Array,
  ) => void;
  /**
   * How much purer the sides of the best cut are than the node, times its weight: with weights s and r of the sides, W
   * together, and of the second class e in s and E in all, 2 (e W - E s)^2 / (W s r), which is Gini's gain and exact in
   * whole numbers until the division. -Infinity where no cut is allowed, NaN where the column is constant. `beside` are
   * the rows next to the cut.
   */
  readonly best: (column: number, weight: number, events: number) => number;
  readonly beside: Uint32Array;
}

/** The compiled search for cuts (kernels/assembly/gini-cut.ts). */
export function giniCut(x: Presorted, placed: PlacedColumns, minimumLeaf: number): GiniCut {
  const { rows, levels } = x;
  const { run, width, place, rowAt, ranks, samples, pairs, mask, beside } = placed;
  const search = width === 2 ? run.giniCut16 : run.giniCut32;
  const stride = rows * width;
  const rowsInNode = samples.view;
  const weightPairs = pairs.view;
  let count = 0;
  return {
    beside: beside.view,
    suits: (size) => mask.words <= 2 * size + 2,
    begin(given, from, size, weights, second) {
      count = size;
      for (let s = 0; s < size; s++) {
        const row = given[from + s];
        rowsInNode[s] = row;
        weightPairs[2 * row] = weights[s];
        weightPairs[2 * row + 1] = second[s];
      }
    },
    best: (column, weight, events) =>
      search(
        place + column * stride,
        rowAt + column * stride,
        levels[column] < rows ? ranks + column * stride : 0,
        samples.at,
        count,
        mask.at,
        mask.words,
        pairs.at,
        minimumLeaf,
        weight,
        events,
        beside.at,
      ),
  };
}
