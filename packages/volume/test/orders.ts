import { type Grid, indexToPatient, type Matrix3, type Vector3 } from '../src/grid.ts';
import type { Mask, Volume } from '../src/volume.ts';
import type { VoxelOrder } from '../src/voxel-order.ts';

/** Every order and direction of three index axes. */
export const everyOrder: readonly VoxelOrder[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
].flatMap((axes) =>
  Array.from(
    { length: 8 },
    (_, bits) => ({ axes, reversed: [1, 2, 4].map((bit) => (bits & bit) !== 0) }) as unknown as VoxelOrder,
  ),
);

/** An image as another tool would store it: axis `j` of the file runs along axis `axes[j]`, from its end where reversed. */
export function stored<T extends Mask | Volume>(image: T, { axes, reversed }: VoxelOrder): T {
  const pick = (of: Vector3) => axes.map((axis) => of[axis]!) as unknown as Vector3;
  const size = pick(image.size);
  const d = image.direction;
  const direction = [0, 1, 2].flatMap((row) =>
    axes.map((axis, j) => (reversed[j] ? -1 : 1) * d[3 * row + axis]!),
  ) as unknown as Matrix3;
  const first = [0, 0, 0];
  for (const [j, axis] of axes.entries()) first[axis] = reversed[j] ? size[j]! - 1 : 0;
  const grid: Grid = {
    ...{ size, spacing: pick(image.spacing), direction },
    origin: indexToPatient(image, first as unknown as Vector3),
  };
  const data = image.data.slice();
  const [nx, ny, nz] = size;
  const strides = [1, image.size[0], image.size[0] * image.size[1]];
  const start = first.reduce((sum, index, axis) => sum + index * strides[axis]!, 0);
  const [dx, dy, dz] = axes.map((axis, j) => (reversed[j] ? -1 : 1) * strides[axis]!) as [
    number,
    number,
    number,
  ];
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) data[i] = image.data[start + x * dx + y * dy + z * dz]!;
  return { ...image, ...grid, data };
}
