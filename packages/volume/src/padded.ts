import { boundingBox } from './box.ts';
import type { Vector3 } from './grid.ts';
import { gridOf, type Mask } from './volume.ts';

/** A region cut out with a margin of voxels on every side, which may lie beyond the grid. */
export interface PaddedRegion {
  readonly size: Vector3;
  /** Where the block begins in the mask's grid; may be negative. */
  readonly start: Vector3;
  /** 1 inside, 0 outside. */
  readonly data: Uint8Array;
}

/** What lies beyond the grid of a mask: voxels outside the region, or ones that are left to be inside. */
export type Beyond = 'outside' | 'inside';

/** The region with a margin around its bounding box, voxels beyond the grid set as told; null for an empty region. */
export function padRegion(mask: Mask, margin: Vector3, beyond: Beyond = 'outside'): PaddedRegion | null {
  const box = boundingBox(mask);
  if (box === null) return null;
  const size = box.size.map((n, a) => n + 2 * margin[a]!) as unknown as Vector3;
  const start = box.start.map((s, a) => s - margin[a]!) as unknown as Vector3;
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  const [nx, ny, nz] = mask.size;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      const [gy, gz] = [y + start[1], z + start[2]];
      const to = size[0] * (y + size[1] * z);
      const within = gy >= 0 && gy < ny && gz >= 0 && gz < nz;
      if (!within) {
        if (beyond === 'inside') data.fill(1, to, to + size[0]);
        continue;
      }
      const row = nx * (gy + ny * gz) + start[0];
      for (let x = 0; x < size[0]; x++) {
        const gx = x + start[0];
        if (gx < 0 || gx >= nx) data[to + x] = beyond === 'inside' ? 1 : 0;
        else data[to + x] = mask.data[row + x] === 0 ? 0 : 1;
      }
    }
  }
  return { size, start, data };
}

/** A block back on the grid of a mask; what lies beyond the grid is dropped, everything else is 0. */
export function unpadRegion(mask: Mask, { size, start, data }: PaddedRegion): Mask {
  const result = new Uint8Array(mask.data.length);
  const [nx, ny, nz] = mask.size;
  const x0 = Math.max(0, -start[0]);
  const x1 = Math.min(size[0], nx - start[0]);
  for (let z = Math.max(0, -start[2]); z < Math.min(size[2], nz - start[2]); z++) {
    for (let y = Math.max(0, -start[1]); y < Math.min(size[1], ny - start[1]); y++) {
      const from = size[0] * (y + size[1] * z);
      const to = nx * (y + start[1] + ny * (z + start[2])) + start[0];
      result.set(data.subarray(from + x0, from + x1), to + x0);
    }
  }
  return { ...gridOf(mask), data: result };
}
