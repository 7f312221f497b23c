import { type Grid, indexToPatient, type Vector3 } from './grid.ts';
import type { Mask, VoxelArray } from './volume.ts';

/** A block of voxels: from `start` (inclusive), `size` voxels along each axis. */
export interface Box {
  readonly start: Vector3;
  readonly size: Vector3;
}

/** Whether any of the bytes from `from` up to `to` has one of the bits of `bits`; four bytes at a time. */
export function anyBits(data: Uint8Array, from: number, to: number, bits: number): boolean {
  let at = from;
  for (; at < to && (data.byteOffset + at) % 4 !== 0; at++) if ((data[at]! & bits) !== 0) return true;
  // A view must begin on a whole word, which a short slice may not reach.
  const words =
    at < to ? new Uint32Array(data.buffer, data.byteOffset + at, (to - at) >> 2) : new Uint32Array(0);
  const pattern = bits | (bits << 8) | (bits << 16) | (bits << 24);
  for (let i = 0; i < words.length; i++) if ((words[i]! & pattern) !== 0) return true;
  for (at += 4 * words.length; at < to; at++) if ((data[at]! & bits) !== 0) return true;
  return false;
}

/** Smallest box that holds every voxel of the mask; null when the mask is empty. */
export function boundingBox(mask: Mask): Box | null {
  const [nx, ny, nz] = mask.size;
  const { data } = mask;
  let x0 = nx;
  let x1 = -1;
  let y0 = ny;
  let y1 = -1;
  let z0 = nz;
  let z1 = -1;
  for (let z = 0; z < nz; z++) {
    if (!anyBits(data, nx * ny * z, nx * ny * (z + 1), 0xff)) continue;
    for (let y = 0; y < ny; y++) {
      const row = nx * (y + ny * z);
      let first = 0;
      while (first < nx && data[row + first] === 0) first++;
      if (first === nx) continue;
      let last = nx - 1;
      while (data[row + last] === 0) last--;
      if (first < x0) x0 = first;
      if (last > x1) x1 = last;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
      if (z < z0) z0 = z;
      z1 = z;
    }
  }
  if (x1 < 0) return null;
  return { start: [x0, y0, z0], size: [x1 - x0 + 1, y1 - y0 + 1, z1 - z0 + 1] };
}

/** The box grown by `margin` voxels along each axis, cut where it leaves the grid. */
export function growBox(box: Box, margin: Vector3, grid: Pick<Grid, 'size'>): Box {
  const start = box.start.map((s, a) => Math.max(0, s - margin[a]!)) as unknown as Vector3;
  const end = box.start.map((s, a) => Math.min(grid.size[a]!, s + box.size[a]! + margin[a]!));
  return { start, size: end.map((e, a) => e - start[a]!) as unknown as Vector3 };
}

/** The grid of a box cut out of a grid: same axes, origin moved to the box's first voxel. */
export function cropGrid(grid: Grid, box: Box): Grid {
  return {
    size: box.size,
    spacing: grid.spacing,
    origin: indexToPatient(grid, box.start),
    direction: grid.direction,
  };
}

/** A view of a short row costs more than to copy it number by number. */
function cropFloats(data: Float64Array, size: Vector3, box: Box, target: Float64Array): void {
  const [bx, by, bz] = box.size;
  const [x0, y0, z0] = box.start;
  for (let z = 0, to = 0; z < bz; z++) {
    for (let y = 0; y < by; y++) {
      const from = x0 + size[0] * (y0 + y + size[1] * (z0 + z));
      for (let i = from; i < from + bx; i++) target[to++] = data[i]!;
    }
  }
}

/** Copies the voxels of a box into `target` (length of the box), converting to its type. */
export function cropData<T extends VoxelArray>(data: VoxelArray, size: Vector3, box: Box, target: T): T {
  const [bx, by, bz] = box.size;
  const [x0, y0, z0] = box.start;
  if (data instanceof Float64Array && target instanceof Float64Array) {
    cropFloats(data, size, box, target);
    return target;
  }
  for (let z = 0; z < bz; z++) {
    for (let y = 0; y < by; y++) {
      const from = x0 + size[0] * (y0 + y + size[1] * (z0 + z));
      target.set(data.subarray(from, from + bx), bx * (y + by * z));
    }
  }
  return target;
}

/** A box of a mask as a mask of its own. */
export function cropMask(mask: Mask, box: Box): Mask {
  const data = new Uint8Array(box.size[0] * box.size[1] * box.size[2]);
  return { ...cropGrid(mask, box), data: cropData(mask.data, mask.size, box, data) };
}

/** Writes the voxels of a box back into `data` (of a grid of `size`): what `cropData` took out. */
export function pasteData(data: VoxelArray, size: Vector3, box: Box, values: VoxelArray): void {
  const [bx, by, bz] = box.size;
  const [x0, y0, z0] = box.start;
  for (let z = 0; z < bz; z++) {
    for (let y = 0; y < by; y++) {
      const from = bx * (y + by * z);
      data.set(values.subarray(from, from + bx), x0 + size[0] * (y0 + y + size[1] * (z0 + z)));
    }
  }
}
