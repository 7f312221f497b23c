import type { Vector3 } from '@rachis/volume';
import { type LevelGrid, offsetOf, rowsOfSlices } from './level-grid.ts';

/**
 * Counts of ordered level pairs one `step` apart in the slices from `firstSlice` up to `endSlice`:
 * entry `(i - 1) * largest + (j - 1)` is how often level i has level j at `step` (not yet symmetric).
 */
export function countCooccurrences(
  grid: LevelGrid,
  step: Vector3,
  firstSlice = 0,
  endSlice = grid.size[2],
): Uint32Array {
  const { kernels, largest } = grid;
  const shift = Math.ceil(Math.log2(largest + 1)) || 1;
  const stride = 1 << shift;
  const cells = (largest + 1) * stride;
  const mark = kernels.mark();
  const tableA = kernels.reserve(cells * 4);
  const tableB = kernels.reserve(cells * 4);
  const [rowFirst, rowLast] = rowsOfSlices(grid, firstSlice, endSlice);
  const count = grid.wide ? kernels.run.cooccurrence16 : kernels.run.cooccurrence8;
  count(grid.levels, grid.spans, rowFirst, rowLast, grid.rowStride, offsetOf(grid, step), shift, tableA, tableB);
  const a = kernels.counts(tableA, cells);
  const b = kernels.counts(tableB, cells);
  const result = new Uint32Array(largest * largest);
  for (let i = 1; i <= largest; i++) {
    for (let j = 1; j <= largest; j++) {
      result[(i - 1) * largest + j - 1] = a[i * stride + j]! + b[i * stride + j]!;
    }
  }
  kernels.release(mark);
  return result;
}
