import type { Vector3 } from '@rachis/volume';
import { type Kernels, sharedKernels } from './webassembly.ts';

/**
 * Grey levels of a region in kernel memory, with a frame of zeros, so that no kernel tests for the edge.
 * Levels are bytes where they fit, else 16-bit.
 */
export interface LevelGrid {
  readonly kernels: Kernels;
  readonly size: Vector3;
  /** Width of the frame, voxels. */
  readonly frame: number;
  readonly rowStride: number;
  readonly rowsPerSlice: number;
  readonly slices: number;
  readonly wide: boolean;
  /** Address of the padded levels. */
  readonly levels: number;
  /** Address of first and end x of the region in each padded row. */
  readonly spans: number;
  /** Largest level. */
  readonly largest: number;
  /** Voxels by level that were counted already, by range of slices. */
  readonly levelCounts: Map<string, Uint32Array>;
}

/** Puts grey levels (0 outside the region, x fastest) into kernel memory, framed by `frame` zeros; it stays reserved. */
export function createLevelGrid(levels: Uint16Array, size: Vector3, largest: number, frame = 1): LevelGrid {
  const kernels = sharedKernels();
  const [nx, ny, nz] = size;
  const rowStride = nx + 2 * frame;
  const rowsPerSlice = ny + 2 * frame;
  const slices = nz + 2 * frame;
  const wide = largest > 255;
  const total = rowStride * rowsPerSlice * slices;
  // A guard in front: the row before the first row of a slice may be read at its start minus one.
  const guard = 64 + frame * rowStride * 2;
  const address = kernels.reserve(guard + total * (wide ? 2 : 1) + guard) + guard;
  const aligned = address + (address & 1);
  const spans = kernels.reserve(rowsPerSlice * slices * 8);
  const mark = kernels.mark();
  const levelsAt = kernels.reserve(levels.length * 2, false);
  kernels.words(levelsAt, levels.length).set(levels);
  const fill = wide ? kernels.run.fillGrid16 : kernels.run.fillGrid8;
  fill(levelsAt, nx, ny, nz, frame, aligned, rowStride, rowsPerSlice, spans);
  kernels.release(mark);
  return {
    kernels,
    size,
    frame,
    rowStride,
    rowsPerSlice,
    slices,
    wide,
    levels: aligned,
    spans,
    largest,
    levelCounts: new Map(),
  };
}

/** Padded rows of the slices from `first` up to `end` (unpadded slice numbers). */
export function rowsOfSlices(grid: LevelGrid, first = 0, end = grid.size[2]): readonly [number, number] {
  return [(first + grid.frame) * grid.rowsPerSlice, (end + grid.frame) * grid.rowsPerSlice];
}

/** Distance in padded voxels of a neighbour. */
export function offsetOf(grid: LevelGrid, [dx, dy, dz]: Vector3): number {
  return dx + grid.rowStride * (dy + grid.rowsPerSlice * dz);
}
