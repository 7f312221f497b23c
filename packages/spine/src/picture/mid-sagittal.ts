import { invertMatrix3, type Vector3, type Volume } from '@rachis/volume';
import type { SpineMeasurements } from '../measure/measure-spine.ts';
import { add, dot, scale } from '../vertebra/vector.ts';

/** The mid-sagittal plane of a spine, curved sideways through the middles of its vertebrae, as pixels. */
export interface MidSagittal {
  readonly width: number;
  readonly height: number;
  /** mm a pixel. */
  readonly pixel: number;
  /** Where a patient position (LPS, mm) is seen, in pixels; anterior is on the left. */
  readonly seen: (position: Vector3) => readonly [x: number, y: number];
  /** Patient position of a pixel. */
  readonly place: (x: number, y: number) => Vector3;
}

/** Room around the vertebrae, mm. */
const margin = { anterior: 60, posterior: 75, superior: 40, inferior: 45 };

/** The plane of a spine's picture; null where no vertebra was found. */
export function midSagittalPlane({ vertebrae, axes }: SpineMeasurements, pixel = 0.5): MidSagittal | null {
  const along = (p: Vector3) => [dot(p, axes.left), dot(p, axes.anterior), dot(p, axes.superior)] as const;
  const middles = vertebrae.flatMap(([, { found }]) => (found === null ? [] : [along(found.box.centre)]));
  if (middles.length === 0) return null;
  const byHeight = [...middles].sort((a, b) => a[2] - b[2]);
  const sideways = (s: number): number => {
    const above = byHeight.findIndex(([, , height]) => height >= s);
    if (above === -1) return byHeight.at(-1)![0];
    if (above === 0) return byHeight[0]![0];
    const [low, high] = [byHeight[above - 1]!, byHeight[above]!];
    return low[0] + ((s - low[2]) / (high[2] - low[2])) * (high[0] - low[0]);
  };
  const front = Math.max(...middles.map(([, a]) => a)) + margin.anterior;
  const back = Math.min(...middles.map(([, a]) => a)) - margin.posterior;
  const top = Math.max(...middles.map(([, , s]) => s)) + margin.superior;
  const bottom = Math.min(...middles.map(([, , s]) => s)) - margin.inferior;
  return {
    width: Math.round((front - back) / pixel),
    height: Math.round((top - bottom) / pixel),
    pixel,
    seen: (position) => {
      const [, a, s] = along(position);
      return [(front - a) / pixel, (top - s) / pixel];
    },
    place: (x, y) => {
      const [a, s] = [front - x * pixel, top - y * pixel];
      return add(add(scale(axes.left, sideways(s)), scale(axes.anterior, a)), scale(axes.superior, s));
    },
  };
}

/** Grey levels of an image on the plane, black to white between two intensities; linear between voxels. */
export function greyOn(plane: MidSagittal, image: Volume, window: readonly [number, number]): Uint8Array {
  const { data, size, spacing, origin } = image;
  const inverse = invertMatrix3(image.direction);
  const [nx, ny, nz] = size;
  const pixels = new Uint8Array(plane.width * plane.height);
  const read = (x: number, y: number, z: number) => data[x + nx * (y + ny * z)]!;
  for (let v = 0; v < plane.height; v++)
    for (let u = 0; u < plane.width; u++) {
      const p = plane.place(u + 0.5, v + 0.5);
      const [rx, ry, rz] = [p[0] - origin[0], p[1] - origin[1], p[2] - origin[2]];
      const x = (inverse[0] * rx + inverse[1] * ry + inverse[2] * rz) / spacing[0];
      const y = (inverse[3] * rx + inverse[4] * ry + inverse[5] * rz) / spacing[1];
      const z = (inverse[6] * rx + inverse[7] * ry + inverse[8] * rz) / spacing[2];
      if (!(x >= 0 && y >= 0 && z >= 0 && x <= nx - 1 && y <= ny - 1 && z <= nz - 1)) continue;
      const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
      const [i1, j1, k1] = [Math.min(i + 1, nx - 1), Math.min(j + 1, ny - 1), Math.min(k + 1, nz - 1)];
      const [fx, fy, fz] = [x - i, y - j, z - k];
      const low =
        (1 - fy) * ((1 - fx) * read(i, j, k) + fx * read(i1, j, k)) +
        fy * ((1 - fx) * read(i, j1, k) + fx * read(i1, j1, k));
      const high =
        (1 - fy) * ((1 - fx) * read(i, j, k1) + fx * read(i1, j, k1)) +
        fy * ((1 - fx) * read(i, j1, k1) + fx * read(i1, j1, k1));
      const value = (1 - fz) * low + fz * high;
      pixels[u + plane.width * v] = Math.max(
        0,
        Math.min(255, (255 * (value - window[0])) / (window[1] - window[0])),
      );
    }
  return pixels;
}

/** Intensities to show an image between: a bone window in HU, else from the 1st to the 99.5th percentile. */
export function windowOf(image: Volume): readonly [number, number] {
  if (image.unit === 'HU') return [-200, 900];
  const step = Math.max(1, Math.floor(image.data.length / 20_000));
  const values: number[] = [];
  for (let i = 0; i < image.data.length; i += step) values.push(image.data[i]!);
  values.sort((a, b) => a - b);
  // Air of a CT whose file does not say that it is one.
  if (values[0]! < -500) return [-200, 900];
  const at = (part: number) => values[Math.floor(part * (values.length - 1))]!;
  return at(0.995) > at(0.01) ? [at(0.01), at(0.995)] : [at(0.01), at(0.01) + 1];
}
