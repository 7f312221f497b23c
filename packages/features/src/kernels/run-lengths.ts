import type { Vector3 } from '@rachis/volume';
import { type LevelGrid, offsetOf, rowsOfSlices } from './level-grid.ts';

/** Runs by level and length: entry `(level - 1) * longest + (length - 1)`. */
export interface RunCounts {
  readonly counts: Uint32Array;
  readonly longest: number;
}

/** Voxels of each level (entry `level`) in the slices from `firstSlice` up to `endSlice`. */
export function countLevels(grid: LevelGrid, firstSlice = 0, endSlice = grid.size[2]): Uint32Array {
  const key = `${firstSlice}:${endSlice}`;
  const known = grid.levelCounts.get(key);
  if (known !== undefined) return known;
  const { kernels, largest } = grid;
  const mark = kernels.mark();
  const table = kernels.reserve((largest + 1) * 4);
  const count = grid.wide ? kernels.run.levelCounts16 : kernels.run.levelCounts8;
  const [rowFirst, rowLast] = rowsOfSlices(grid, firstSlice, endSlice);
  count(grid.levels, grid.spans, rowFirst, rowLast, grid.rowStride, table);
  const counts = kernels.counts(table, largest + 1).slice();
  kernels.release(mark);
  grid.levelCounts.set(key, counts);
  return counts;
}

/** Voxels that the kernel looks at together. */
const together = 16;

/** Counts runs of equal level along `step` in the slices from `firstSlice` up to `endSlice`. */
export function countRuns(
  grid: LevelGrid,
  step: Vector3,
  firstSlice = 0,
  endSlice = grid.size[2],
): RunCounts {
  const { kernels, largest } = grid;
  const longest = Math.max(...grid.size);
  const width = longest + 1;
  const voxels = countLevels(grid, firstSlice, endSlice);
  const mark = kernels.mark();
  const table = kernels.reserve((largest + 1) * width * 4);
  const [rowFirst, rowLast] = rowsOfSlices(grid, firstSlice, endSlice);
  const { levels, spans, rowStride } = grid;
  const offset = offsetOf(grid, step);
  if (!grid.wide && offset >= together) {
    const guard = offset + together;
    const total = rowStride * grid.rowsPerSlice * grid.slices;
    const lengths = kernels.reserve(total + 2 * guard, false) + guard;
    kernels.run.runEnds8(levels, spans, rowFirst, rowLast, rowStride, offset, width, table, lengths);
  } else {
    const find = grid.wide ? kernels.run.longRuns16 : kernels.run.longRuns8;
    find(levels, spans, rowFirst, rowLast, rowStride, offset, width, table);
  }
  const cells = kernels.counts(table, (largest + 1) * width);
  const counts = new Uint32Array(largest * longest);
  for (let level = 1; level <= largest; level++) {
    let alone = voxels[level]!;
    const row = level * width;
    const to = (level - 1) * longest - 1;
    for (let length = 2; length <= longest; length++) {
      const runs = cells[row + length]!;
      counts[to + length] = runs;
      alone -= runs * length;
    }
    counts[to + 1] = alone;
  }
  kernels.release(mark);
  return { counts, longest };
}
