import type { Vector3 } from '@rachis/volume';
import type { PairSums } from '../shape/spatial-correlation.ts';
import { fastLength, writePlan } from './fourier-plan.ts';
import { withKernels } from './webassembly.ts';

/** Memory for a block of the spectrum, bytes: the transform of a large region is done in parts. */
const blockBytes = 160 * 2 ** 20;

/**
 * The power of two next to the root mean square of the deviations. The mask and the squared deviations are transformed as
 * one complex line, and the smaller of them would lose its digits in the rounding of the larger: in this unit (which costs
 * no digit itself) both are near 1, whether intensities are diffusion coefficients of 1e-9 or activities of 1e6.
 */
function powerNear(intensities: Float64Array, mean: number, mask: Uint8Array): number {
  let largest = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] !== 0) largest = Math.max(largest, Math.abs(intensities[i]! - mean));
  }
  if (!(largest > 0 && largest < Infinity)) return 1;
  let squares = 0;
  let count = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    squares += ((intensities[i]! - mean) / largest) ** 2;
    count++;
  }
  return 2 ** Math.round(Math.log2(largest * Math.sqrt(squares / count)));
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
    const unit = powerNear(intensities, mean, mask);
    for (let i = 0; i < mask.length; i++) deviations[i] = mask[i] ? (intensities[i]! - mean) / unit : 0;
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
    return {
      weights: total! / cells,
      products: (products! / cells) * unit * unit,
      squares: (squares! / cells) * unit * unit,
    };
  });
}
