import { randomStream } from './random.ts';

/** A sphere in smoothed noise: a region and an image on one grid of 1 mm. */
export interface SphereCase {
  readonly size: readonly [number, number, number];
  readonly image: Int16Array;
  readonly mask: Uint8Array;
  readonly voxels: number;
}

/** Standard deviation of the noise, in the image's units; with bins of 25 it gives about 35 grey levels. */
const noiseDeviation = 100;

/** One pass of the weights 1/4, 1/2, 1/4 along an axis; the edge voxel repeats itself. */
function smoothAlong(data: Float64Array, n: number, stride: number): Float64Array {
  const smoothed = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const position = Math.floor(i / stride) % n;
    const before = position > 0 ? data[i - stride]! : data[i]!;
    const after = position < n - 1 ? data[i + stride]! : data[i]!;
    smoothed[i] = 0.25 * before + 0.5 * data[i]! + 0.25 * after;
  }
  return smoothed;
}

/** White noise smoothed twice along each axis, brought back to mean 0 and the wanted deviation, rounded. */
export function smoothedNoise(size: readonly [number, number, number], seed: number): Int16Array {
  const stream = randomStream(seed);
  let data = new Float64Array(size[0] * size[1] * size[2]);
  for (let i = 0; i < data.length; i++) data[i] = stream.normal();
  for (let pass = 0; pass < 2; pass++) {
    data = smoothAlong(data, size[0], 1) as Float64Array<ArrayBuffer>;
    data = smoothAlong(data, size[1], size[0]) as Float64Array<ArrayBuffer>;
    data = smoothAlong(data, size[2], size[0] * size[1]) as Float64Array<ArrayBuffer>;
  }
  let sum = 0;
  let squares = 0;
  for (const value of data) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / data.length;
  const scale = noiseDeviation / Math.sqrt(squares / data.length - mean * mean);
  return Int16Array.from(data, (value) => Math.round((value - mean) * scale));
}

/**
 * Voxels no further than `radius` from a centre that lies between eight voxels, in the middle of a cube
 * with `margin` voxels around the sphere.
 */
export function sphereMask(
  radius: number,
  margin: number,
): { size: [number, number, number]; mask: Uint8Array } {
  const edge = 2 * (Math.ceil(radius) + margin);
  const centre = (edge - 1) / 2;
  const mask = new Uint8Array(edge * edge * edge);
  for (let z = 0, i = 0; z < edge; z++) {
    for (let y = 0; y < edge; y++) {
      for (let x = 0; x < edge; x++, i++) {
        const squared = (x - centre) ** 2 + (y - centre) ** 2 + (z - centre) ** 2;
        mask[i] = squared <= radius * radius ? 1 : 0;
      }
    }
  }
  return { size: [edge, edge, edge], mask };
}

/** A sphere case; `expected`, where given, is the voxel count that the radius must give. */
export function sphereCase(radius: number, seed: number, expected?: number): SphereCase {
  const { size, mask } = sphereMask(radius, 8);
  let voxels = 0;
  for (const inside of mask) voxels += inside;
  if (expected !== undefined && voxels !== expected) {
    throw new Error(`A sphere of radius ${radius} has ${voxels} voxels, not ${expected}.`);
  }
  return { size, image: smoothedNoise(size, seed), mask, voxels };
}
