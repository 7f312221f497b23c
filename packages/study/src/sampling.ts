import type { Grid } from '@rachis/volume';
import { sliceAxis } from './check/orientation.ts';

/** How densely an image is sampled: within its slices, and from one slice to the next. */
export function samplingOf(grid: Grid): Record<string, number> {
  const through = sliceAxis(grid);
  return {
    pixelSpacingMillimetres: Math.max(...grid.spacing.filter((_, axis) => axis !== through)),
    sliceDistanceMillimetres: grid.spacing[through],
  };
}
