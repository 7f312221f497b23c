import type { Vector3 } from '@rachis/volume';
import { type LevelGrid, offsetOf, rowsOfSlices } from './level-grid.ts';

/** Runs by level and length: entry `(level - 1) * longest + (length - 1)`. */
export interface RunCounts {
  readonly counts: Uint32Array;
  readonly longest: number;
}

/** Counts runs of equal level along `step` in the slices from `firstSlice` up to `endSlice`. */
export function countRuns(grid: LevelGrid, step: Vector3, firstSlice = 0, endSlice = grid.size[2]): RunCounts {
  const { kernels, largest } = grid;
  const longest = Math.max(...grid.size);
  const width = longest + 1;
  const mark = kernels.mark();
  const table = kernels.reserve((largest + 1) * width * 4);
  const [rowFirst, rowLast] = rowsOfSlices(grid, firstSlice, endSlice);
  const count = grid.wide ? kernels.run.runLengths16 : kernels.run.runLengths8;
  count(grid.levels, grid.spans, rowFirst, rowLast, grid.rowStride, offsetOf(grid, step), width, table);
  const cells = kernels.counts(table, (largest + 1) * width);
  const counts = new Uint32Array(largest * longest);
  for (let level = 1; level <= largest; level++) {
    counts.set(cells.subarray(level * width + 1, (level + 1) * width), (level - 1) * longest);
  }
  kernels.release(mark);
  return { counts, longest };
}
