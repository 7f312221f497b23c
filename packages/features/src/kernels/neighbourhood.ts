import { neighbourOffsets } from './directions.ts';
import { type LevelGrid, offsetOf, rowsOfSlices } from './level-grid.ts';

/** Sums over the neighbourhoods of a region; rows are levels from 1, columns numbers of neighbours from 0. */
export interface NeighbourhoodCounts {
  readonly width: number;
  /** Sum of |level - mean of the neighbours' levels| over voxels with neighbours, by level (index level - 1). */
  readonly toneDifference: Float64Array;
  /** Voxels with at least one neighbour, by level (index level - 1). */
  readonly occurrence: Float64Array;
  /** Voxels by level and number of neighbours within the coarseness: `(level - 1) * width + number`. */
  readonly dependence: Uint32Array;
}

/**
 * Neighbourhood tone differences and dependences in the slices from `firstSlice` up to `endSlice`, over the
 * neighbours within a Chebyshev distance (in the slice, or in the volume).
 */
export function countNeighbourhoods(
  grid: LevelGrid,
  volumetric: boolean,
  distance: number,
  coarseness: number,
  firstSlice = 0,
  endSlice = grid.size[2],
): NeighbourhoodCounts {
  const { kernels, largest } = grid;
  const fast = !grid.wide && distance === 1 && coarseness <= 255;
  const offsets = fast ? [] : neighbourOffsets(distance, volumetric).map((o) => offsetOf(grid, o));
  const width = fast ? 27 : offsets.length + 1;
  const cells = (largest + 1) * width;
  const mark = kernels.mark();
  const tone = kernels.reserve(cells * 8);
  const occur = kernels.reserve(cells * 4);
  const depend = kernels.reserve(cells * 4);
  const [rowFirst, rowLast] = rowsOfSlices(grid, firstSlice, endSlice);
  if (fast) {
    const scratch = kernels.reserve((grid.rowStride + 64) * 4);
    kernels.run.neighbourhood8(
      grid.levels,
      grid.spans,
      rowFirst,
      rowLast,
      grid.rowStride,
      grid.rowsPerSlice,
      volumetric ? 1 : 0,
      coarseness,
      tone,
      occur,
      depend,
      scratch,
    );
  } else {
    const list = kernels.reserve(offsets.length * 4);
    new Int32Array(kernels.run.memory.buffer, list, offsets.length).set(offsets);
    const count = grid.wide ? kernels.run.neighbourhoodGeneral16 : kernels.run.neighbourhoodGeneral8;
    count(
      grid.levels,
      grid.spans,
      rowFirst,
      rowLast,
      grid.rowStride,
      list,
      offsets.length,
      coarseness,
      width,
      tone,
      occur,
      depend,
    );
  }
  const tones = kernels.sums(tone, cells);
  const occurs = kernels.counts(occur, cells);
  const toneDifference = new Float64Array(largest);
  const occurrence = new Float64Array(largest);
  for (let level = 1; level <= largest; level++) {
    for (let neighbours = 1; neighbours < width; neighbours++) {
      const cell = level * width + neighbours;
      toneDifference[level - 1]! += Number(tones[cell]!) / neighbours;
      occurrence[level - 1]! += occurs[cell]!;
    }
  }
  const dependence = kernels.counts(depend, cells).slice(width);
  kernels.release(mark);
  return { width, toneDifference, occurrence, dependence };
}
