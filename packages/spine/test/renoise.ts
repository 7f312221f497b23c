import type { Vector3, Volume } from '@rachis/volume';
import { seeded } from './anatomy.ts';

/** Steps of the noise, mm. */
const patch = 4;

/** Smooth noise over a grid: normal-like numbers at every 4 mm, linear between. */
function noiseOver({ size, spacing }: Volume, seed: number): (x: number, y: number, z: number) => number {
  const random = seeded(seed);
  const count = size.map((n, axis) => Math.ceil((n * spacing[axis]!) / patch) + 2) as unknown as Vector3;
  const nodes = Float64Array.from(
    { length: count[0] * count[1] * count[2] },
    () => (random(-1, 1) + random(-1, 1) + random(-1, 1)) * 1.4,
  );
  return (x, y, z) => {
    const at = [x, y, z].map((i, axis) => (i * spacing[axis]!) / patch);
    const low = at.map(Math.floor) as unknown as Vector3;
    let sum = 0;
    for (let corner = 0; corner < 8; corner++) {
      const [i, j, k] = [corner & 1, (corner >> 1) & 1, corner >> 2];
      const weight = [i, j, k].reduce((w, step, axis) => {
        const part = at[axis]! - low[axis]!;
        return w * (step === 1 ? part : 1 - part);
      }, 1);
      sum += weight * nodes[low[0] + i + count[0] * (low[1] + j + count[1] * (low[2] + k))]!;
    }
    return sum;
  };
}

/** Labels as another reader or model draws them: patches of their surface a voxel further out or in. */
export function renoised(volume: Volume, seed: number): Volume {
  const noise = noiseOver(volume, seed);
  const [nx, ny, nz] = volume.size;
  const data = Uint8Array.from(volume.data as ArrayLike<number>);
  const steps = [1, -1, nx, -nx, nx * ny, -nx * ny];
  for (let z = 1; z < nz - 1; z++)
    for (let y = 1; y < ny - 1; y++)
      for (let x = 1; x < nx - 1; x++) {
        const i = x + nx * (y + ny * z);
        const own = volume.data[i]!;
        const other = steps.find((step) => volume.data[i + step] !== own);
        if (other === undefined) continue;
        const level = noise(x, y, z);
        if (own !== 0 && level < -0.8) data[i] = 0;
        if (own === 0 && level > 0.8) data[i] = volume.data[i + other]!;
      }
  return { ...volume, data };
}

/** Every second voxel along some axes: a scan of the same patient in larger voxels. */
export function thinned(volume: Volume, every: Vector3, phase: Vector3): Volume {
  const size = volume.size.map((n, axis) =>
    Math.floor((n - phase[axis]! + every[axis]! - 1) / every[axis]!),
  ) as unknown as Vector3;
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  const [nx, ny] = volume.size;
  for (let z = 0, i = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++, i++)
        data[i] =
          volume.data[
            phase[0] + x * every[0] + nx * (phase[1] + y * every[1] + ny * (phase[2] + z * every[2]))
          ]!;
  const spacing = volume.spacing.map((s, axis) => s * every[axis]!) as unknown as Vector3;
  const d = volume.direction;
  const shift = phase.map((p, axis) => p * volume.spacing[axis]!);
  const origin = [0, 1, 2].map(
    (row) =>
      volume.origin[row]! +
      d[3 * row]! * shift[0]! +
      d[3 * row + 1]! * shift[1]! +
      d[3 * row + 2]! * shift[2]!,
  ) as unknown as Vector3;
  return { ...volume, size, spacing, origin, data };
}
