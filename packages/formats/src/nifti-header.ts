import { RachisError, type Vector3 } from '@rachis/volume';

/** The header's fields that geometry and values need. */
export interface NiftiHeader {
  readonly version: 1 | 2;
  /** The voxels are in an .img file beside the header (magic "ni1" or "ni2"). */
  readonly pair: boolean;
  readonly littleEndian: boolean;
  readonly dimensions: number[];
  readonly datatype: number;
  /** Bits of a voxel, which the datatype says too. */
  readonly bitsPerVoxel: number;
  readonly spacing: number[];
  readonly qfac: number;
  readonly offset: number;
  readonly slope: number;
  readonly intercept: number;
  /** Code of the unit of length: 1 metre, 2 millimetre, 3 micrometre, 0 unknown. */
  readonly unit: number;
  readonly qform: number;
  readonly sform: number;
  readonly quaternion: Vector3;
  readonly quaternionOffset: Vector3;
  readonly affine: number[];
  readonly description: string;
  readonly intent: number;
}

/** True where the (decompressed) bytes start with a NIfTI-1 or NIfTI-2 header. */
export function looksLikeNifti(start: Uint8Array): boolean {
  if (start.length < 348) return false;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const size = [view.getInt32(0, true), view.getInt32(0, false)];
  const magicAt = size.includes(348) ? 344 : size.includes(540) ? 4 : -1;
  return (
    magicAt >= 0 &&
    start[magicAt] === 0x6e &&
    (start[magicAt + 1] === 0x2b || start[magicAt + 1] === 0x69) &&
    start[magicAt + 2] === (magicAt === 4 ? 0x32 : 0x31)
  );
}

/** Analyze 7.5, from which NIfTI came, has a header of the same size without the magic. */
function hasAnalyzeSize(start: Uint8Array): boolean {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  return view.getInt32(0, true) === 348 || view.getInt32(0, false) === 348;
}

/** Reads the header alone; `NOT_AN_IMAGE` or `FILE_TRUNCATED` where there is none. */
export function parseNiftiHeader(name: string, bytes: Uint8Array): NiftiHeader {
  if (bytes.length < 348) throw truncated(name, 'its header is');
  if (!looksLikeNifti(bytes)) {
    if (/\.(hdr|img)(\.gz)?$/i.test(name) && hasAnalyzeSize(bytes)) {
      throw new RachisError(
        'UNSUPPORTED',
        `${name} is the header of an Analyze 7.5 pair (.hdr and .img), which does not say how the patient lies.`,
        { file: name, remedy: 'Export the image again as NIfTI, or as DICOM.' },
      );
    }
    throw new RachisError('NOT_AN_IMAGE', `${name} is not a NIfTI file: it has no NIfTI header.`, {
      file: name,
      remedy: 'Name a DICOM, NIfTI, NRRD or MetaImage file.',
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = [348, 540].includes(view.getInt32(0, true));
  const version = view.getInt32(0, littleEndian) === 540 ? 2 : 1;
  if (version === 2 && bytes.length < 540) throw truncated(name, 'its header is');
  const short = (at: number): number => view.getInt16(at, littleEndian);
  const int = (at: number): number => view.getInt32(at, littleEndian);
  const long = (at: number): number => Number(view.getBigInt64(at, littleEndian));
  const float = (at: number): number => view.getFloat32(at, littleEndian);
  const double = (at: number): number => view.getFloat64(at, littleEndian);
  const list = (count: number, read: (i: number) => number): number[] =>
    Array.from({ length: count }, (_, i) => read(i));
  const three = (read: (i: number) => number): Vector3 => [read(0), read(1), read(2)];
  const text = (at: number, length: number): string =>
    new TextDecoder('iso-8859-1')
      .decode(bytes.subarray(at, at + length))
      .split('\0')[0]!
      .trim();
  const one = version === 1;
  const pixdim = list(8, (i) => (one ? float(76 + 4 * i) : double(104 + 8 * i)));
  return {
    version,
    pair: bytes[one ? 345 : 5] === 0x69,
    littleEndian,
    dimensions: list(8, (i) => (one ? short(40 + 2 * i) : long(16 + 8 * i))),
    datatype: short(one ? 70 : 12),
    bitsPerVoxel: short(one ? 72 : 14),
    spacing: pixdim.slice(1, 4),
    qfac: pixdim[0]! < 0 ? -1 : 1,
    offset: one ? float(108) : long(168),
    slope: one ? float(112) : double(176),
    intercept: one ? float(116) : double(184),
    unit: (one ? bytes[123]! : int(500)) & 7,
    qform: one ? short(252) : int(344),
    sform: one ? short(254) : int(348),
    quaternion: three((i) => (one ? float(256 + 4 * i) : double(352 + 8 * i))),
    quaternionOffset: three((i) => (one ? float(268 + 4 * i) : double(376 + 8 * i))),
    affine: list(12, (i) => (one ? float(280 + 4 * i) : double(400 + 8 * i))),
    description: text(one ? 148 : 240, 80),
    intent: one ? short(68) : int(504),
  };
}

/** A NIfTI file whose bytes end too early. */
export function truncated(name: string, what: string): RachisError {
  return new RachisError(
    'FILE_TRUNCATED',
    `${name} ends before its NIfTI data are complete: ${what} there.`,
    {
      file: name,
      remedy: 'Copy or export the file again.',
    },
  );
}
