import type { Vector3 } from '@rachis/volume';
import { exponential } from '../filters/exponential.ts';
import { gradientMagnitude } from '../filters/gradient-magnitude.ts';
import { localBinaryPattern2D } from '../filters/local-binary-pattern-2d.ts';
import { localBinaryPattern3D } from '../filters/local-binary-pattern-3d.ts';
import { logarithm } from '../filters/logarithm.ts';
import { gaussianRecursion, recursiveGaussian } from '../filters/recursive-gaussian.ts';
import { square } from '../filters/square.ts';
import { squareRoot } from '../filters/square-root.ts';
import { type RadiomicsImage, type RadiomicsMask, unlimited } from './image.ts';
import type { ClassSettings, ImageTypeName } from './parameters.ts';
import { stationaryWavelet } from './stationary-wavelet.ts';

/** One image of a type, with the name that its columns begin with. */
export interface TypedImage {
  readonly name: string;
  readonly image: RadiomicsImage;
}

/** A number as Python writes it: 3.0, 0.5. */
export function pythonNumber(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Laplacian of Gaussian by recursive filters, scaled by sigma^2; single precision between passes, as ITK. */
function laplacian(image: RadiomicsImage, sigma: number): RadiomicsImage {
  const total = new Float64Array(image.data.length);
  for (const axis of [0, 1, 2]) {
    let values = image.data;
    for (const along of [axis, ...[0, 1, 2].filter((other) => other !== axis)]) {
      const samples = sigma / image.spacing[along]!;
      const recursion =
        along === axis ? gaussianRecursion(2, samples, sigma * sigma) : gaussianRecursion(0, samples);
      values = recursiveGaussian(values, image.size, along, recursion, true);
    }
    const scale = 1 / (image.spacing[axis]! * image.spacing[axis]!);
    for (let i = 0; i < total.length; i++) total[i] = Math.fround(total[i]! + values[i]! * scale);
  }
  return { ...image, data: total, kind: 'float32', limits: unlimited };
}

function* laplacians(image: RadiomicsImage, settings: ClassSettings): Generator<TypedImage> {
  if (Math.min(...image.size) < 4) return;
  for (const sigma of settings.sigma) {
    if (image.size.some((n, axis) => n < Math.ceil(sigma / image.spacing[axis]!) + 1)) continue;
    const name = `log-sigma-${pythonNumber(sigma).replace('.', '-')}-mm-3D`;
    yield { name, image: laplacian(image, sigma) };
  }
}

const asDouble = (image: RadiomicsImage, data: Float64Array): RadiomicsImage => ({
  ...image,
  data,
  kind: 'float64',
  limits: unlimited,
});

/** What SciPy makes of interpolated values in an array of a kind: whole numbers are rounded away from 0. */
function scipyRounding({ kind, limits: [low, high] }: RadiomicsImage): (value: number) => number {
  if (kind === 'float32') return Math.fround;
  if (kind === 'float64') return (value) => value;
  return (value) => Math.min(high, Math.max(low, Math.sign(value) * Math.floor(Math.abs(value) + 0.5)));
}

/** Local binary patterns in the planes that 2D extraction has; whole numbers where the image has them. */
function patterns2D(image: RadiomicsImage, settings: ClassSettings): RadiomicsImage {
  const { lbp2DRadius: radius, lbp2DSamples: samples, lbp2DMethod: method } = settings;
  const axis = 2 - settings.force2Ddimension;
  const data = localBinaryPattern2D(image, { radius, samples, method, axis });
  const round =
    image.kind === 'integer' ? Math.trunc : image.kind === 'float32' ? Math.fround : (v: number) => v;
  return { ...image, data: data.map(round) };
}

/** The images of a type, in the order of their columns. */
export function* imagesOfType(
  name: ImageTypeName,
  image: RadiomicsImage,
  mask: RadiomicsMask,
  settings: ClassSettings,
): Generator<TypedImage> {
  const field = { size: image.size as Vector3, spacing: image.spacing, data: image.data };
  switch (name) {
    case 'Original':
      yield { name: 'original', image };
      return;
    case 'LoG':
      yield* laplacians(image, settings);
      return;
    case 'Wavelet':
      yield* stationaryWavelet(image, settings);
      return;
    case 'Square':
      yield { name: 'square', image: asDouble(image, square(field)) };
      return;
    case 'SquareRoot':
      yield { name: 'squareroot', image: asDouble(image, squareRoot(field)) };
      return;
    case 'Logarithm':
      yield { name: 'logarithm', image: asDouble(image, logarithm(field)) };
      return;
    case 'Exponential':
      yield { name: 'exponential', image: asDouble(image, exponential(field)) };
      return;
    case 'Gradient':
      yield {
        name: 'gradient',
        image: {
          ...image,
          data: gradientMagnitude(field, settings.gradientUseSpacing).map(Math.fround),
          kind: 'float32',
          limits: unlimited,
        },
      };
      return;
    case 'LBP2D':
      yield { name: 'lbp-2D', image: patterns2D(image, settings) };
      return;
    case 'LBP3D': {
      const { levels, kurtosis } = localBinaryPattern3D(field, mask.data, {
        levels: settings.lbp3DLevels,
        radius: settings.lbp3DIcosphereRadius,
        subdivision: settings.lbp3DIcosphereSubdivision,
        round: scipyRounding(image),
      });
      for (const [l, data] of levels.entries())
        yield { name: `lbp-3D-m${l + 1}`, image: asDouble(image, data) };
      yield { name: 'lbp-3D-k', image: asDouble(image, kurtosis) };
    }
  }
}
