/** A column of PyRadiomics beside ours, and what is known of its case. */
export interface LiveValue {
  readonly tag: string;
  readonly theirs: number | string | null;
  readonly ours: number | string | undefined;
  /** Whether the image that was filtered holds numbers with a fraction. */
  readonly fractional: boolean;
  /** Whether it holds single-precision numbers. */
  readonly single: boolean;
  readonly interpolator: string | undefined;
}

const near = (value: unknown, limit: number) => typeof value === 'number' && Math.abs(value) < limit;

/** Faults of PyRadiomics, or of arithmetic that it leaves to chance; docs/pyradiomics.md has them in full. */
const exceptions: readonly { readonly holds: (value: LiveValue) => boolean; readonly reason: string }[] = [
  {
    holds: ({ tag, theirs, ours }) =>
      /_shape_(Elongation|Flatness|LeastAxisLength|MinorAxisLength)$/.test(tag) &&
      near(theirs, 1e-6) &&
      near(ours, 1e-6),
    reason:
      'A region in one plane or on one line has an eigenvalue of 0, of which PyRadiomics gives the root of the rounding error.',
  },
  {
    holds: ({ tag, fractional }) => tag.startsWith('lbp-3D-') && fractional,
    reason:
      'LBP3D asks whether interpolated samples reach the middle voxel. Where an area has one intensity with a fraction both are the same but for rounding, and PyRadiomics decides by the rounding of SciPy.',
  },
  {
    holds: ({ tag, theirs, ours }) =>
      /^lbp-3D-.*_RobustMeanAbsoluteDeviation$/.test(tag) &&
      typeof theirs === 'number' &&
      typeof ours === 'number' &&
      Math.abs(ours - theirs) < 0.1 * Math.abs(theirs),
    reason:
      'Voxels that see one pattern turned have one LBP value, but for rounding. Where that value is the 10th or 90th percentile, PyRadiomics leaves out those of them that SciPy rounded to the far side.',
  },
  {
    holds: ({ tag, single, theirs, ours }) =>
      tag.startsWith('wavelet') &&
      single &&
      typeof theirs === 'number' &&
      typeof ours === 'number' &&
      Math.abs(ours - theirs) < 1e-5 * Math.abs(theirs),
    reason:
      'PyWavelets computes single-precision images in single precision, whose seven digits are what features such as a median near 0 differ in (less than 1e-5).',
  },
  {
    holds: ({ interpolator }) => interpolator === 'sitkLabelGaussian',
    reason:
      'sitkLabelGaussian, made for label maps, takes the intensity with the largest share; two with the same share are decided by the rounding of ITK’s error function.',
  },
];

/** Why a value of PyRadiomics that differs from ours is not held against it, or nothing. */
export function exceptionOf(value: LiveValue): string | undefined {
  return exceptions.find(({ holds }) => holds(value))?.reason;
}
