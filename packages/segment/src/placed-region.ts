import { type Box, boundingBox, cropGrid, type Grid, growBox, type Mask, type Vector3 } from '@rachis/volume';

/** The voxels of a region in a box of a grid: 1 inside, 0 outside; nothing of it lies beyond the box. */
export interface PlacedRegion {
  readonly box: Box;
  readonly data: Uint8Array;
}

export const voxelsOf = ({ size }: Box): number => size[0] * size[1] * size[2];

/** The smallest box that holds both. */
export function hull(a: Box, b: Box): Box {
  const start = a.start.map((s, k) => Math.min(s, b.start[k]!)) as unknown as Vector3;
  const end = a.start.map((s, k) => Math.max(s + a.size[k]!, b.start[k]! + b.size[k]!));
  return { start, size: end.map((e, k) => e - start[k]!) as unknown as Vector3 };
}

/** A box grown by a margin, cut where it leaves another. */
export function growWithin(box: Box, margin: Vector3, limit: Box): Box {
  const shifted = box.start.map((s, a) => s - limit.start[a]!) as unknown as Vector3;
  const grown = growBox({ start: shifted, size: box.size }, margin, limit);
  return { start: grown.start.map((s, a) => s + limit.start[a]!) as unknown as Vector3, size: grown.size };
}

/** The region in another box; what lies beyond that box is dropped. */
export function placeIn({ box, data }: PlacedRegion, target: Box): PlacedRegion {
  const result = new Uint8Array(voxelsOf(target));
  const from = box.start.map((s, a) => Math.max(s, target.start[a]!));
  const to = box.start.map((s, a) => Math.min(s + box.size[a]!, target.start[a]! + target.size[a]!));
  if (from[0]! >= to[0]!) return { box: target, data: result };
  const row = (b: Box, y: number, z: number) =>
    from[0]! - b.start[0] + b.size[0] * (y - b.start[1] + b.size[1] * (z - b.start[2]));
  for (let z = from[2]!; z < to[2]!; z++) {
    for (let y = from[1]!; y < to[1]!; y++) {
      const at = row(box, y, z);
      result.set(data.subarray(at, at + to[0]! - from[0]!), row(target, y, z));
    }
  }
  return { box: target, data: result };
}

/** The region as a mask on its box of the grid. */
export function maskOf({ box, data }: PlacedRegion, grid: Grid): Mask {
  return { ...cropGrid(grid, box), data };
}

/** The smallest box of the grid that holds the region; null for an empty region. */
export function tightBox(region: PlacedRegion, grid: Grid): Box | null {
  const found = boundingBox(maskOf(region, grid));
  if (found === null) return null;
  return {
    start: found.start.map((s, a) => s + region.box.start[a]!) as unknown as Vector3,
    size: found.size,
  };
}

/** Whether a box comes within a voxel of the sides of `outer` that are not those of `limit`. */
export function touches(box: Box, outer: Box, limit: Box): boolean {
  return [0, 1, 2].some((a) => {
    const end = (b: Box) => b.start[a]! + b.size[a]!;
    const low = box.start[a]! <= outer.start[a]! && outer.start[a]! > limit.start[a]!;
    return low || (end(box) >= end(outer) && end(outer) < end(limit));
  });
}
