import type { Grid, Vector3 } from '@rachis/volume';
import { splineInside } from '../filters/cubic-spline-sampler.ts';
import type { RadiomicsImage, RadiomicsMask } from './image.ts';

/** Interpolators of SimpleITK by name, with their numbers there. */
export const interpolators = {
  sitkNearestNeighbor: 1,
  sitkLinear: 2,
  sitkBSpline: 3,
  sitkGaussian: 4,
  sitkLabelGaussian: 5,
  sitkHammingWindowedSinc: 6,
  sitkCosineWindowedSinc: 7,
  sitkWelchWindowedSinc: 8,
  sitkLanczosWindowedSinc: 9,
  sitkBlackmanWindowedSinc: 10,
} as const;

export type Interpolator = keyof typeof interpolators;

/** Value at a continuous index (x, y, z) inside the image. */
type Sampler = (x: number, y: number, z: number) => number;

const clamp = (i: number, n: number) => (i < 0 ? 0 : i >= n ? n - 1 : i);

function nearest({ data, size: [nx, ny, nz] }: { data: ArrayLike<number>; size: Vector3 }): Sampler {
  return (x, y, z) =>
    data[
      clamp(Math.floor(x + 0.5), nx) +
        nx * (clamp(Math.floor(y + 0.5), ny) + ny * clamp(Math.floor(z + 0.5), nz))
    ]!;
}

/** Axis by axis as ITK has it, so that the rounding is the same too; beyond the outermost centres nothing changes. */
function linear({ data, size: [nx, ny, nz] }: RadiomicsImage): Sampler {
  return (x, y, z) => {
    const [bx, by, bz] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y)), Math.max(0, Math.floor(z))];
    const stepX = x > bx && bx + 1 < nx ? 1 : 0;
    const stepY = y > by && by + 1 < ny ? nx : 0;
    const stepZ = z > bz && bz + 1 < nz ? nx * ny : 0;
    const at = bx + nx * (by + ny * bz);
    const alongX = (i: number) => (stepX ? data[i]! + (data[i + 1]! - data[i]!) * (x - bx) : data[i]!);
    const alongY = (i: number) => {
      const low = alongX(i);
      return stepY ? low + (alongX(i + stepY) - low) * (y - by) : low;
    };
    const low = alongY(at);
    return stepZ ? low + (alongY(at + stepZ) - low) * (z - bz) : low;
  };
}

/** Voxels to either side that a windowed sinc looks at. */
const sincRadius = 5;

const windows: Readonly<Record<string, (x: number) => number>> = {
  sitkHammingWindowedSinc: (x) => 0.54 + 0.46 * Math.cos((x * Math.PI) / sincRadius),
  sitkCosineWindowedSinc: (x) => Math.cos((x * Math.PI) / (2 * sincRadius)),
  sitkWelchWindowedSinc: (x) => 1 - (x * x) / (sincRadius * sincRadius),
  sitkLanczosWindowedSinc: (x) =>
    x === 0 ? 1 : Math.sin((x * Math.PI) / sincRadius) / ((x * Math.PI) / sincRadius),
  sitkBlackmanWindowedSinc: (x) =>
    0.42 + 0.5 * Math.cos((x * Math.PI) / sincRadius) + 0.08 * Math.cos((2 * x * Math.PI) / sincRadius),
};

function windowedSinc({ data, size: [nx, ny, nz] }: RadiomicsImage, window: (x: number) => number): Sampler {
  const width = 2 * sincRadius;
  const weightsAt = (f: number): Float64Array => {
    const weights = new Float64Array(width);
    if (f === 0) {
      weights[sincRadius - 1] = 1;
      return weights;
    }
    for (let i = 0; i < width; i++) {
      const x = f + sincRadius - 1 - i;
      weights[i] = x === 0 ? window(x) : (window(x) * Math.sin(Math.PI * x)) / (Math.PI * x);
    }
    return weights;
  };
  return (x, y, z) => {
    const [bx, by, bz] = [Math.floor(x), Math.floor(y), Math.floor(z)];
    const [wx, wy, wz] = [weightsAt(x - bx), weightsAt(y - by), weightsAt(z - bz)];
    let sum = 0;
    for (let k = 0; k < width; k++) {
      if (wz[k] === 0) continue;
      for (let j = 0; j < width; j++) {
        if (wy[j] === 0) continue;
        const row = nx * (clamp(by - sincRadius + 1 + j, ny) + ny * clamp(bz - sincRadius + 1 + k, nz));
        let line = 0;
        for (let i = 0; i < width; i++)
          if (wx[i] !== 0) line += wx[i]! * data[row + clamp(bx - sincRadius + 1 + i, nx)]!;
        sum += line * wy[j]! * wz[k]!;
      }
    }
    return sum;
  };
}

/** Standard deviation (voxels) and cut-off (standard deviations) of a Gaussian interpolator. */
interface GaussianWindow {
  readonly sigma: number;
  readonly cutOff: number;
}

const intensityWindow: GaussianWindow = { sigma: 0.8, cutOff: 4 };
const labelWindow: GaussianWindow = { sigma: 1, cutOff: 1 };

function errorFunction(x: number): number {
  // Series near zero, continued fraction beyond: double precision either way.
  const a = Math.abs(x);
  if (a < 2.5) {
    let term = a;
    let sum = a;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= -(a * a) / n;
      sum += term / (2 * n + 1);
    }
    return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * (a + fraction)));
}

/** Shares of a Gaussian around a continuous index that fall on each voxel along an axis, from `first` on. */
function gaussianShares(
  x: number,
  n: number,
  { sigma, cutOff }: GaussianWindow,
): { readonly first: number; readonly shares: Float64Array } {
  const reach = sigma * cutOff;
  const first = Math.max(0, Math.floor(x + 0.5 - reach));
  const end = Math.min(n, Math.ceil(x + 0.5 + reach));
  const scale = 1 / (Math.SQRT2 * sigma);
  const shares = new Float64Array(Math.max(0, end - first));
  let before = errorFunction((first - x - 0.5) * scale);
  for (let i = first; i < end; i++) {
    const now = errorFunction((i - x + 0.5) * scale);
    shares[i - first] = now - before;
    before = now;
  }
  return { first, shares };
}

function gaussian({ data, size: [nx, ny, nz] }: RadiomicsImage): Sampler {
  return (x, y, z) => {
    const [gx, gy, gz] = [
      gaussianShares(x, nx, intensityWindow),
      gaussianShares(y, ny, intensityWindow),
      gaussianShares(z, nz, intensityWindow),
    ];
    let sum = 0;
    let total = 0;
    for (let k = 0; k < gz.shares.length; k++) {
      for (let j = 0; j < gy.shares.length; j++) {
        const row = gx.first + nx * (gy.first + j + ny * (gz.first + k));
        const share = gy.shares[j]! * gz.shares[k]!;
        for (let i = 0; i < gx.shares.length; i++) {
          const weight = gx.shares[i]! * share;
          sum += data[row + i]! * weight;
          total += weight;
        }
      }
    }
    return sum / total;
  };
}

/** The value with the largest share of the Gaussian. */
function labelGaussian({ data, size: [nx, ny, nz] }: RadiomicsImage): Sampler {
  return (x, y, z) => {
    const [gx, gy, gz] = [
      gaussianShares(x, nx, labelWindow),
      gaussianShares(y, ny, labelWindow),
      gaussianShares(z, nz, labelWindow),
    ];
    const weights = new Map<number, number>();
    let best = 0;
    let most = 0;
    for (let k = 0; k < gz.shares.length; k++) {
      for (let j = 0; j < gy.shares.length; j++) {
        const row = gx.first + nx * (gy.first + j + ny * (gz.first + k));
        for (let i = 0; i < gx.shares.length; i++) {
          const value = data[row + i]!;
          const weight = (weights.get(value) ?? 0) + gx.shares[i]! * gy.shares[j]! * gz.shares[k]!;
          weights.set(value, weight);
          if (weight > most) {
            most = weight;
            best = value;
          }
        }
      }
    }
    return best;
  };
}

function samplerOf(image: RadiomicsImage, interpolator: Interpolator): Sampler {
  if (interpolator === 'sitkNearestNeighbor') return nearest(image);
  if (interpolator === 'sitkLinear') return linear(image);
  if (interpolator === 'sitkBSpline') return splineInside(image.data, image.size);
  if (interpolator === 'sitkGaussian') return gaussian(image);
  if (interpolator === 'sitkLabelGaussian') return labelGaussian(image);
  return windowedSinc(image, windows[interpolator]!);
}

/** Patient position to continuous index of a grid: the inverse of its directions and spacing, as ITK multiplies it. */
function continuousIndex({
  origin,
  spacing,
  direction: d,
}: Grid): (x: number, y: number, z: number) => Vector3 {
  const m = d.map((value, i) => value * spacing[i % 3]!);
  const [a, b, c, e, f, g, h, k, l] = m as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const diagonal = b === 0 && c === 0 && e === 0 && g === 0 && h === 0 && k === 0;
  const determinant = a * (f * l - g * k) - b * (e * l - g * h) + c * (e * k - f * h);
  const inverse = diagonal
    ? [1 / a, 0, 0, 0, 1 / f, 0, 0, 0, 1 / l]
    : [
        (f * l - g * k) / determinant,
        (c * k - b * l) / determinant,
        (b * g - c * f) / determinant,
        (g * h - e * l) / determinant,
        (a * l - c * h) / determinant,
        (c * e - a * g) / determinant,
        (e * k - f * h) / determinant,
        (b * h - a * k) / determinant,
        (a * f - b * e) / determinant,
      ];
  return (x, y, z) => {
    const [u, v, w] = [x - origin[0], y - origin[1], z - origin[2]];
    return [0, 3, 6].map(
      (row) => inverse[row]! * u + inverse[row + 1]! * v + inverse[row + 2]! * w,
    ) as unknown as Vector3;
  };
}

/** Index (whole or not) to patient position. */
export function positionOf({ origin, spacing, direction: d }: Grid, index: Vector3): Vector3 {
  return [0, 1, 2].map((row) => {
    let sum = origin[row]!;
    for (let column = 0; column < 3; column++)
      sum += d[3 * row + column]! * spacing[column]! * index[column]!;
    return sum;
  }) as unknown as Vector3;
}

/** Patient position to continuous index. */
export function indexAt(grid: Grid, position: Vector3): Vector3 {
  return continuousIndex(grid)(...position);
}

/** Samples a source at every voxel of a grid; 0 where a voxel's centre lies outside the source. */
function sampleGrid(source: Grid, target: Grid, sample: Sampler): Float64Array {
  const toIndex = continuousIndex(source);
  const [nx, ny, nz] = target.size;
  const [sx, sy, sz] = source.size;
  const values = new Float64Array(nx * ny * nz);
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      // ITK finds the ends of each row and goes from one to the other: so do we, down to the rounding.
      const start = toIndex(...positionOf(target, [0, y, z]));
      const end = toIndex(...positionOf(target, [nx, y, z]));
      for (let x = 0; x < nx; x++, at++) {
        const alpha = x / nx;
        const u = start[0] + (end[0] - start[0]) * alpha;
        const v = start[1] + (end[1] - start[1]) * alpha;
        const w = start[2] + (end[2] - start[2]) * alpha;
        const inside = u >= -0.5 && u < sx - 0.5 && v >= -0.5 && v < sy - 0.5 && w >= -0.5 && w < sz - 0.5;
        if (inside) values[at] = sample(u, v, w);
      }
    }
  }
  return values;
}

/** An image on another grid, its kind of number kept: whole numbers lose their fraction, as in ITK. */
export function resampleImage(
  image: RadiomicsImage,
  target: Grid,
  interpolator: Interpolator,
): RadiomicsImage {
  const data = sampleGrid(image, target, samplerOf(image, interpolator));
  const [low, high] = image.limits;
  if (image.kind === 'integer')
    for (let i = 0; i < data.length; i++) data[i] = Math.trunc(Math.min(high, Math.max(low, data[i]!)));
  else if (image.kind === 'float32') for (let i = 0; i < data.length; i++) data[i] = Math.fround(data[i]!);
  const { size, spacing, origin, direction } = target;
  return { size, spacing, origin, direction, data, kind: image.kind, limits: image.limits };
}

/** A mask on another grid, nearest neighbour. */
export function resampleMask(mask: RadiomicsMask, target: Grid): RadiomicsMask {
  const { size, spacing, origin, direction } = target;
  const data = Uint8Array.from(sampleGrid(mask, target, nearest(mask)));
  return { size, spacing, origin, direction, data };
}
