import type { Vector3 } from './grid.ts';
import { type Connectivity, neighbourSteps } from './neighbours.ts';
import { type Beyond, type PaddedRegion, padRegion, unpadRegion } from './padded.ts';
import { gridOf, type Mask } from './volume.ts';

/** Room for so many steps, and one voxel more so that every voxel that is looked at has its neighbours. */
const room = (steps: number): Vector3 => [steps + 1, steps + 1, steps + 1];

const offsetsIn = (size: Vector3, connectivity: Connectivity): Int32Array =>
  Int32Array.from(neighbourSteps(connectivity), ([x, y, z]) => x + size[0] * (y + size[1] * z));

const emptyLike = (mask: Mask): Mask => ({ ...gridOf(mask), data: new Uint8Array(mask.data.length) });

function checkSteps(steps: number): void {
  if (!Number.isInteger(steps) || steps < 0)
    throw new RangeError(`Morphology takes whole steps, not ${steps}.`);
}

/** One step outwards (1 spreads) or inwards (0 spreads); the block's outermost voxels stay as they are. */
function spread({ size, data }: PaddedRegion, offsets: Int32Array, value: 0 | 1): Uint8Array {
  const result = data.slice();
  for (let z = 1; z < size[2] - 1; z++) {
    for (let y = 1; y < size[1] - 1; y++) {
      const row = size[0] * (y + size[1] * z);
      for (let i = row + 1; i < row + size[0] - 1; i++) {
        if (data[i] === value) continue;
        for (let k = 0; k < offsets.length; k++) {
          if (data[i + offsets[k]!] !== value) continue;
          result[i] = value;
          break;
        }
      }
    }
  }
  return result;
}

function repeat(region: PaddedRegion, connectivity: Connectivity, steps: number, value: 0 | 1): PaddedRegion {
  const offsets = offsetsIn(region.size, connectivity);
  let block = region;
  for (let step = 0; step < steps; step++) block = { ...block, data: spread(block, offsets, value) };
  return block;
}

/** The region and all voxels within `steps` neighbour steps of it. */
export function dilate(mask: Mask, connectivity: Connectivity = 6, steps = 1): Mask {
  checkSteps(steps);
  const region = padRegion(mask, room(steps));
  return region === null ? emptyLike(mask) : unpadRegion(mask, repeat(region, connectivity, steps, 1));
}

/**
 * The voxels of the region that are more than `steps` neighbour steps inside. `beyond` says what lies past the edge of
 * the grid: voxels outside the region (default), or voxels that take nothing away from it.
 */
export function erode(
  mask: Mask,
  connectivity: Connectivity = 6,
  steps = 1,
  beyond: Beyond = 'outside',
): Mask {
  checkSteps(steps);
  const region = padRegion(mask, room(steps), beyond);
  return region === null ? emptyLike(mask) : unpadRegion(mask, repeat(region, connectivity, steps, 0));
}

/** Erosion, then dilation: takes away what is thinner than the steps. */
export function open(mask: Mask, connectivity: Connectivity = 6, steps = 1): Mask {
  return dilate(erode(mask, connectivity, steps), connectivity, steps);
}

/**
 * Dilation, then erosion: fills what is narrower than the steps. Computed as if the grid went on past its edge, so that
 * a region at the edge loses nothing: the result always holds the region.
 */
export function close(mask: Mask, connectivity: Connectivity = 6, steps = 1): Mask {
  checkSteps(steps);
  const region = padRegion(mask, room(2 * steps));
  if (region === null) return emptyLike(mask);
  const grown = repeat(region, connectivity, steps, 1);
  return unpadRegion(mask, repeat(grown, connectivity, steps, 0));
}
