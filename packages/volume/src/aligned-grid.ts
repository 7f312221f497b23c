import type { Box } from './box.ts';
import { type Grid, indexToPatient, type Vector3 } from './grid.ts';

/** Where the samples of a new grid lie along one axis of an old one: `start + step * i`, in old voxels. */
export interface AxisSamples {
  readonly start: number;
  readonly step: number;
}

/** A new grid over an old one with the same axes and centre (IBSI 1 manual, section 2.4: align by centre). */
export interface AlignedGrid {
  readonly grid: Grid;
  readonly source: Grid;
  readonly axes: readonly [AxisSamples, AxisSamples, AxisSamples];
}

/** Rounding in file headers must not add a voxel: a size this close above a whole number is that number. */
const sizeTolerance = 1e-5;

/**
 * The grid with another spacing that shares the centre and axes of `source`: as many voxels as cover its
 * extent, `ceil(n * spacing / newSpacing)` along each axis (IBSI 1 manual, section 2.4).
 */
export function alignByCentre(source: Grid, spacing: Vector3): AlignedGrid {
  const size: number[] = [];
  const axes: AxisSamples[] = [];
  for (let axis = 0; axis < 3; axis++) {
    const n = source.size[axis]!;
    const step = spacing[axis]! / source.spacing[axis]!;
    const count = Math.max(1, Math.ceil(n * (source.spacing[axis]! / spacing[axis]!) - sizeTolerance));
    size.push(count);
    axes.push({ start: 0.5 * (n - 1) - 0.5 * (count - 1) * step, step });
  }
  const [x, y, z] = axes as [AxisSamples, AxisSamples, AxisSamples];
  return {
    source,
    axes: [x, y, z],
    grid: {
      size: size as unknown as Vector3,
      spacing,
      origin: indexToPatient(source, [x.start, y.start, z.start]),
      direction: source.direction,
    },
  };
}

/** The part of an aligned grid whose samples lie inside a box of source voxels grown by one voxel. */
export function samplesWithin(aligned: AlignedGrid, box: Box): Box {
  const start: number[] = [];
  const size: number[] = [];
  for (let axis = 0; axis < 3; axis++) {
    const { start: s, step } = aligned.axes[axis]!;
    const n = aligned.grid.size[axis]!;
    const low = Math.max(0, Math.min(n - 1, Math.ceil((box.start[axis]! - 1 - s) / step)));
    const high = Math.max(low, Math.min(n - 1, Math.floor((box.start[axis]! + box.size[axis]! - s) / step)));
    start.push(low);
    size.push(high - low + 1);
  }
  return { start: start as unknown as Vector3, size: size as unknown as Vector3 };
}
