import type { Box, Vector3 } from '@rachis/volume';
import { fastLength } from '../kernels/fourier-plan.ts';
import { type ComplexField, fourierTransform } from '../kernels/fourier-transform.ts';
import type { Boundary } from './boundary.ts';
import { growFreely, type ImageSource, readBeyond, voxelsOf } from './image-source.ts';
import { createPool, type Pool, type Pooling } from './pooling.ts';

/** Which number of the complex response is kept. */
export const gaborResponses = ['modulus', 'angle', 'real', 'imaginary'] as const;
export type GaborResponse = (typeof gaborResponses)[number];

export interface Gabor {
  /** Standard deviation of the envelope, mm. */
  readonly sigma: number;
  /** Wavelength, mm. */
  readonly wavelength: number;
  /** Ratio of the envelope's axes. */
  readonly aspectRatio: number;
  /** Orientations, degrees clockwise in the plane. */
  readonly orientations: readonly number[];
  readonly pooling: Pooling;
  /** Also in the two planes across the slices. */
  readonly orthogonalPlanes: boolean;
  readonly response: GaborResponse;
}

/** Where the envelope has fallen to 10^-10 of its height, in standard deviations. */
const truncate = 6.8;

/** The two axes of a plane: columns and rows. */
type Plane = readonly [column: number, row: number];
const inPlane: Plane = [0, 1];
const acrossPlanes: readonly Plane[] = [
  [0, 2],
  [1, 2],
];

const planesOf = (gabor: Gabor): readonly Plane[] =>
  gabor.orthogonalPlanes ? [inPlane, ...acrossPlanes] : [inPlane];

function planeReach({ sigma, aspectRatio }: Gabor, spacing: Vector3, [column, row]: Plane): [number, number] {
  const widest = truncate * sigma * Math.max(1, 1 / aspectRatio);
  return [Math.ceil(widest / spacing[column]!), Math.ceil(widest / spacing[row]!)];
}

/** How far the filter looks along each axis, voxels. */
export function gaborReach(gabor: Gabor, spacing: Vector3): Vector3 {
  const reach: [number, number, number] = [0, 0, 0];
  for (const plane of planesOf(gabor)) {
    const found = planeReach(gabor, spacing, plane);
    plane.forEach((axis, i) => {
      reach[axis] = Math.max(reach[axis]!, found[i]!);
    });
  }
  return reach;
}

/** The spectrum of the filter at one orientation, its middle at index 0 of a field of the given size. */
function filterSpectrum(
  gabor: Gabor,
  orientation: number,
  [sx, sy]: readonly [number, number],
  [rx, ry]: readonly [number, number],
  size: Vector3,
): ComplexField {
  const field = {
    size,
    real: new Float64Array(voxelsOf(size)),
    imaginary: new Float64Array(voxelsOf(size)),
  };
  const angle = (orientation * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  for (let j = -ry; j <= ry; j++) {
    for (let i = -rx; i <= rx; i++) {
      const [x, y] = [i * sx, j * sy];
      const along = x * cosine + y * sine;
      const across = gabor.aspectRatio * (x * sine - y * cosine);
      const envelope = Math.exp(-(along * along + across * across) / (2 * gabor.sigma ** 2));
      const phase = (2 * Math.PI * along) / gabor.wavelength;
      const at = ((i + size[0]) % size[0]) + size[0] * ((j + size[1]) % size[1]);
      field.real[at] = envelope * Math.cos(phase);
      field.imaginary[at] = envelope * Math.sin(phase);
    }
  }
  fourierTransform(field);
  return field;
}

function partOf(response: GaborResponse, real: number, imaginary: number): number {
  if (response === 'modulus') return Math.sqrt(real * real + imaginary * imaginary);
  if (response === 'angle') return Math.atan2(imaginary, real);
  return response === 'real' ? real : imaginary;
}

/** Adds the responses of every orientation in the planes along two axes. */
function addPlane(
  source: ImageSource,
  box: Box,
  gabor: Gabor,
  boundary: Boundary,
  plane: Plane,
  pool: Pool,
): void {
  const [column, row] = plane;
  const normal = 3 - column - row;
  const reach = planeReach(gabor, source.spacing, plane);
  const margin: [number, number, number] = [0, 0, 0];
  margin[column] = reach[0];
  margin[row] = reach[1];
  const grown = growFreely(box, margin);
  const values = new Float64Array(voxelsOf(grown.size));
  readBeyond(source, grown, boundary, () => values);
  const [w, h] = [grown.size[column]!, grown.size[row]!];
  const size: Vector3 = [fastLength(w), fastLength(h), 1];
  const strides = [1, grown.size[0], grown.size[0] * grown.size[1]];
  const outStrides = [1, box.size[0], box.size[0] * box.size[1]];
  const spectra = gabor.orientations.map((orientation) =>
    filterSpectrum(gabor, orientation, [source.spacing[column]!, source.spacing[row]!], reach, size),
  );
  const responses = spectra.map(() => new Float64Array(voxelsOf(box.size)));
  const slice = { size, real: new Float64Array(voxelsOf(size)), imaginary: new Float64Array(voxelsOf(size)) };
  const product = { size, real: slice.real.slice(), imaginary: slice.real.slice() };
  for (let s = 0; s < box.size[normal]!; s++) {
    slice.real.fill(0);
    slice.imaginary.fill(0);
    for (let j = 0; j < h; j++) {
      const from = s * strides[normal]! + j * strides[row]!;
      for (let i = 0; i < w; i++) slice.real[i + size[0] * j] = values[from + i * strides[column]!]!;
    }
    fourierTransform(slice);
    spectra.forEach((spectrum, o) => {
      const response = responses[o]!;
      for (let k = 0; k < product.real.length; k++) {
        const [a, b, c, d] = [slice.real[k]!, slice.imaginary[k]!, spectrum.real[k]!, spectrum.imaginary[k]!];
        product.real[k] = a * c - b * d;
        product.imaginary[k] = a * d + b * c;
      }
      fourierTransform(product, true);
      for (let j = 0; j < box.size[row]!; j++) {
        const to = s * outStrides[normal]! + j * outStrides[row]!;
        const from = reach[0] + size[0] * (j + reach[1]);
        for (let i = 0; i < box.size[column]!; i++) {
          response[to + i * outStrides[column]!] = partOf(
            gabor.response,
            product.real[from + i]!,
            product.imaginary[from + i]!,
          );
        }
      }
    });
  }
  for (const response of responses) pool.add(response);
}

/**
 * Gabor filter (IBSI 2 manual, section 3.4, Q88H) over a box: in the plane of the slices, and across them when asked,
 * pooled over orientations and planes. The convolution goes through the Fourier transform of each slice.
 */
export function gaborFilter(source: ImageSource, box: Box, gabor: Gabor, boundary: Boundary): Float64Array {
  const pool = createPool(voxelsOf(box.size), gabor.pooling);
  for (const plane of planesOf(gabor)) addPlane(source, box, gabor, boundary, plane, pool);
  return pool.result();
}
