import * as z from 'zod';
import { boundaries } from './boundary.ts';
import { gaborResponses } from './gabor.ts';
import { lawsKernelNames } from './laws.ts';
import { poolings } from './pooling.ts';
import { waveletNames } from './wavelet-coefficients.ts';

function makeFilterSchema() {
  const positive = z.number().positive();
  const level = z.int().min(1).max(6);
  const pooling = z.enum(poolings);
  const oneOrMany = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);
  const order = z
    .array(z.int().min(0).max(4))
    .min(2)
    .max(3)
    .refine((orders) => orders.some((l) => l > 0), 'at least one order must be above 0');

  const common = {
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_.-]*$/)
      .optional()
      .describe("First word of the columns, in place of the filter's own."),
    boundary: z
      .enum(boundaries)
      .default('mirror')
      .describe('What stands beyond the edge of the image: zero, nearest, periodic or mirror.'),
  };
  const plain = { name: common.name };

  const laplacianOfGaussian = {
    type: z.literal('laplacian-of-gaussian'),
    sigma: oneOrMany(positive).describe('Standard deviation, mm; an image for each.'),
    truncate: z.number().min(1).max(8).default(4).describe('Where the filter ends, in standard deviations.'),
  };
  const simoncelli = {
    type: z.literal('simoncelli'),
    level: oneOrMany(level).default(1).describe('Level of the decomposition; an image for each.'),
  };
  const rotations = pooling
    .nullable()
    .default(null)
    .describe('How the right-angle rotations of the filter are pooled; null: the filter as it is.');

  return z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('mean'),
      ...common,
      support: oneOrMany(
        z
          .int()
          .min(3)
          .max(101)
          .refine((n) => n % 2 === 1, 'must be odd'),
      ).describe('Side of the cube (square) over which the mean is taken, voxels; an image for each.'),
    }),
    z.strictObject({ ...laplacianOfGaussian, ...common }),
    z.strictObject({
      type: z.literal('laws'),
      ...common,
      kernels: oneOrMany(
        z
          .string()
          .regex(
            new RegExp(`^(${lawsKernelNames.join('|')}){2,3}$`),
            `kernels are ${lawsKernelNames.join(', ')}`,
          ),
      ).describe('A kernel for x, y and z, as L5E5S5 (x and y when slicewise, as L5E5); an image for each.'),
      rotations,
      energyDistance: z
        .int()
        .min(1)
        .max(50)
        .nullable()
        .default(null)
        .describe('Chebyshev distance, voxels, over which the energy map is taken; null: no energy map.'),
    }),
    z.strictObject({
      type: z.literal('gabor'),
      ...common,
      sigma: positive.describe('Standard deviation of the envelope, mm.'),
      wavelength: positive.describe('Wavelength, mm.'),
      aspectRatio: positive.default(1).describe('Ratio of the axes of the envelope.'),
      orientation: z.number().optional().describe('One orientation in the plane, degrees; default 0.'),
      orientationStep: z
        .number()
        .positive()
        .max(180)
        .refine((step) => Math.abs(360 / step - Math.round(360 / step)) < 1e-9, 'must divide 360')
        .optional()
        .describe('Step between orientations all around that are pooled, degrees.'),
      pooling: pooling.default('average').describe('How orientations and planes are pooled.'),
      orthogonalPlanes: z.boolean().default(false).describe('Also in the two planes across the slices.'),
      response: z
        .enum(gaborResponses)
        .default('modulus')
        .describe('Which part of the complex response is kept.'),
    }),
    z.strictObject({
      type: z.literal('separable-wavelet'),
      ...common,
      wavelet: z
        .enum(waveletNames)
        .describe('Name of the wavelet as PyWavelets has it: haar, db3, coif1, ...'),
      level: oneOrMany(level).default(1).describe('Level of the undecimated decomposition.'),
      bands: z
        .array(z.string().regex(/^[LH]{2,3}$/, 'bands are L and H along x, y and z, as LLH'))
        .min(1)
        .optional()
        .describe('Low (L) or high (H) pass along x, y and z; default: every band.'),
      rotations,
    }),
    z.strictObject({
      ...simoncelli,
      ...common,
      boundary: common.boundary
        .unwrap()
        .default('periodic')
        .describe('As of the other filters, but periodic by default.'),
    }),
    z.strictObject({
      type: z.literal('riesz'),
      ...common,
      of: z
        .discriminatedUnion('type', [
          z.strictObject({ ...laplacianOfGaussian, sigma: positive }),
          z.strictObject({ ...simoncelli, level: level.default(1) }),
        ])
        .describe('The filter whose response is transformed.'),
      order: oneOrMany(order).describe('Order along x, y and z (x and y when slicewise); an image for each.'),
      alignment: positive
        .nullable()
        .default(null)
        .describe(
          'Turn the transform at every voxel to the structure tensor of this scale, mm; null: do not.',
        ),
    }),
    z.strictObject({ type: z.literal('gradient-magnitude'), ...plain }),
    z.strictObject({ type: z.literal('square'), ...plain }),
    z.strictObject({ type: z.literal('square-root'), ...plain }),
    z.strictObject({ type: z.literal('logarithm'), ...plain }),
    z.strictObject({ type: z.literal('exponential'), ...plain }),
    z.strictObject({
      type: z.literal('local-binary-pattern-2d'),
      ...plain,
      radius: positive.default(1).describe('Radius of the circle of samples, voxels.'),
      samples: z.int().min(1).max(24).default(9).describe('Samples on the circle.'),
      method: z
        .enum(['default', 'ror', 'uniform', 'var'])
        .default('uniform')
        .describe('How the pattern becomes a number, as in scikit-image.'),
    }),
    z.strictObject({
      type: z.literal('local-binary-pattern-3d'),
      ...plain,
      levels: z.int().min(1).max(5).default(2).describe('Levels of spherical harmonics.'),
      radius: positive.default(1).describe('Radius of the sphere of samples, voxels.'),
      subdivision: z.int().min(0).max(4).default(1).describe('Subdivisions of the icosahedron of samples.'),
    }),
  ]);
}

/** One filter of the settings; `type` says which. Built when it is first needed: most extractions have no filter. */
export const filterSchema = z.lazy(makeFilterSchema);

export type FilterSettings = z.output<typeof filterSchema>;
/** The settings of one type of filter. */
export type FilterOf<T extends FilterSettings['type']> = Extract<FilterSettings, { readonly type: T }>;
