import type { Vector3 } from '@rachis/volume';
import type { PairSums } from '../shape/spatial-correlation.ts';
import { fastLength, writePlan } from './fourier-plan.ts';
import { type Kernels, withKernels } from './webassembly.ts';

/** Memory for a block of the spectrum, bytes: the transform of a large region is done in parts. */
const blockBytes = 160 * 2 ** 20;

/**
 * Turns intensities in kernel memory into deviations from the mean, and gives their unit: the power of two next to their root
 * mean square. The mask and the squared deviations are transformed as one complex line, and the smaller of them would lose its
 * digits in the rounding of the larger: in this unit (which costs no digit itself) both are near 1, whether intensities are
 * diffusion coefficients of 1e-9 or activities of 1e6.
 */
function deviationsInUnits(
  kernels: Kernels,
  at: number,
  maskAt: number,
  length: number,
  mean: number,
): number {
  const state = kernels.reserve(16, false);
  kernels.run.subtractMean(at, maskAt, length, mean, state);
  const [largest, count] = kernels.numbers(state, 2) as unknown as [number, number];
  if (!(largest > 0 && largest < Infinity)) return 1;
  const squares = kernels.run.squaresInUnits(at, length, largest);
  const unit = 2 ** Math.round(Math.log2(largest * Math.sqrt(squares / count)));
  kernels.run.divideBy(at, length, unit);
  return unit;
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
    kernels.numbers(deviationsAt, mask.length).set(intensities);
    const unit = deviationsInUnits(kernels, deviationsAt, maskAt, mask.length, mean);
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
