import type { Vector3 } from '@rachis/volume';
import { type WaveletFilter, type WaveletName, waveletFilter } from '../filters/wavelet-coefficients.ts';
import { type RadiomicsImage, unlimited } from './image.ts';
import type { TypedImage } from './image-types.ts';
import type { ClassSettings } from './parameters.ts';

/** A periodic convolution along an axis, as PyWavelets centres it, in the image's precision. */
function filterAxis(
  data: Float64Array,
  size: Vector3,
  axis: number,
  weights: Float64Array,
  single: boolean,
): Float64Array {
  const n = size[axis]!;
  const step = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
  const result = new Float64Array(data.length);
  const half = weights.length / 2;
  const lines = data.length / n;
  // The line with what stands beyond its ends, so that no index is folded inside the loop.
  const reach = weights.length;
  const line = new Float64Array(n + 2 * reach);
  for (let l = 0; l < lines; l++) {
    const start = Math.floor(l / step) * step * n + (l % step);
    for (let i = 0; i < line.length; i++) line[i] = data[start + ((((i - reach) % n) + n) % n) * step]!;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      const at = reach + i + half;
      // Single precision at every step, as PyWavelets computes it.
      if (single)
        for (let k = 0; k < weights.length; k++)
          sum = Math.fround(sum + Math.fround(weights[k]! * line[at - k]!));
      else for (let k = 0; k < weights.length; k++) sum += weights[k]! * line[at - k]!;
      result[start + i * step] = sum;
    }
  }
  return result;
}

/** Weights in the image's precision; PyWavelets has those of Coiflets as a table times the root of 2, in that precision. */
function weightsOf(name: WaveletName, single: boolean): WaveletFilter {
  const filter = waveletFilter(name);
  if (!single) return filter;
  const root = Math.fround(Math.SQRT2);
  const round = (weight: number) =>
    name.startsWith('coif') ? Math.fround(Math.fround(weight / Math.SQRT2) * root) : Math.fround(weight);
  return {
    decompositionLow: filter.decompositionLow.map(round),
    decompositionHigh: filter.decompositionHigh.map(round),
  };
}

/** The image with one more voxel, its first, at the end of every odd side. */
function padToEven(image: RadiomicsImage): { data: Float64Array; size: Vector3 } {
  const size = image.size.map((n) => n + (n % 2)) as unknown as Vector3;
  const [nx, ny, nz] = image.size;
  const data = new Float64Array(size[0] * size[1] * size[2]);
  for (let z = 0, i = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++, i++)
        data[i] = image.data[(x % nx) + nx * ((y % ny) + ny * (z % nz))]!;
  return { data, size };
}

function cut(data: Float64Array, size: Vector3, { size: [nx, ny, nz] }: RadiomicsImage): Float64Array {
  const result = new Float64Array(nx * ny * nz);
  for (let z = 0, to = 0; z < nz; z++)
    for (let y = 0; y < ny; y++, to += nx) {
      const from = size[0] * (y + size[1] * z);
      result.set(data.subarray(from, from + nx), to);
    }
  return result;
}

/**
 * Undecimated wavelet as PyRadiomics takes it from PyWavelets (`swtn`, one level at a time, each on the approximation of
 * the one before, the filters never widened). Letters are low or high pass along x, y and z.
 */
export function* stationaryWavelet(image: RadiomicsImage, settings: ClassSettings): Generator<TypedImage> {
  const single = image.kind === 'float32';
  const { decompositionLow, decompositionHigh } = weightsOf(settings.wavelet, single);
  const padded = padToEven(image);
  const axes = [0, 1, 2].filter((axis) => !(settings.force2D && axis === 2 - settings.force2Ddimension));
  const decompose = (data: Float64Array): Map<string, Float64Array> => {
    let bands = new Map([['', data]]);
    for (const axis of axes) {
      const next = new Map<string, Float64Array>();
      for (const [name, values] of bands) {
        next.set(`${name}L`, filterAxis(values, padded.size, axis, decompositionLow, single));
        next.set(`${name}H`, filterAxis(values, padded.size, axis, decompositionHigh, single));
      }
      bands = next;
    }
    return bands;
  };
  const lows = 'L'.repeat(axes.length);
  let { data } = padded;
  for (let i = 0; i < settings.start_level; i++) data = decompose(data).get(lows)!;
  const typed = (prefix: string, band: string, values: Float64Array): TypedImage => ({
    name: `wavelet${prefix}-${band}`,
    image: {
      ...image,
      data: cut(values, padded.size, image),
      kind: single ? 'float32' : 'float64',
      limits: unlimited,
    },
  });
  for (let level = 1; level <= settings.level; level++) {
    const bands = decompose(data);
    data = bands.get(lows)!;
    bands.delete(lows);
    for (const [band, values] of bands) yield typed(level === 1 ? '' : String(level), band, values);
  }
  yield typed(settings.level === 1 ? '' : String(settings.level), lows, data);
}
