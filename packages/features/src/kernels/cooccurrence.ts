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
  count(
    grid.levels,
    grid.spans,
    rowFirst,
    rowLast,
    grid.rowStride,
    offsetOf(grid, step),
    shift,
    tableA,
    tableB,
  );
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

/**
 * The level pairs that occur one `step` apart, with how often (both orders counted, level <= column), from levels
 * that are not in kernel memory: for thousands of levels, where a table would be too large.
 */
export function listCooccurrences(
  levels: Uint16Array,
  [nx, ny, nz]: Vector3,
  [dx, dy, dz]: Vector3,
  firstSlice = 0,
  endSlice = nz,
): { level: Float64Array; column: Float64Array; count: Float64Array; voxels: number } {
  const factor = 65536;
  const keys = new Float64Array(nx * ny * (endSlice - firstSlice));
  const jump = dx + nx * (dy + ny * dz);
  let found = 0;
  for (let z = Math.max(firstSlice, -dz); z < Math.min(endSlice, nz - dz); z++) {
    for (let y = Math.max(0, -dy); y < Math.min(ny, ny - dy); y++) {
      const row = nx * (y + ny * z);
      for (let x = Math.max(0, -dx); x < Math.min(nx, nx - dx); x++) {
        const a = levels[row + x]!;
        const b = levels[row + x + jump]!;
        if (a !== 0 && b !== 0) keys[found++] = a < b ? a * factor + b : b * factor + a;
      }
    }
  }
  const sorted = keys.subarray(0, found).sort();
  const level: number[] = [];
  const column: number[] = [];
  const count: number[] = [];
  for (let i = 0; i < found; ) {
    const key = sorted[i]!;
    const start = i;
    while (i < found && sorted[i] === key) i++;
    level.push(Math.floor(key / factor));
    column.push(key % factor);
    count.push(2 * (i - start));
  }
  return {
    level: Float64Array.from(level),
    column: Float64Array.from(column),
    count: Float64Array.from(count),
    voxels: 0,
  };
}
