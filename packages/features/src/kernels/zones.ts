import { type LevelGrid, rowsOfSlices } from './level-grid.ts';

/** One entry a zone: its grey level, number of voxels, and smallest distance to the region's border. */
export interface Zones {
  readonly count: number;
  readonly level: Uint32Array;
  readonly size: Uint32Array;
  readonly distance: Uint32Array;
}

/**
 * Zones of equal level, 26-connected in a volume or 8-connected within each slice, with the smallest
 * city-block distance to the border of `mask` (the morphological region, x fastest, unpadded).
 * Gives one set of zones for the volume, or one a slice.
 */
export function findZones(grid: LevelGrid, mask: Uint8Array, volumetric: boolean): Zones[] {
  const { kernels, size, frame, rowStride, rowsPerSlice, slices } = grid;
  const [nx, ny, nz] = size;
  const rows = rowsPerSlice * slices;
  const total = rows * rowStride;
  const mark = kernels.mark();
  const padded = kernels.reserve(total + rowStride);
  const distances = kernels.reserve((total + rowStride) * 2, false);
  const labels = kernels.reserve(total * 4, false);
  const [allFirst, allLast] = rowsOfSlices(grid);
  const countRowRuns = grid.wide ? kernels.run.runsAlongRows16 : kernels.run.runsAlongRows8;
  const most = countRowRuns(grid.levels, grid.spans, allFirst, allLast, rowStride) + 1;
  const parents = kernels.reserve(most * 4, false);
  const runs = kernels.reserve(most * 12, false);
  const bytes = kernels.bytes(padded, total);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const from = nx * (y + ny * z);
      bytes.set(mask.subarray(from, from + nx), (y + frame + rowsPerSlice * (z + frame)) * rowStride + frame);
    }
  }
  const depth = volumetric ? 1 : 0;
  kernels.run.cityblockDistance(padded, distances, rows, rowStride, rowsPerSlice, depth);
  const sweep = grid.wide ? kernels.run.zones16 : kernels.run.zones8;
  const found: Zones[] = [];
  const steps = volumetric ? 1 : nz;
  for (let i = 0; i < steps; i++) {
    const [rowFirst, rowLast] = volumetric ? rowsOfSlices(grid) : rowsOfSlices(grid, i, i + 1);
    const count = sweep(
      grid.levels,
      grid.spans,
      distances,
      labels,
      parents,
      runs,
      rowFirst,
      rowLast,
      rowStride,
      rowsPerSlice,
      depth,
    );
    const records = kernels.counts(runs, count * 3);
    const level = new Uint32Array(count);
    const zoneSize = new Uint32Array(count);
    const distance = new Uint32Array(count);
    for (let k = 0; k < count; k++) {
      level[k] = records[3 * k]!;
      zoneSize[k] = records[3 * k + 1]!;
      distance[k] = records[3 * k + 2]!;
    }
    found.push({ count, level, size: zoneSize, distance });
  }
  kernels.release(mark);
  return found;
}
