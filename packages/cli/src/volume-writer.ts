import { writeMetaImage, writeNifti, writeNrrd } from '@rachis/formats';
import { type Mask, RachisError, type Volume } from '@rachis/volume';

export type Writer = (path: string, image: Volume | Mask) => Promise<void>;

const writers: readonly (readonly [ending: RegExp, write: Writer])[] = [
  [/\.nii(\.gz)?$/i, writeNifti],
  [/\.(nrrd|nhdr)$/i, writeNrrd],
  [/\.mh[ad]$/i, writeMetaImage],
];

/** How an image is written, by the ending of its path; `ARGUMENT_INVALID` for others. */
export function writerFor(path: string): Writer {
  const found = writers.find(([ending]) => ending.test(path));
  if (found) return found[1];
  throw new RachisError(
    'ARGUMENT_INVALID',
    `${path}: the output's ending must be .nii, .nii.gz, .nrrd, .mha, or .dcm for regions.`,
    {
      file: path,
    },
  );
}
