import { type Box, RachisError, type Volume } from '@rachis/volume';
import type { Random } from './random.ts';

/** High-pass analysis filter of the coiflet with two vanishing moments (coif1; Daubechies 1993). */
const highPass = (() => {
  const r = Math.sqrt(7);
  const low = [r - 3, 1 - r, 14 - 2 * r, 14 + 2 * r, 5 + r, 1 - r].map((v) => v / (16 * Math.SQRT2));
  return low.map((_, k) => (k % 2 === 0 ? -1 : 1) * low[low.length - 1 - k]!);
})();

/** Position on a line of `n` values that goes on mirrored at its ends, edge values repeated. */
function mirrored(position: number, n: number): number {
  const period = 2 * n;
  const at = ((position % period) + period) % period;
  return at < n ? at : period - 1 - at;
}

/** Where each tap of the filter looks, for each position of a line. */
function tapsOf(n: number): Int32Array {
  const taps = highPass.length;
  const index = new Int32Array(n * taps);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < taps; k++) index[i * taps + k] = mirrored(i + taps / 2 - k, n);
  }
  return index;
}

/** Puts the value of rank `k` at its place in the values, all smaller ones before it (Hoare 1961). */
function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const held = values[i]!;
      values[i++] = values[j]!;
      values[j--] = held;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}

/** The middle of the values (mean of the two middle ones for an even number); reorders them. */
function medianOf(values: Float64Array): number {
  const half = values.length >> 1;
  const upper = select(values, half);
  if (values.length % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < half; i++) if (values[i]! > lower) lower = values[i]!;
  return (lower + upper) / 2;
}

/** Median of |x| of a standard normal number. */
export const normalMedianDeviation = 0.6745;

/**
 * Standard deviation of an image's noise: the median of |HH| / `deviation`, with HH the undecimated high-pass
 * response of the coif1 wavelet along both axes of each slice (Donoho and Johnstone 1994; Chang et al. 2000; as MIRP,
 * which divides by 0.6754). `INTENSITY_INVALID` where a voxel is not a finite number.
 */
export function estimateNoise(image: Volume, deviation: number = normalMedianDeviation): number {
  const [nx, ny, nz] = image.size;
  const responses = new Float64Array(nx * ny * nz);
  const along = new Float64Array(nx * ny);
  const taps = highPass.length;
  const [atX, atY] = [tapsOf(nx), tapsOf(ny)];
  // x - x is 0 for every finite number and NaN for all others.
  let strange = 0;
  for (let z = 0; z < nz; z++) {
    const from = nx * ny * z;
    along.fill(0);
    for (let y = 0; y < ny; y++) {
      for (let k = 0; k < taps; k++) {
        const weight = highPass[k]!;
        const row = from + nx * atY[y * taps + k]!;
        for (let x = 0; x < nx; x++) along[nx * y + x]! += weight * image.data[row + x]!;
      }
    }
    for (let y = 0; y < ny; y++) {
      const row = nx * y;
      for (let x = 0; x < nx; x++) {
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += highPass[k]! * along[row + atX[x * taps + k]!]!;
        const response = Math.abs(sum);
        responses[from + row + x] = response;
        strange += response - response;
      }
    }
  }
  if (strange === 0) return medianOf(responses) / deviation;
  throw new RachisError(
    'INTENSITY_INVALID',
    'The noise of an image with voxels that are no numbers cannot be estimated.',
    {
      remedy: 'Give the noise level, or replace these voxels first.',
    },
  );
}

/**
 * The voxels of a box with normal noise of a standard deviation added, x fastest. Each row of the image has numbers of
 * its own, so that a voxel's noise does not depend on the box.
 */
export function addNoise(image: Volume, box: Box, level: number, random: Random): Float64Array {
  const [bx, by, bz] = box.size;
  const [x0, y0, z0] = box.start;
  const result = new Float64Array(bx * by * bz);
  let to = 0;
  for (let z = 0; z < bz; z++) {
    for (let y = 0; y < by; y++) {
      const { normal } = random.split(z0 + z, y0 + y);
      const row = image.size[0] * (y0 + y + image.size[1] * (z0 + z)) + x0;
      for (let x = 0; x < x0; x++) normal();
      for (let x = 0; x < bx; x++) result[to++] = image.data[row + x]! + level * normal();
    }
  }
  return result;
}
