import { looksLikeNifti } from './nifti.ts';

/** File formats of images. */
export type ImageFormat = 'dicom' | 'nifti' | 'nrrd' | 'metaimage';

/** The format of a file by its first bytes (a kilobyte), and by its name where bytes do not tell. */
export function formatOf(path: string, start: Uint8Array): ImageFormat | null {
  const ascii = String.fromCharCode(...start.subarray(0, 200));
  if (start.length >= 132 && ascii.slice(128, 132) === 'DICM') return 'dicom';
  if (ascii.startsWith('NRRD0')) return 'nrrd';
  if (/\.(mha|mhd)$/i.test(path) || /^(ObjectType|NDims|Comment)\s*=/.test(ascii)) return 'metaimage';
  if (
    looksLikeNifti(start) ||
    (/\.nii$/i.test(path) && start.length > 0) ||
    (/\.(nii|hdr)\.gz$/i.test(path) && start.length > 0) ||
    (/\.hdr$/i.test(path) && start.length > 0 && isHeaderSize(start))
  )
    return 'nifti';
  if (/\.(nrrd|nhdr)$/i.test(path)) return 'nrrd';
  return startsLikeDicom(start) || /\.dcm$/i.test(path) ? 'dicom' : null;
}

/** Other programs write files that end in .hdr too (ENVI, Radiance): a pair's header starts with its size. */
const isHeaderSize = ([a, b, c, d]: Uint8Array): boolean =>
  (a === 0x5c && b === 1 && c === 0 && d === 0) || (a === 0 && b === 0 && c === 1 && d === 0x5c);

/** DICOM without preamble: group 0008 (or 0002) first, a short even length or a value representation. */
function startsLikeDicom(start: Uint8Array): boolean {
  if (start.length < 16) return false;
  const group = start[0]! | (start[1]! << 8);
  const element = start[2]! | (start[3]! << 8);
  if ((group !== 2 && group !== 8) || element > 0x60) return false;
  const explicit = /^[A-Z]{2}$/.test(String.fromCharCode(start[4]!, start[5]!));
  const length = start[4]! | (start[5]! << 8) | (start[6]! << 16) | (start[7]! << 24);
  return explicit || (length >= 0 && length < 1024 && length % 2 === 0);
}
