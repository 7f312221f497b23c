import type { Box, Vector3, VoxelArray } from '@rachis/volume';
import type { RegionRows } from '../region-rows.ts';
import { sharedKernels } from './webassembly.ts';

/** Rows of a sphere: offset in y and z, and half width in x, voxels. */
export interface SphereRow {
  readonly dy: number;
  readonly dz: number;
  readonly half: number;
}

/** Voxels whose centres lie within `radius` mm of a voxel's centre, as rows along x, by dz. */
export function sphereRows(radius: number, spacing: Vector3): SphereRow[] {
  const [sx, sy, sz] = spacing;
  // A voxel exactly on the sphere is in it, whatever the rounding of its distance.
  const limit = radius * radius * (1 + 1e-12);
  const rows: SphereRow[] = [];
  const reachY = Math.floor(Math.sqrt(limit) / sy);
  const reachZ = Math.floor(Math.sqrt(limit) / sz);
  for (let dz = -reachZ; dz <= reachZ; dz++) {
    for (let dy = -reachY; dy <= reachY; dy++) {
      const left = limit - (dy * sy) ** 2 - (dz * sz) ** 2;
      if (left >= 0) rows.push({ dy, dz, half: Math.floor(Math.sqrt(left) / sx) });
    }
  }
  return rows;
}

/** Means over spheres, in kernel memory until the caller releases it. */
export interface SphereMeans {
  /** The largest mean around the voxels of a mask of the box; -Infinity where it has none. */
  largest(mask: Uint8Array): number;
}

/** Voxels of the image in the spheres around each voxel of a row of the box. */
function clippedCounts(
  size: Vector3,
  { start, size: [bx] }: Box,
  sphere: readonly SphereRow[],
): (y: number, z: number) => Float64Array {
  const widest = Math.max(...sphere.map(({ half }) => half));
  /** Counts by how many rows of the sphere of each half width lie in the image. */
  const known = new Map<string, Float64Array>();
  return (y, z) => {
    const rows = new Int32Array(widest + 1);
    for (const { dy, dz, half } of sphere) {
      const [rowY, rowZ] = [start[1] + y + dy, start[2] + z + dz];
      if (rowY >= 0 && rowY < size[1] && rowZ >= 0 && rowZ < size[2]) rows[half]!++;
    }
    const key = rows.join();
    let counts = known.get(key);
    if (counts === undefined) {
      counts = new Float64Array(bx);
      for (let x = 0; x < bx; x++) {
        const [before, after] = [start[0] + x, size[0] - 1 - start[0] - x];
        for (let half = 0; half <= widest; half++)
          counts[x]! += rows[half]! * (Math.min(before, half) + Math.min(after, half) + 1);
      }
      known.set(key, counts);
    }
    return counts;
  };
}

/**
 * Means over a sphere around the voxels of a box, in the spans of its rows. `sphere` has the same rows above and below its
 * middle; `data` is the image around it (size `size`, x fastest); voxels outside the image, or that are not finite, do not
 * count.
 */
export function sphereMeans(
  data: VoxelArray,
  size: Vector3,
  box: Box,
  sphere: readonly SphereRow[],
  { first, end }: Pick<RegionRows, 'first' | 'end'>,
): SphereMeans {
  const widest = Math.max(...sphere.map(({ half }) => half));
  const reachY = Math.max(...sphere.map(({ dy }) => dy));
  const reachZ = Math.max(...sphere.map(({ dz }) => dz));
  // The kernel works on eight voxels at a time and may touch seven beyond a row: they must be in the frame.
  const frame = Math.max(widest, reachY, 7);
  const [bx, by, bz] = box.size;
  const rowStride = bx + 2 * frame;
  const rows = by + 2 * frame;
  const perSlice = rowStride * rows;
  const kernels = sharedKernels();
  // The lower half is the upper one again.
  const upper = sphere.filter(({ dz }) => dz >= 0);
  const offsets = kernels.reserve(upper.length * 8);
  const spans = kernels.reserve(by * bz * 8);
  const image = kernels.reserve(perSlice * 8, false);
  // Beyond its end the last row of the last width is read, and never used.
  const windows = kernels.reserve(((widest + 1) * perSlice + 16) * 8, false);
  const reaches = [widest, reachY, reachZ];
  const fits = reaches.every(
    (reach, axis) => box.start[axis]! >= reach && box.start[axis]! + box.size[axis]! + reach <= size[axis]!,
  );
  const sumsAt = kernels.reserve(perSlice * bz * 8);
  const list = new Int32Array(kernels.run.memory.buffer, offsets, upper.length * 2);
  upper.forEach(({ dz, dy, half }, i) => {
    list.set([dz, 8 * (half * perSlice + dy * rowStride)], 2 * i);
  });
  const spanList = new Int32Array(kernels.run.memory.buffer, spans, by * bz * 2);
  for (let row = 0; row < by * bz; row++) {
    spanList[2 * row] = first[row]!;
    spanList[2 * row + 1] = end[row]!;
  }
  // The rows of a slice that spheres reach, and the part of them that lies in the frame.
  const firstRow = Math.max(0, box.start[1] - reachY);
  const endRow = Math.min(size[1], box.start[1] + by + reachY);
  const left = box.start[0] - frame;
  const from = Math.max(0, left);
  const length = Math.min(size[0], left + rowStride) - from;
  const staged = (endRow - firstRow) * size[0];
  const stage = kernels.reserve(staged * 8, false);
  const target = from - left + rowStride * (firstRow - (box.start[1] - frame));
  const addSlices = (output: number, read: ((value: number) => number) | null) => {
    for (let z = -reachZ; z < bz + reachZ; z++) {
      const slice = box.start[2] + z;
      if (slice < 0 || slice >= size[2]) continue;
      const first = size[0] * (firstRow + size[1] * slice);
      const values = kernels.numbers(stage, staged);
      if (read === null) values.set(data.subarray(first, first + staged));
      else for (let i = 0; i < staged; i++) values[i] = read(data[first + i]!);
      kernels.run.frameSlice(
        stage + 8 * from,
        size[0],
        length,
        endRow - firstRow,
        image,
        perSlice,
        target,
        rowStride,
      );
      kernels.run.addSphereSlice(
        image,
        rowStride,
        rows,
        frame,
        z,
        bz,
        offsets,
        upper.length,
        widest,
        windows,
        spans,
        output,
      );
    }
  };
  const rowAt = (y: number, z: number) => frame + rowStride * (y + frame + rows * z);
  const count = sphere.reduce((total, { half }) => total + 2 * half + 1, 0);
  /** Means of the sums by counts that are laid out alike; 0: all spheres are whole. */
  const means = (countsAt: number): SphereMeans => ({
    largest(mask) {
      const maskAt = kernels.reserve(mask.length, false);
      kernels.bytes(maskAt, mask.length).set(mask);
      const largest = kernels.run.largestSphere(
        sumsAt,
        countsAt,
        rowStride,
        rows,
        frame,
        spans,
        by * bz,
        maskAt,
        bx,
      );
      // Of equal counts the largest sum is that of the largest mean.
      return countsAt === 0 ? largest / count : largest;
    },
  });
  addSlices(sumsAt, null);
  const strange = kernels.run.sphereSumsStrange(sumsAt, rowStride, rows, frame, spans, by * bz);
  if (strange === 0 && fits) return means(0);
  const countsAt = kernels.reserve(perSlice * bz * 8);
  if (strange === 0) {
    const counts = kernels.numbers(countsAt, perSlice * bz);
    const countsOf = clippedCounts(size, box, sphere);
    for (let row = 0; row < by * bz; row++) {
      const [y, z] = [row % by, Math.floor(row / by)];
      if (end[row]! > first[row]!) counts.set(countsOf(y, z), rowAt(y, z));
    }
    return means(countsAt);
  }
  kernels.numbers(sumsAt, perSlice * bz).fill(0);
  addSlices(sumsAt, (value) => (Number.isFinite(value) ? value : 0));
  addSlices(countsAt, (value) => (Number.isFinite(value) ? 1 : 0));
  return means(countsAt);
}
