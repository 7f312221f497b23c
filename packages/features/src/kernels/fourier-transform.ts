import type { Vector3 } from '@rachis/volume';
import { fastLength, pointOnCircle, writePlan } from './fourier-plan.ts';
import { type Kernels, withKernels } from './webassembly.ts';

/** A complex field, x fastest: real and imaginary parts of the same length. */
export interface ComplexField {
  readonly size: Vector3;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Lines that the kernel transforms together; element k of line b stands at 8 k + b. */
const together = 8;

/** Transforms eight lines of one length in place: the arrays hold 8 n numbers each. */
type LineTransform = (real: Float64Array, imaginary: Float64Array) => void;

/** The kernel's own transform, for lengths whose prime factors are 2, 3 and 5. */
function smoothTransform(kernels: Kernels, n: number): LineTransform {
  const plan = writePlan(kernels, n);
  const [re, im, workRe, workIm] = [0, 0, 0, 0].map(() => kernels.reserve(8 * together * n)) as [
    number,
    number,
    number,
    number,
  ];
  const length = together * n;
  return (real, imaginary) => {
    kernels.numbers(re, length).set(real);
    kernels.numbers(im, length).set(imaginary);
    const moved = kernels.run.fourier(re, im, workRe, workIm, n, plan) === 1;
    real.set(kernels.numbers(moved ? workRe : re, length));
    imaginary.set(kernels.numbers(moved ? workIm : im, length));
  };
}

/**
 * Any length, as a convolution with a chirp of a fast length (Bluestein, IEEE Trans. Audio Electroacoust. 18, 1970):
 * the image's own size decides what its frequencies are, so it cannot be padded to a faster one.
 */
function chirpTransform(kernels: Kernels, n: number): LineTransform {
  const m = fastLength(2 * n - 1);
  const fast = smoothTransform(kernels, m);
  const cosine = new Float64Array(n);
  const sine = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    // exp(-i pi k^2 / n); k^2 modulo 2 n keeps the angle exact.
    const [c, s] = pointOnCircle((k * k) % (2 * n), 2 * n);
    cosine[k] = c;
    sine[k] = -s;
  }
  const a = new Float64Array(together * m);
  const b = new Float64Array(together * m);
  for (let k = 0; k < n; k++) {
    for (const at of k === 0 ? [0] : [k, m - k]) {
      a.fill(cosine[k]!, together * at, together * (at + 1));
      b.fill(-sine[k]!, together * at, together * (at + 1));
    }
  }
  fast(a, b);
  const re = new Float64Array(together * m);
  const im = new Float64Array(together * m);
  return (real, imaginary) => {
    re.fill(0);
    im.fill(0);
    for (let k = 0; k < n; k++) {
      for (let at = together * k; at < together * (k + 1); at++) {
        re[at] = real[at]! * cosine[k]! - imaginary[at]! * sine[k]!;
        im[at] = real[at]! * sine[k]! + imaginary[at]! * cosine[k]!;
      }
    }
    fast(re, im);
    for (let at = 0; at < re.length; at++) {
      const r = re[at]! * a[at]! - im[at]! * b[at]!;
      im[at] = re[at]! * b[at]! + im[at]! * a[at]!;
      re[at] = r;
    }
    // The inverse: parts exchanged, divided by the length.
    fast(im, re);
    for (let k = 0; k < n; k++) {
      for (let at = together * k; at < together * (k + 1); at++) {
        const r = re[at]! / m;
        const i = im[at]! / m;
        real[at] = r * cosine[k]! - i * sine[k]!;
        imaginary[at] = r * sine[k]! + i * cosine[k]!;
      }
    }
  };
}

/** Transforms every line of a field along one axis. */
function transformAxis(
  kernels: Kernels,
  real: Float64Array,
  imaginary: Float64Array,
  size: Vector3,
  axis: number,
) {
  const n = size[axis]!;
  if (n === 1) return;
  const mark = kernels.mark();
  const transform = fastLength(n) === n ? smoothTransform(kernels, n) : chirpTransform(kernels, n);
  const step = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
  const lines = real.length / n;
  const re = new Float64Array(together * n);
  const im = new Float64Array(together * n);
  const starts = new Int32Array(together);
  for (let first = 0; first < lines; first += together) {
    const count = Math.min(together, lines - first);
    for (let b = 0; b < count; b++) {
      const line = first + b;
      starts[b] = axis === 0 ? line * n : Math.floor(line / step) * step * n + (line % step);
    }
    for (let b = 0; b < count; b++) {
      for (let k = 0, from = starts[b]!, to = b; k < n; k++, from += step, to += together) {
        re[to] = real[from]!;
        im[to] = imaginary[from]!;
      }
    }
    transform(re, im);
    for (let b = 0; b < count; b++) {
      for (let k = 0, to = starts[b]!, from = b; k < n; k++, to += step, from += together) {
        real[to] = re[from]!;
        imaginary[to] = im[from]!;
      }
    }
  }
  kernels.release(mark);
}

/** The discrete Fourier transform of a field along its axes, in place; unscaled (`inverse` divides by its length). */
export function fourierTransform(field: ComplexField, inverse = false): void {
  const [real, imaginary] = inverse ? [field.imaginary, field.real] : [field.real, field.imaginary];
  withKernels((kernels) => {
    for (const axis of [0, 1, 2]) transformAxis(kernels, real, imaginary, field.size, axis);
  });
  if (!inverse) return;
  const scale = 1 / real.length;
  for (let i = 0; i < real.length; i++) {
    real[i]! *= scale;
    imaginary[i]! *= scale;
  }
}

/** Frequency of each index of a transform of length n, radians a voxel: -pi to pi. */
export function frequencies(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => (2 * Math.PI * (k < (n + 1) / 2 ? k : k - n)) / n);
}
