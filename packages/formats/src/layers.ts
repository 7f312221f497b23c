import { RachisError, type VoxelArray } from '@rachis/volume';
import type { Region, RegionRead } from './result.ts';

/** Several volumes of one grid in one array: how many, and how many voxels of one stand together. */
export interface Layers {
  readonly count: number;
  /** Voxels before the next volume's: 1 where each voxel has a value of every volume, all of a volume where one follows the other. */
  readonly together: number;
}

export const oneLayer: Layers = { count: 1, together: 1 };

/** The layers of an array of some sizes, fastest first, of which one axis is not in space. */
export const layersAlong = (sizes: readonly number[], axis: number): Layers => ({
  count: sizes[axis]!,
  together: sizes.slice(0, axis).reduce((a, b) => a * b, 1),
});

/** The voxels of one volume, counted from 0. */
export function layerOf(data: VoxelArray, { count, together }: Layers, layer: number): VoxelArray {
  if (count === 1) return data;
  const length = data.length / count;
  if (together === length) return data.subarray(layer * length, (layer + 1) * length) as VoxelArray;
  const out = data.slice(0, length) as VoxelArray;
  for (let i = 0; i < length; i++)
    out[i] = data[(Math.floor(i / together) * count + layer) * together + (i % together)]!;
  return out;
}

/**
 * The regions of one volume or channel of a mask, counted from 0 (PyRadiomics' `label_channel`); of a file that has one volume
 * only, all of its regions, as PyRadiomics does not ask for the channel there. `REGION_NOT_FOUND` where there is no such channel.
 */
export function regionsOfChannel({ regions, source }: RegionRead, channel: number): Region[] {
  const several = regions.some((region) => region.channel !== undefined);
  const found = several ? regions.filter((region) => region.channel === channel) : [...regions];
  if (found.length > 0 || !several) return found;
  const there = [...new Set(regions.map((region) => region.channel))].join(', ');
  throw new RachisError(
    'REGION_NOT_FOUND',
    `${source} has no region in channel ${channel}; it has regions in the channels ${there}.`,
    { file: source, remedy: 'Choose one of those (label_channel).' },
  );
}
