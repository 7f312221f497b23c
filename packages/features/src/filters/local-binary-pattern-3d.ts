import { cubicSplineSampler } from './cubic-spline-sampler.ts';
import { icosphere } from './icosphere.ts';
import type { ScalarField } from './scalar-field.ts';

export interface LocalBinaryPattern3D {
  /** Levels of spherical harmonics, from the constant one. */
  readonly levels: number;
  /** Radius of the sphere of samples, voxels. */
  readonly radius: number;
  readonly subdivision: number;
  /** What becomes of an interpolated sample; default: nothing. */
  readonly round?: (value: number) => number;
}

/** Associated Legendre function P of order m >= 0 and degree n, with the sign (-1)^m. */
function legendre(m: number, n: number, x: number): number {
  let p = 1;
  const root = Math.sqrt(Math.max(0, 1 - x * x));
  for (let k = 1; k <= m; k++) p *= -(2 * k - 1) * root;
  if (n === m) return p;
  let next = x * (2 * m + 1) * p;
  for (let k = m + 2; k <= n; k++) [p, next] = [next, (x * (2 * k - 1) * next - (k + m - 1) * p) / (k - m)];
  return next;
}

/** A spherical harmonic at an azimuth and a polar angle: real and imaginary part. */
function harmonic(m: number, n: number, azimuth: number, polar: number): readonly [number, number] {
  const order = Math.abs(m);
  let ratio = 1;
  for (let k = n - order + 1; k <= n + order; k++) ratio /= k;
  const size = Math.sqrt(((2 * n + 1) / (4 * Math.PI)) * ratio) * legendre(order, n, Math.cos(polar));
  const [real, imaginary] = [size * Math.cos(order * azimuth), size * Math.sin(order * azimuth)];
  if (m >= 0) return [real, imaginary];
  const sign = order % 2 === 0 ? 1 : -1;
  return [sign * real, -sign * imaginary];
}

/** Real part of the root of a complex number. */
const realRoot = (a: number, b: number) => Math.sqrt((Math.hypot(a, b) + a) / 2);

/** Kurtosis less 3 of samples; NaN where they are all alike. */
function excessKurtosis(samples: Float64Array): number {
  let mean = 0;
  for (const value of samples) mean += value / samples.length;
  let m2 = 0;
  let m4 = 0;
  for (const value of samples) {
    const square = (value - mean) ** 2;
    m2 += square;
    m4 += square * square;
  }
  return m2 === 0 ? Number.NaN : (m4 * samples.length) / (m2 * m2) - 3;
}

/**
 * Local binary patterns on a sphere, made independent of rotation by spherical harmonics (Banerjee et al., SSIAB 2012),
 * one image a level, and the kurtosis of the samples, as PyRadiomics has them: voxels of the mask only, 0 elsewhere.
 * (It takes the first coordinate of the sphere along z, and the polar angle of a point for its azimuth.)
 */
export function localBinaryPattern3D(
  { data, size }: ScalarField,
  mask: Uint8Array,
  { levels, radius, subdivision, round = (value) => value }: LocalBinaryPattern3D,
): { readonly levels: readonly Float64Array[]; readonly kurtosis: Float64Array } {
  const sample = cubicSplineSampler(data, size);
  const points = icosphere(subdivision, radius);
  const harmonics: { degree: number; real: Float64Array; imaginary: Float64Array }[] = [];
  for (let n = 0; n < levels; n++) {
    for (let m = -n; m <= n; m++) {
      const values = points.map(([x, y, z]) =>
        harmonic(m, n, Math.acos(Math.min(1, Math.max(-1, z / radius))), Math.atan2(y, x)),
      );
      harmonics.push({
        degree: n,
        real: Float64Array.from(values, ([re]) => re),
        imaginary: Float64Array.from(values, ([, im]) => im),
      });
    }
  }
  const images = Array.from({ length: levels }, () => new Float64Array(data.length));
  const kurtosis = new Float64Array(data.length);
  const samples = new Float64Array(points.length);
  const re = new Float64Array(points.length);
  const im = new Float64Array(points.length);
  const [nx, ny, nz] = size;
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        if (mask[i] === 0) continue;
        points.forEach(([a, b, c], p) => {
          samples[p] = round(sample(x + c, y + b, z + a));
        });
        kurtosis[i] = excessKurtosis(samples);
        for (let n = 0; n < levels; n++) {
          re.fill(0);
          im.fill(0);
          for (const h of harmonics) {
            if (h.degree !== n) continue;
            let [cr, ci] = [0, 0];
            for (let p = 0; p < points.length; p++) {
              if (samples[p]! < data[i]!) continue;
              cr += h.real[p]!;
              ci += h.imaginary[p]!;
            }
            for (let p = 0; p < points.length; p++) {
              re[p]! += cr * h.real[p]! - ci * h.imaginary[p]!;
              im[p]! += cr * h.imaginary[p]! + ci * h.real[p]!;
            }
          }
          let [sr, si] = [0, 0];
          for (let p = 0; p < points.length; p++) {
            sr += re[p]! * re[p]! - im[p]! * im[p]!;
            si += 2 * re[p]! * im[p]!;
          }
          images[n]![i] = realRoot(sr, si);
        }
      }
    }
  }
  return { levels: images, kurtosis };
}
