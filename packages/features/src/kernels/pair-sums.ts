import type { Vector3 } from '@rachis/volume';
import type { PairSums } from '../shape/spatial-correlation.ts';
import { type Kernels, withKernels } from './webassembly.ts';

/** Memory for a block of the spectrum, bytes: the transform of a large region is done in parts. */
const blockBytes = 160 * 2 ** 20;

/** Smallest length of at least `n` whose prime factors are 2, 3 and 5, for which the transform is made. */
export function fastLength(n: number): number {
  for (let length = Math.max(2, n); ; length++) {
    let rest = length;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    if (rest === 1) return length;
  }
}

/** Bytes in front of a plan's tables: the number of factors and the factors. */
const planHeader = 128;

/**
 * Cosine and sine of the angle 2 pi k / n. From additions and multiplications alone, since engines differ in the
 * last digit of Math.cos and Math.sin, and the same input must give the same bytes everywhere.
 */
function pointOnCircle(k: number, n: number): readonly [cosine: number, sine: number] {
  const octant = Math.floor((8 * k) / n);
  const within = 8 * k - octant * n;
  // Odd octants are measured back from their end, so that the angle is at most pi / 4.
  const back = octant % 2 === 1;
  const angle = ((Math.PI / 4) * (back ? n - within : within)) / n;
  const square = angle * angle;
  let cosine = 1;
  let sine = 1;
  for (let term = 18; term > 0; term -= 2) {
    cosine = 1 - (square / (term * (term - 1))) * cosine;
    sine = 1 - (square / (term * (term + 1))) * sine;
  }
  sine *= back ? -angle : angle;
  const quarterTurns = ((octant + (back ? 1 : 0)) / 2) % 4;
  if (quarterTurns === 0) return [cosine, sine];
  if (quarterTurns === 1) return [-sine, cosine];
  return quarterTurns === 2 ? [-cosine, -sine] : [sine, -cosine];
}

/** Writes the plan of a transform of length n (factors, cosines, minus sines) and returns its address. */
function writePlan(kernels: Kernels, n: number): number {
  const factors: number[] = [];
  let rest = n;
  for (const radix of [5, 3, 4, 2]) {
    while (rest % radix === 0) {
      factors.push(radix);
      rest /= radix;
    }
  }
  const at = kernels.reserve(planHeader + 16 * n);
  kernels.counts(at, 1 + factors.length).set([factors.length, ...factors]);
  const tables = kernels.numbers(at + planHeader, 2 * n);
  for (let k = 0; k < n; k++) {
    const [cosine, sine] = pointOnCircle(k, n);
    tables[k] = cosine;
    tables[n + k] = -sine;
  }
  return at;
}

/**
 * Sums over all ordered pairs of different voxels of a mask, weighted by the inverse of their distance (mm):
 * O(n log n) in the voxels of the box.
 *
 * A sum over pairs of weights that depend on the offset alone is a sum over frequencies of the weights' spectrum
 * times the fields' (Parseval), so nothing is transformed back. The box is padded to twice its size, so that no
 * pair wraps around; the spectrum is made in blocks of frequencies along x to bound the memory.
 */
export function pairSumsFourier(
  intensities: Float64Array,
  mean: number,
  mask: Uint8Array,
  size: Vector3,
  spacing: Vector3,
): PairSums {
  return withKernels((kernels) => {
    const [nx, ny, nz] = size;
    const [px, py, pz] = size.map((n) => fastLength(2 * n - 1)) as [number, number, number];
    const [hx, hy, hz] = [px, py, pz].map((p) => Math.floor(p / 2) + 1) as [number, number, number];
    const longest = Math.max(px, py, pz);
    const [planX, planY, planZ] = [px, py, pz].map((n) => writePlan(kernels, n)) as [number, number, number];
    const perFrequency = py * (Math.ceil(nz / 16) * 16) * 8 * 6;
    const block = Math.max(1, Math.min(hx, Math.floor(blockBytes / perFrequency)));
    const sums = kernels.reserve(24);
    const scratch = kernels.reserve(longest * 64 * 8);
    const maskAt = kernels.reserve(mask.length, false);
    const deviationsAt = kernels.reserve(mask.length * 8, false);
    const weights = kernels.reserve(hx * hy * hz * 8, false);
    const fields = kernels.reserve(block * perFrequency, false);
    kernels.bytes(maskAt, mask.length).set(mask);
    const deviations = kernels.numbers(deviationsAt, mask.length);
    for (let i = 0; i < mask.length; i++) deviations[i] = mask[i] ? intensities[i]! - mean : 0;
    kernels.run.weightSpectrum(
      weights,
      hx,
      hy,
      hz,
      px,
      py,
      pz,
      planX,
      planY,
      planZ,
      spacing[0],
      spacing[1],
      spacing[2],
      scratch,
      longest,
    );
    for (let first = 0; first < hx; first += block) {
      kernels.run.pairSums(
        deviationsAt,
        maskAt,
        nx,
        ny,
        nz,
        px,
        py,
        pz,
        planX,
        planY,
        planZ,
        weights,
        hy,
        hz,
        first,
        Math.min(hx, first + block),
        fields,
        scratch,
        longest,
        sums,
      );
    }
    const [total, products, squares] = kernels.numbers(sums, 3);
    const cells = px * py * pz;
    return { weights: total! / cells, products: products! / cells, squares: squares! / cells };
  });
}
