import { createHash } from 'node:crypto';
import type { Box, Grid, Mask, VoxelArray } from '@rachis/volume';
import { cropMask } from '@rachis/volume';

const chunkLength = 1 << 16;

/** Hash of voxel values, whatever the type that they are stored as. */
export function hashVoxels(data: VoxelArray, grid: Grid): string {
  const hash = createHash('sha256').update(grid.size.join('x'));
  const chunk = new Float32Array(chunkLength);
  const bytes = new Uint8Array(chunk.buffer);
  for (let from = 0; from < data.length; from += chunkLength) {
    const length = Math.min(chunkLength, data.length - from);
    chunk.set(data.subarray(from, from + length));
    hash.update(length === chunkLength ? bytes : bytes.subarray(0, 4 * length));
  }
  return hash.digest('hex');
}

/** Where an image lies, to a thousandth of a millimetre: two with the same voxels may differ in it. */
export const gridKey = ({ size, spacing, origin, direction }: Grid): string =>
  [
    ...size,
    ...[...spacing, ...origin, ...direction].map((value) => value.toFixed(3).replace(/^-0\.000$/, '0.000')),
  ].join(' ');

/** Hash of which voxels of a grid are inside, whatever its spacing and origin. */
export function hashMask(mask: Mask, box: Box): string {
  const cut = cropMask(mask, box);
  const data = cut.data.map((value) => (value === 0 ? 0 : 1));
  return createHash('sha256')
    .update([...mask.size, ...box.start, ...box.size].join(' '))
    .update(data)
    .digest('hex');
}
