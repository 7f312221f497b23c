import {
  checkDataLength,
  describeGrid,
  gridsMatch,
  type Mask,
  RachisError,
  voxelVolume,
} from '@rachis/volume';

/** How much two regions share. */
export interface Overlap {
  /** 2 |A and B| / (|A| + |B|); NaN where both are empty. */
  readonly dice: number;
  /** |A and B| / |A or B|; NaN where both are empty. */
  readonly jaccard: number;
  /** mm^3. */
  readonly volumes: readonly [number, number];
  /** Second minus first, mm^3. */
  readonly volumeDifference: number;
  /** Second minus first, as a share of their mean; NaN where both are empty. */
  readonly relativeVolumeDifference: number;
}

/** `GRID_MISMATCH` unless all regions are on one grid. */
export function checkOneGrid(masks: readonly Mask[]): void {
  masks.forEach((mask, i) => {
    checkDataLength(mask, mask.data, `Mask ${i + 1}`);
    if (gridsMatch(masks[0]!, mask)) return;
    throw new RachisError(
      'GRID_MISMATCH',
      `Mask ${i + 1} is on another grid than mask 1.\n  mask 1: ${describeGrid(masks[0]!)}\n  mask ${i + 1}: ${describeGrid(mask)}`,
      { remedy: 'Resample the masks onto one image first (`alignMask`).' },
    );
  });
}

/** Dice and Jaccard coefficients and volumes of two regions on one grid. */
export function overlap(first: Mask, second: Mask): Overlap {
  checkOneGrid([first, second]);
  let [a, b, both] = [0, 0, 0];
  for (let i = 0; i < first.data.length; i++) {
    const inFirst = first.data[i] !== 0;
    const inSecond = second.data[i] !== 0;
    if (inFirst) a++;
    if (inSecond) b++;
    if (inFirst && inSecond) both++;
  }
  const voxel = voxelVolume(first);
  return {
    dice: (2 * both) / (a + b),
    jaccard: both / (a + b - both),
    volumes: [a * voxel, b * voxel],
    volumeDifference: (b - a) * voxel,
    relativeVolumeDifference: (b - a) / ((a + b) / 2),
  };
}
