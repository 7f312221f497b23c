import type { Box } from '@rachis/volume';
import type { Kernel1D } from '../kernels/convolution.ts';
import type { Boundary } from './boundary.ts';
import { type ImageSource, voxelsOf } from './image-source.ts';
import { createPool, type Pooling } from './pooling.ts';
import { type AxisKernels, rightAngleRotations, turnKernels } from './rotations.ts';
import { kernelOf, pooledResponse, separableResponses, separableSource } from './separable.ts';
import { type WaveletName, waveletFilter } from './wavelet-coefficients.ts';

export interface SeparableWavelet {
  /** Name of the wavelet as PyWavelets has it: haar, db3, sym5, coif1, bior2.2. */
  readonly wavelet: WaveletName;
  /** Level of the undecimated decomposition, from 1. */
  readonly level: number;
  /** How the responses of the right-angle rotations are pooled; null: the bands as they are. */
  readonly rotations: Pooling | null;
}

/** Every band: low or high pass along x, y and z (x and y when slicewise). */
export function waveletBands(slicewise: boolean): string[] {
  const grow = (names: string[]) => names.flatMap((name) => [`${name}L`, `${name}H`]);
  return slicewise ? grow(grow([''])) : grow(grow(grow([''])));
}

/** The two kernels at a level: holes of zeros between the weights (a trous; IBSI 2 manual, section 3.6). */
function kernelsAt(wavelet: WaveletName, level: number): { low: Kernel1D; high: Kernel1D } {
  const { decompositionLow, decompositionHigh } = waveletFilter(wavelet);
  const step = 2 ** (level - 1);
  return { low: kernelOf(decompositionLow, step), high: kernelOf(decompositionHigh, step) };
}

/** How far the filter of a level looks, voxels along each axis. */
export function waveletReach(wavelet: WaveletName, level: number): number {
  const half = Math.floor(waveletFilter(wavelet).decompositionLow.length / 2);
  return half * (2 ** level - 1);
}

function bandKernels(wavelet: WaveletName, level: number, band: string): AxisKernels {
  const { low, high } = kernelsAt(wavelet, level);
  const [x, y, z] = [...band].map((letter) => (letter === 'L' ? low : high));
  return [x!, y!, z ?? null];
}

/** The image that the filter of a level looks at: low-passed once for each level before it. */
function coarserSource(
  source: ImageSource,
  wavelet: WaveletName,
  level: number,
  boundary: Boundary,
  turn: (kernels: AxisKernels) => AxisKernels,
  lowPass: string,
): ImageSource {
  let image = source;
  for (let before = 1; before < level; before++) {
    image = separableSource(image, turn(bandKernels(wavelet, before, lowPass)), boundary);
  }
  return image;
}

/**
 * Undecimated separable wavelet (IBSI 2 manual, section 3.6, 25BO): the bands of one level over a box, handed over as
 * they are made; a response is valid during the call only. Bands share the passes that they have in common.
 */
export function separableWavelet(
  source: ImageSource,
  box: Box,
  { wavelet, level, rotations }: SeparableWavelet,
  bands: readonly string[],
  boundary: Boundary,
  slicewise: boolean,
  take: (band: string, response: Float64Array) => void,
): void {
  const lowPass = slicewise ? 'LL' : 'LLL';
  if (rotations === null) {
    const image = coarserSource(source, wavelet, level, boundary, (kernels) => kernels, lowPass);
    const filters = bands.map((band) => ({ band, kernels: bandKernels(wavelet, level, band) }));
    // Outside the kernels' memory, which what is done with a response may move.
    const kept = new Float64Array(voxelsOf(box.size));
    separableResponses(image, box, filters, boundary, ({ band }, response) => {
      kept.set(response);
      take(band, kept);
    });
    return;
  }
  for (const band of bands) {
    const kernels = bandKernels(wavelet, level, band);
    const turns = rightAngleRotations(slicewise);
    if (level === 1) {
      take(
        band,
        pooledResponse(
          source,
          box,
          turns.map((turn) => turnKernels(kernels, turn)),
          boundary,
          rotations,
        ),
      );
      continue;
    }
    take(band, pooledCascade(source, box, { wavelet, level, rotations }, kernels, boundary, slicewise));
  }
}

/** Pools a level above the first: rotations that low-pass the image alike share the coarser image. */
function pooledCascade(
  source: ImageSource,
  box: Box,
  { wavelet, level, rotations }: SeparableWavelet & { readonly rotations: Pooling },
  kernels: AxisKernels,
  boundary: Boundary,
  slicewise: boolean,
): Float64Array {
  const byFlips = new Map<string, ReturnType<typeof rightAngleRotations>[number][]>();
  for (const turn of rightAngleRotations(slicewise)) {
    const key = turn.flipped.join();
    byFlips.set(key, [...(byFlips.get(key) ?? []), turn]);
  }
  const pool = createPool(voxelsOf(box.size), rotations);
  for (const turns of byFlips.values()) {
    const image = coarserSource(
      source,
      wavelet,
      level,
      boundary,
      (lows) => turnKernels(lows, turns[0]!),
      slicewise ? 'LL' : 'LLL',
    );
    const filters = turns.map((turn) => ({ kernels: turnKernels(kernels, turn) }));
    separableResponses(image, box, filters, boundary, (_, response) => pool.add(response));
  }
  return pool.result();
}
