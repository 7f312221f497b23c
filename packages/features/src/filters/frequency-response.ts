import type { Box, Vector3 } from '@rachis/volume';
import { fastLength } from '../kernels/fourier-plan.ts';
import { type ComplexField, fourierTransform, frequencies } from '../kernels/fourier-transform.ts';
import type { Boundary } from './boundary.ts';
import { growFreely, type ImageSource, readBeyond, voxelsOf } from './image-source.ts';

/** Frequencies along x, y and z, radians a voxel, from -pi to pi. */
export type FrequencyAxes = readonly [Float64Array, Float64Array, Float64Array];

/** A filter as what it does to each frequency. */
export interface Transfer {
  /** Whether the factor is times i, as that of an odd filter. */
  readonly imaginary: boolean;
  /** The factor at an index of each axis. */
  on(axes: FrequencyAxes): (x: number, y: number, z: number) => number;
}

function multiply(field: ComplexField, transfer: Transfer, axes: FrequencyAxes): ComplexField {
  const [nx, ny, nz] = field.size;
  const factor = transfer.on(axes);
  const real = new Float64Array(field.real.length);
  const imaginary = new Float64Array(field.real.length);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        const value = factor(x, y, z);
        if (transfer.imaginary) {
          real[i] = -value * field.imaginary[i]!;
          imaginary[i] = value * field.real[i]!;
        } else {
          real[i] = value * field.real[i]!;
          imaginary[i] = value * field.imaginary[i]!;
        }
      }
    }
  }
  return { size: field.size, real, imaginary };
}

/** The box with more of the margin at its ends, so that its sides have lengths that transform fast. */
function toFastSize(box: Box, own: Vector3): Box {
  const size = box.size.map((n, axis) => (n === own[axis] ? n : fastLength(n)));
  return { start: box.start, size: size as unknown as Vector3 };
}

/** Responses over one block of the image: the whole of it, or a slice. */
function blockResponses(
  source: ImageSource,
  block: Box,
  box: Box,
  { first, each }: FrequencyFilters,
  margin: Vector3,
  boundary: Boundary,
): Float64Array[] {
  const grown = toFastSize(growFreely(block, margin), block.size);
  const real = new Float64Array(voxelsOf(grown.size));
  readBeyond(source, grown, boundary, () => real);
  const field = { size: grown.size, real, imaginary: new Float64Array(real.length) };
  fourierTransform(field);
  const axes = grown.size.map(frequencies) as unknown as FrequencyAxes;
  const spectrum = multiply(field, first, axes);
  const [nx, ny, nz] = box.size;
  const [x0, y0, z0] = box.start.map((s, axis) => s - grown.start[axis]!) as [number, number, number];
  const cut = (values: Float64Array): Float64Array => {
    const response = new Float64Array(voxelsOf(box.size));
    for (let z = 0, to = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++, to += nx) {
        const from = x0 + grown.size[0] * (y0 + y + grown.size[1] * (z0 + z));
        response.set(values.subarray(from, from + nx), to);
      }
    }
    return response;
  };
  if (each.length === 0) {
    fourierTransform(spectrum, true);
    return [cut(spectrum.real)];
  }
  return each.map((transfer) => {
    const filtered = multiply(spectrum, transfer, axes);
    fourierTransform(filtered, true);
    return cut(filtered.real);
  });
}

/** What is done to the image's frequencies first, and what is then made of them: one response each, or the one. */
export interface FrequencyFilters {
  readonly first: Transfer;
  readonly each: readonly Transfer[];
}

/**
 * Responses of filters that are defined by frequencies, over a box: they look at the whole image (each whole slice
 * when slicewise), continued for `margin` voxels by the boundary; periodic needs no margin, as the transform is.
 */
export function frequencyResponses(
  source: ImageSource,
  box: Box,
  filters: FrequencyFilters,
  margin: Vector3,
  boundary: Boundary,
  slicewise: boolean,
): Float64Array[] {
  const around: Vector3 =
    boundary === 'periodic' ? [0, 0, 0] : slicewise ? [margin[0], margin[1], 0] : margin;
  const [nx, ny, nz] = source.size;
  if (!slicewise) {
    return blockResponses(source, { start: [0, 0, 0], size: [nx, ny, nz] }, box, filters, around, boundary);
  }
  const slice = box.size[0] * box.size[1];
  const responses = Array.from(
    { length: Math.max(1, filters.each.length) },
    () => new Float64Array(voxelsOf(box.size)),
  );
  for (let z = 0; z < box.size[2]; z++) {
    const block: Box = { start: [0, 0, box.start[2] + z], size: [nx, ny, 1] };
    const part: Box = {
      start: [box.start[0], box.start[1], box.start[2] + z],
      size: [box.size[0], box.size[1], 1],
    };
    blockResponses(source, block, part, filters, around, boundary).forEach((values, t) => {
      responses[t]!.set(values, z * slice);
    });
  }
  return responses;
}
