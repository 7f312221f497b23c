import {
  dilate,
  dilateByRadius,
  erode,
  type Mask,
  maskCount,
  padRegion,
  RachisError,
  squaredDistances,
  unpadRegion,
} from '@rachis/volume';
import type { Random } from './random.ts';

/** Where a region may change. */
export interface VolumeChangeOptions {
  /** Change within slices only. */
  readonly slicewise?: boolean;
  /** Voxels on the region's grid that it may not grow into. */
  readonly keepOut?: Uint8Array | null;
}

/** Least share of the volume that erosion by a distance leaves. */
const leastShare = 0.8;

/** A spacing between slices that no distance reaches across. */
const faraway = 1e9;

function without(mask: Mask, original: Mask, keepOut: Uint8Array | null | undefined): Mask {
  if (!keepOut) return mask;
  const data = mask.data.map((v, i) => (v !== 0 && (original.data[i] !== 0 || keepOut[i] === 0) ? 1 : 0));
  return { ...mask, data };
}

/** Number of voxels after a change by a fraction; products a rounding error below a whole number are that number. */
export function voxelsAfter(count: number, fraction: number): number {
  return Math.floor(count * (1 + fraction) + 1e-9 * count);
}

/** Adds to (or takes from) `data` so many voxels, chosen at random, of those where the two differ. */
function choose(data: Uint8Array, other: Uint8Array, wanted: number, random: Random): void {
  const rim: number[] = [];
  for (let i = 0; i < data.length; i++) if ((data[i] !== 0) !== (other[i] !== 0)) rim.push(i);
  for (const k of random.sample(rim.length, wanted)) data[rim[k]!] = other[rim[k]!]!;
}

/**
 * The region grown (`fraction` above 0) or shrunk (below) to `floor(V0 (1 + fraction))` voxels: whole rims of voxels
 * that share a face are added or taken away until the number would be passed; voxels of the last rim are chosen at
 * random (Zwanenburg et al. 2019, "Assessing robustness of radiomic features by image perturbation").
 * `REGION_TOO_SMALL` where no voxel would be left; `ARGUMENT_INVALID` where there is no room to grow.
 */
export function changeVolumeByFraction(
  mask: Mask,
  fraction: number,
  random: Random,
  { slicewise = false, keepOut = null }: VolumeChangeOptions = {},
): Mask {
  const connectivity = slicewise ? 4 : 6;
  const before = maskCount(mask);
  const target = voxelsAfter(before, fraction);
  if (before > 0 && target < 1) {
    throw new RachisError(
      'REGION_TOO_SMALL',
      `The region has ${before} voxels; shrunk by ${-fraction} of its volume nothing would be left.`,
      { remedy: 'Leave this region or this perturbation out.' },
    );
  }
  let current: Mask = { ...mask, data: mask.data.map((v) => (v === 0 ? 0 : 1)) };
  let count = before;
  while (count !== target) {
    const grows = target > count;
    const stepped = grows
      ? without(dilate(current, connectivity), current, keepOut)
      : erode(current, connectivity);
    const reached = maskCount(stepped);
    if (grows && reached === count) {
      throw new RachisError(
        'ARGUMENT_INVALID',
        `The region has no room to grow to ${target} voxels: it stops at ${count}, at the image's edge or what it must keep out of.`,
        { remedy: 'Grow it by less, or leave this perturbation out.' },
      );
    }
    if (grows ? reached > target : reached < target) {
      const data = current.data.slice();
      choose(data, stepped.data, Math.abs(target - count), random);
      return { ...current, data };
    }
    current = stepped;
    count = reached;
  }
  return current;
}

/**
 * The region grown (`distance` above 0, mm) or shrunk (below): voxel centres within the distance are added, or those
 * within it of the outside taken away. Shrinking stops at the last distance that leaves 0.8 of the volume.
 */
export function changeVolumeByDistance(
  mask: Mask,
  distance: number,
  { slicewise = false, keepOut = null }: VolumeChangeOptions = {},
): Mask {
  const spaced: Mask = slicewise ? { ...mask, spacing: [mask.spacing[0], mask.spacing[1], faraway] } : mask;
  if (distance >= 0) {
    return { ...without(dilateByRadius(spaced, distance), mask, keepOut), spacing: mask.spacing };
  }
  // The voxels just outside are all that erosion needs to know.
  const region = padRegion(mask, [1, 1, 1]);
  if (region === null) return mask;
  const depths = squaredDistances(region.data, region.size, spaced.spacing, 0).map(Math.sqrt);
  const order = depths.filter((depth) => depth > 0).sort();
  const least = Math.ceil(leastShare * order.length);
  // Taking away every depth up to this one leaves enough: equal depths go together or not at all.
  let cut = 0;
  const most = -distance * (1 + 1e-9);
  for (let i = 0; i < order.length; i++) {
    const depth = order[i]!;
    if (depth > most) break;
    let same = i;
    while (same + 1 < order.length && order[same + 1]! <= depth * (1 + 1e-12)) same++;
    if (order.length - (same + 1) < least) break;
    cut = order[same]!;
    i = same;
  }
  return unpadRegion(mask, { ...region, data: Uint8Array.from(depths, (depth) => (depth > cut ? 1 : 0)) });
}
