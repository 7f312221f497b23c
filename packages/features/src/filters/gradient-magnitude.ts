import type { ScalarField } from './scalar-field.ts';

/** Length of the gradient by central differences, the edge voxels repeated beyond the edge (as ITK); per mm, or per voxel. */
export function gradientMagnitude({ data, size, spacing }: ScalarField, perMillimetre = true): Float64Array {
  const [nx, ny, nz] = size;
  const strides = [1, nx, nx * ny] as const;
  const scale = spacing.map((s) => 0.5 * (perMillimetre ? 1 / s : 1)) as [number, number, number];
  const result = new Float64Array(data.length);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        const dx = (data[x + 1 < nx ? i + 1 : i]! - data[x > 0 ? i - 1 : i]!) * scale[0];
        const dy = (data[y + 1 < ny ? i + strides[1] : i]! - data[y > 0 ? i - strides[1] : i]!) * scale[1];
        const dz = (data[z + 1 < nz ? i + strides[2] : i]! - data[z > 0 ? i - strides[2] : i]!) * scale[2];
        result[i] = Math.sqrt(dx * dx + dy * dy + dz * dz);
      }
    }
  }
  return result;
}
