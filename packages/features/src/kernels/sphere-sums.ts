import { type Box, growBox, type Vector3, type VoxelArray } from '@rachis/volume';
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

/** Whether every voxel of a box is a finite number; whole-number types always are. */
function allFinite(data: VoxelArray, size: Vector3, { start, size: [nx, ny, nz] }: Box): boolean {
  if (!(data instanceof Float64Array) && !(data instanceof Float32Array)) return true;
  // x - x is 0 for every finite number and NaN for all others.
  let strange = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const from = start[0] + size[0] * (start[1] + y + size[1] * (start[2] + z));
      for (let i = from; i < from + nx; i++) strange += data[i]! - data[i]!;
    }
  }
  return strange === 0;
}

/** Mean over the sphere around a voxel of the box (its index from the box's first voxel). */
export type MeanAt = (x: number, y: number, z: number) => number;

/**
 * Means over a sphere around every voxel of a box (kept in kernel memory until the caller releases it). `data` is the image around it (size `size`, x fastest); voxels
 * outside the image, or that are not finite, do not count.
 */
export function sphereMeans(data: VoxelArray, size: Vector3, box: Box, sphere: readonly SphereRow[]): MeanAt {
  const widest = Math.max(...sphere.map(({ half }) => half));
  const reachY = Math.max(...sphere.map(({ dy }) => dy));
  const reachZ = Math.max(...sphere.map(({ dz }) => dz));
  // The kernel works on four voxels at a time and may touch three beyond a row: they must be in the frame.
  const frame = Math.max(widest, reachY, 3);
  const [bx, by, bz] = box.size;
  const rowStride = bx + 2 * frame;
  const rows = by + 2 * frame;
  const perSlice = rowStride * rows;
  const kernels = sharedKernels();
  const offsets = kernels.reserve(sphere.length * 12);
  const image = kernels.reserve(perSlice * 8, false);
  const windows = kernels.reserve((widest + 1) * perSlice * 8, false);
  const reaches = [widest, reachY, reachZ];
  const fits = reaches.every(
    (reach, axis) => box.start[axis]! >= reach && box.start[axis]! + box.size[axis]! + reach <= size[axis]!,
  );
  const whole = fits && allFinite(data, size, growBox(box, reaches as unknown as Vector3, { size }));
  const sumsAt = kernels.reserve(perSlice * bz * 8);
  const countsAt = whole ? 0 : kernels.reserve(perSlice * bz * 8);
  const list = new Int32Array(kernels.run.memory.buffer, offsets, sphere.length * 3);
  sphere.forEach(({ dz, dy, half }, i) => {
    list.set([dz, dy, half], 3 * i);
  });
  const slice = kernels.numbers(image, perSlice);
  const addSlices = (output: number, read: (value: number) => number) => {
    for (let z = -reachZ; z < bz + reachZ; z++) {
      const from = box.start[2] + z;
      if (from < 0 || from >= size[2]) continue;
      slice.fill(0);
      for (let y = 0; y < rows; y++) {
        const row = box.start[1] + y - frame;
        if (row < 0 || row >= size[1]) continue;
        const start = box.start[0] - frame;
        const first = Math.max(0, -start);
        const end = Math.min(rowStride, size[0] - start);
        const at = start + size[0] * (row + size[1] * from);
        if (whole) slice.set(data.subarray(at + first, at + end), y * rowStride + first);
        else for (let x = first; x < end; x++) slice[y * rowStride + x] = read(data[at + x]!);
      }
      kernels.run.addSphereSlice(
        image,
        rowStride,
        rows,
        frame,
        z,
        bz,
        offsets,
        sphere.length,
        widest,
        windows,
        output,
      );
    }
  };
  addSlices(sumsAt, (value) => (Number.isFinite(value) ? value : 0));
  const sums = kernels.numbers(sumsAt, perSlice * bz);
  const index = (x: number, y: number, z: number) => x + frame + rowStride * (y + frame + rows * z);
  if (whole) {
    const count = sphere.reduce((total, { half }) => total + 2 * half + 1, 0);
    return (x, y, z) => sums[index(x, y, z)]! / count;
  }
  addSlices(countsAt, (value) => (Number.isFinite(value) ? 1 : 0));
  const counts = kernels.numbers(countsAt, perSlice * bz);
  return (x, y, z) => sums[index(x, y, z)]! / counts[index(x, y, z)]!;
}
