/** What Rachis refuses by name, by the tag of a file: the sentence must have the words. */
export const refusals: readonly (readonly [tag: string, words: RegExp])[] = [
  ['volumes', /holds (several|\d+) volumes.*(DimSize|sizes|size) \d/],
  ['beyond 2^53', /64-bit integers .* that no number here holds exactly/],
  ['too short', /ends before its .*data are complete/],
  ['thicknesses alone', /no spacing along axis/],
  ['datatype', /voxels of datatype/],
  ['infinite slope', /scl_slope Infinity/],
  ['sheared', /sheared affine/],
];

/** Where a peer refuses or reads something else, by the tag of a file, and why; `docs/file-formats.md` has the same in words. */
export interface Difference {
  readonly peer: 'itk' | 'pynrrd' | 'nibabel';
  readonly format: 'metaimage' | 'nrrd' | 'nifti';
  readonly tag: string;
  readonly of: 'reading' | 'voxels' | 'geometry';
  readonly why: string;
}

const difference = (
  format: Difference['format'],
  peer: Difference['peer'],
  of: Difference['of'],
  tag: string,
  why: string,
): Difference => ({ format, peer, of, tag, why });

export const differences: readonly Difference[] = [
  difference(
    ...(['metaimage', 'itk', 'reading', 'bits in words'] as const),
    'ITK loses the fields of a header whose ElementNBits is no number; it is not needed here',
  ),
  difference(
    ...(['metaimage', 'itk', 'voxels', 'text, most significant byte first'] as const),
    'ITK turns the bytes of voxels that it has read from text, where no byte order was',
  ),
  difference(
    ...(['metaimage', 'itk', 'voxels', 'no compressed size'] as const),
    'ITK gives memory that it never filled where CompressedDataSize is missing',
  ),
  difference(
    ...(['nrrd', 'itk', 'reading', 'any order'] as const),
    'ITK wants dimension before the fields of axes; the order says nothing else',
  ),
  difference(...(['nrrd', 'pynrrd', 'reading', 'hex'] as const), 'pynrrd has no encoding hex'),
  difference(
    ...(['nrrd', 'pynrrd', 'reading', 'several files'] as const),
    'pynrrd has no patterns and no LIST of data files',
  ),
  difference(
    ...(['nrrd', 'pynrrd', 'reading', 'byte skip in stream'] as const),
    'pynrrd skips bytes before a compressed stream, the definition in what it holds',
  ),
  difference(...(['nifti', 'itk', 'reading', 'NIfTI-2'] as const), 'ITK reads NIfTI-1 alone'),
  difference(
    ...(['nifti', 'itk', 'reading', 'plane'] as const),
    'ITK keeps of a plane two of three directions, and refuses those that then depend on one another',
  ),
  difference(
    ...(['nifti', 'itk', 'geometry', 'plane'] as const),
    'ITK keeps of a plane two of three directions',
  ),
  difference(
    ...(['nifti', 'itk', 'geometry', 'no form'] as const),
    'ITK takes axes of a file without forms as left, posterior, superior; nifti1.h has right, anterior, superior',
  ),
  difference(
    ...(['nifti', 'itk', 'geometry', 'forms differ'] as const),
    'ITK takes the qform in some files that have both; nifti1.h leaves the choice',
  ),
  difference(
    ...(['nifti', 'itk', 'voxels', 'intercept without slope'] as const),
    'ITK adds scl_inter where scl_slope is 0; in nifti1.h slope 0 is no scale at all',
  ),
  difference(
    ...(['nifti', 'nibabel', 'reading', 'gap behind extension'] as const),
    'nibabel looks for another extension in the bytes between the last one and vox_offset',
  ),
  difference(
    ...(['nifti', 'nibabel', 'geometry', 'no form'] as const),
    'nibabel centres a file without forms and turns its first axis; nifti1.h has neither',
  ),
];
