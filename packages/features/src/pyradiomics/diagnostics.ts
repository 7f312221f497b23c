import type { Vector3 } from '@rachis/volume';
import type { RadiomicsImage, RadiomicsMask } from './image.ts';
import { pythonNumber } from './image-types.ts';
import { positionOf } from './interpolate.ts';
import { boxOf } from './region-steps.ts';

/** A column of PyRadiomics: a number, or text. */
export type RadiomicsColumn = readonly [name: string, value: number | string];

const tuple = (values: readonly number[], write: (value: number) => string = pythonNumber) =>
  `(${values.map(write).join(', ')})`;
const whole = (value: number) => String(value);

/** Mean, smallest and largest of the values that `take` lets through. */
function summary(data: Float64Array, take: (i: number) => boolean): readonly [number, number, number] {
  let [sum, count, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < data.length; i++) {
    if (!take(i)) continue;
    sum += data[i]!;
    count++;
    low = Math.min(low, data[i]!);
    high = Math.max(high, data[i]!);
  }
  return [sum / count, low, high];
}

/** Number of parts of a region, 26-connected. */
function countParts({ data, size: [nx, ny, nz] }: RadiomicsMask): number {
  const seen = new Uint8Array(data.length);
  const queue: number[] = [];
  let parts = 0;
  for (let start = 0; start < data.length; start++) {
    if (data[start] === 0 || seen[start]) continue;
    parts++;
    seen[start] = 1;
    queue.push(start);
    while (queue.length > 0) {
      const at = queue.pop()!;
      const [x, y, z] = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
      for (let w = Math.max(0, z - 1); w <= Math.min(nz - 1, z + 1); w++)
        for (let v = Math.max(0, y - 1); v <= Math.min(ny - 1, y + 1); v++)
          for (let u = Math.max(0, x - 1); u <= Math.min(nx - 1, x + 1); u++) {
            const next = u + nx * (v + ny * w);
            if (data[next] === 0 || seen[next]) continue;
            seen[next] = 1;
            queue.push(next);
          }
    }
  }
  return parts;
}

/** Columns about an image. */
export function imageColumns(image: RadiomicsImage, stage: string, hash: string | null): RadiomicsColumn[] {
  const prefix = `diagnostics_Image-${stage}`;
  const [mean, low, high] = summary(image.data, () => true);
  return [
    ...(stage === 'original'
      ? ([
          [`${prefix}_Hash`, hash ?? ''],
          [`${prefix}_Dimensionality`, '3D'],
        ] as const)
      : []),
    [`${prefix}_Spacing`, tuple(image.spacing)],
    [`${prefix}_Size`, tuple(image.size, whole)],
    [`${prefix}_Mean`, mean],
    [`${prefix}_Minimum`, low],
    [`${prefix}_Maximum`, high],
  ];
}

/** Columns about a region, and about the image inside it. */
export function maskColumns(
  image: RadiomicsImage | null,
  mask: RadiomicsMask,
  stage: string,
  hash: string | null,
): RadiomicsColumn[] {
  const prefix = `diagnostics_Mask-${stage}`;
  const box = boxOf(mask);
  const [nx, ny] = mask.size;
  const sum = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) continue;
    sum[0]! += i % nx;
    sum[1]! += Math.floor(i / nx) % ny;
    sum[2]! += Math.floor(i / (nx * ny));
    count++;
  }
  const centre = sum.map((s) => s / count) as unknown as Vector3;
  const inside = image === null ? null : summary(image.data, (i) => mask.data[i] !== 0);
  return [
    ...(stage === 'original' ? ([[`${prefix}_Hash`, hash ?? '']] as const) : []),
    [`${prefix}_Spacing`, tuple(mask.spacing)],
    [`${prefix}_Size`, tuple(mask.size, whole)],
    [`${prefix}_BoundingBox`, tuple([...box.start, ...box.size], whole)],
    [`${prefix}_VoxelNum`, count],
    [`${prefix}_VolumeNum`, countParts(mask)],
    [`${prefix}_CenterOfMassIndex`, tuple(centre)],
    [`${prefix}_CenterOfMass`, tuple(positionOf(mask, centre))],
    ...(inside === null
      ? []
      : ([
          [`${prefix}_Mean`, inside[0]],
          [`${prefix}_Minimum`, inside[1]],
          [`${prefix}_Maximum`, inside[2]],
        ] as const)),
  ];
}
