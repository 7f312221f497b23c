import { RachisError, type Vector3, type VoxelArray, voxelCount } from '@rachis/volume';
import { type FileGrids, gridsOfAffine } from './affine.ts';
import { canonicalLength } from './canonical.ts';
import { bytesOf, rescaled, type VoxelType, voxelsOf } from './voxel-type.ts';

/** What a NIfTI file holds, on a grid in LPS and millimetres. */
export interface NiftiImage extends FileGrids {
  readonly data: VoxelArray;
  readonly description: string;
  /** Intent code of the header; 1002 says that the values are labels. */
  readonly intent: number;
  readonly warnings: string[];
}

/** The .img file of a pair: bytes already gunzipped. */
export interface NiftiVoxels {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The header's fields that geometry and values need. */
export interface NiftiHeader {
  readonly version: 1 | 2;
  /** The voxels are in an .img file beside the header (magic "ni1" or "ni2"). */
  readonly pair: boolean;
  readonly littleEndian: boolean;
  readonly dimensions: number[];
  readonly datatype: number;
  readonly spacing: number[];
  readonly qfac: number;
  readonly offset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly unitFactor: number | null;
  readonly qform: number;
  readonly sform: number;
  readonly quaternion: Vector3;
  readonly quaternionOffset: Vector3;
  readonly affine: number[];
  readonly description: string;
  readonly intent: number;
}

/** Datatypes of nifti1.h that can be measured. */
const datatypes: Record<number, VoxelType> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
  1024: 'int64',
  1280: 'uint64',
};
const refused: Record<number, string> = {
  1: 'binary',
  32: 'complex64',
  128: 'RGB24 colour',
  1536: 'float128',
  1792: 'complex128',
  2048: 'complex256',
  2304: 'RGBA32 colour',
};

/** True where the (decompressed) bytes start with a NIfTI-1 or NIfTI-2 header. */
export function looksLikeNifti(start: Uint8Array): boolean {
  if (start.length < 348) return false;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const size = [view.getInt32(0, true), view.getInt32(0, false)];
  const magicAt = size.includes(348) ? 344 : size.includes(540) ? 4 : -1;
  return (
    magicAt >= 0 && start[magicAt] === 0x6e && start[magicAt + 2]! >= 0x31 && start[magicAt + 2]! <= 0x32
  );
}

/** Analyze 7.5, from which NIfTI came, has a header of the same size without the magic. */
function hasAnalyzeSize(start: Uint8Array): boolean {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  return view.getInt32(0, true) === 348 || view.getInt32(0, false) === 348;
}

/**
 * Reads a NIfTI-1 or NIfTI-2 file (bytes already gunzipped) of either byte order.
 * The affine is the sform where its code is above 0, else the qform, else pixdim alone (with a warning);
 * RAS becomes LPS here. `scl_slope` 0 means no scaling. Volumes must be 3-D, or 4-D and more of size 1.
 * Of a pair (.hdr and .img) `bytes` is the header, and `pairVoxels` the other file.
 * Source: nifti1.h and nifti2.h, NIfTI Data Format Working Group.
 */
export function parseNifti(name: string, bytes: Uint8Array, pairVoxels?: NiftiVoxels): NiftiImage {
  const header = parseNiftiHeader(name, bytes);
  if (header.pair && !pairVoxels) {
    throw new RachisError(
      'UNSUPPORTED',
      `${name} is the header of a NIfTI pair: its voxels are in the .img file.`,
      {
        file: name,
        remedy: 'Keep the .hdr and .img files together, or convert them to one .nii file.',
      },
    );
  }
  const warnings: string[] = [];
  const grids = niftiGrids(name, header, warnings);
  const voxels = header.pair && pairVoxels ? pairVoxels : { name, bytes };
  const data = voxelDataOf(voxels, header, voxelCount(grids.grid));
  return { ...grids, data, description: header.description, intent: header.intent, warnings };
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
    spacing: pixdim.slice(1, 4),
    qfac: pixdim[0]! < 0 ? -1 : 1,
    offset: one ? float(108) : long(168),
    slope: one ? float(112) : double(176),
    intercept: one ? float(116) : double(184),
    unitFactor: unitFactor((one ? bytes[123]! : int(500)) & 7),
    qform: one ? short(252) : int(344),
    sform: one ? short(254) : int(348),
    quaternion: three((i) => (one ? float(256 + 4 * i) : double(352 + 8 * i))),
    quaternionOffset: three((i) => (one ? float(268 + 4 * i) : double(376 + 8 * i))),
    affine: list(12, (i) => (one ? float(280 + 4 * i) : double(400 + 8 * i))),
    description: text(one ? 148 : 240, 80),
    intent: one ? short(68) : int(504),
  };
}

/** Spatial unit codes of nifti1.h: metre, millimetre, micron; 0 is unknown. */
function unitFactor(code: number): number | null {
  return { 1: 1000, 2: 1, 3: 0.001 }[code] ?? null;
}

/** The grid in LPS, mm, that a header describes. Warnings are added to the list. */
export function niftiGrids(name: string, header: NiftiHeader, warnings: string[]): FileGrids {
  const rank = header.dimensions[0]!;
  const size = header.dimensions.slice(1, 4).map((n, i) => (i < rank ? n : 1)) as unknown as Vector3;
  if (rank < 1 || rank > 7 || size.some((n) => n < 1)) {
    throw geometry(name, `has dimensions [${header.dimensions.join(', ')}], which make no volume`);
  }
  const more = header.dimensions.slice(4, rank + 1);
  if (more.some((n) => n > 1)) {
    throw new RachisError(
      'UNSUPPORTED',
      `${name} holds ${more.reduce((a, b) => a * Math.max(b, 1), 1)} volumes (size ${header.dimensions.slice(1, rank + 1).join(' x ')}), where one was expected.`,
      {
        file: name,
        remedy: 'Split it into one file a volume, for example with fslsplit or nibabel.',
      },
    );
  }
  const { matrix, offset } = affineOf(name, header, warnings);
  // Most writers that leave the unit unknown (nibabel does) mean millimetres.
  const unit = header.unitFactor ?? 1;
  // RAS to LPS: the first two rows change sign.
  const lps = matrix.map((value, i) => (i < 6 ? -value : value) * unit);
  // The file holds single precision: of a position as of a length, the shortest decimal is what was rounded to it.
  const origin = (lengthOf: (value: number) => number): Vector3 => {
    const [right, anterior, superior] = offset.map((value) => lengthOf(value) * unit) as unknown as Vector3;
    return [-right, -anterior, superior];
  };
  return gridsOfAffine(
    name,
    size,
    lps,
    origin((value) => value),
    {
      spacing: header.spacing.map((value) => canonicalLength(Math.abs(value)) * unit) as unknown as Vector3,
      origin: origin(canonicalLength),
    },
  );
}

interface Affine {
  /** Row-major 3 by 3, RAS, voxel sizes in it. */
  readonly matrix: number[];
  readonly offset: readonly number[];
}

function affineOf(name: string, header: NiftiHeader, warnings: string[]): Affine {
  const pixdim = header.spacing.map((value) => Math.abs(value));
  if (header.sform > 0) {
    const a = header.affine;
    const matrix = [0, 1, 2, 4, 5, 6, 8, 9, 10].map((i) => a[i]!);
    if (!a.every(Number.isFinite)) throw geometry(name, 'has an sform that is not finite');
    const spacing = [0, 1, 2].map((j) =>
      Math.hypot(matrix[j]!, matrix[3 + j]!, matrix[6 + j]!),
    ) as unknown as Vector3;
    if (spacing.some((value, i) => Math.abs(value - pixdim[i]!) > 1e-3 * Math.max(value, pixdim[i]!))) {
      warnings.push(
        `The sform has voxel sizes ${spacing.map((v) => v.toFixed(4)).join(' x ')}, pixdim ${pixdim.map((v) => v.toFixed(4)).join(' x ')}: the sform was taken.`,
      );
    }
    return { matrix, offset: [a[3]!, a[7]!, a[11]!] };
  }
  const spacing = pixdim as unknown as Vector3;
  if (header.qform > 0) {
    const rotation = rotationOf(header.quaternion);
    const matrix = rotation.map((value, i) => value * spacing[i % 3]! * (i % 3 === 2 ? header.qfac : 1));
    return { matrix, offset: header.quaternionOffset };
  }
  warnings.push(
    'The file has neither sform nor qform: its axes were taken as left to right, posterior to anterior and inferior to superior, its origin as 0.',
  );
  return { matrix: [spacing[0], 0, 0, 0, spacing[1], 0, 0, 0, spacing[2]], offset: [0, 0, 0] };
}

/** Rotation of a unit quaternion of which b, c, d are given (nifti1.h, method 2). */
function rotationOf([b, c, d]: Vector3): number[] {
  let square = 1 - (b * b + c * c + d * d);
  if (square < 1e-7) {
    // A half turn: a is 0, and rounding must not leave b, c, d longer than 1.
    const s = 1 / Math.sqrt(b * b + c * c + d * d);
    [b, c, d] = [b * s, c * s, d * s];
    square = 0;
  }
  const a = Math.sqrt(square);
  return [
    a * a + b * b - c * c - d * d,
    2 * (b * c - a * d),
    2 * (b * d + a * c),
    2 * (b * c + a * d),
    a * a + c * c - b * b - d * d,
    2 * (c * d - a * b),
    2 * (b * d - a * c),
    2 * (c * d + a * b),
    a * a + d * d - b * b - c * c,
  ];
}

function voxelDataOf({ name, bytes }: NiftiVoxels, header: NiftiHeader, count: number): VoxelArray {
  const type = datatypes[header.datatype];
  if (!type) {
    throw new RachisError(
      'UNSUPPORTED',
      `${name} has voxels of datatype ${refused[header.datatype] ?? header.datatype}, which cannot be measured.`,
      { file: name, remedy: 'Convert it to an integer or floating-point datatype.' },
    );
  }
  const start = Math.max(header.offset, header.pair ? 0 : header.version === 1 ? 348 : 540);
  const end = start + count * bytesOf[type];
  if (bytes.length < end) throw truncated(name, `${end} bytes were expected, ${bytes.length} are`);
  const stored = voxelsOf(name, bytes.subarray(start, end), type, count, header.littleEndian);
  const scaled = header.slope !== 0 && Number.isFinite(header.slope);
  return scaled
    ? rescaled(stored, header.slope, Number.isFinite(header.intercept) ? header.intercept : 0)
    : stored;
}

function truncated(name: string, what: string): RachisError {
  return new RachisError(
    'FILE_TRUNCATED',
    `${name} ends before its NIfTI data are complete: ${what} there.`,
    {
      file: name,
      remedy: 'Copy or export the file again.',
    },
  );
}

function geometry(
  name: string,
  what: string,
  remedy = 'Correct the header, or export the image again.',
): RachisError {
  return new RachisError('GEOMETRY_INVALID', `${name} ${what}.`, { file: name, remedy });
}
