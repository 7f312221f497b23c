import { RachisError, type VoxelArray, voxelCount } from '@rachis/volume';
import type { FileGrids } from './affine.ts';
import { type Inflaters, isGzip } from './bytes.ts';
import { openGzip, openGzipStart } from './gzip.ts';
import type { Layers } from './layers.ts';
import { niftiGrids } from './nifti-geometry.ts';
import { type NiftiHeader, parseNiftiHeader, truncated } from './nifti-header.ts';
import { bytesOf, rescaled, type Scale, type VoxelType, voxelsOf } from './voxel-type.ts';

export { niftiGrids } from './nifti-geometry.ts';
export { looksLikeNifti, type NiftiHeader, parseNiftiHeader } from './nifti-header.ts';

/** What a NIfTI file holds, on a grid in LPS and millimetres. */
export interface NiftiImage extends FileGrids {
  /** The voxels of all layers. */
  readonly data: VoxelArray;
  readonly layers: Layers;
  readonly description: string;
  /** Intent code of the header; 1002 says that the values are labels. */
  readonly intent: number;
  /** How intensities were made of the stored numbers, where they were. */
  readonly scale?: Scale;
  readonly warnings: string[];
}

/** The .img file of a pair: bytes already gunzipped. */
export interface NiftiVoxels {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Datatypes of nifti1.h that can be measured. */
const datatypes = new Map<number, VoxelType>([
  [2, 'uint8'],
  [4, 'int16'],
  [8, 'int32'],
  [16, 'float32'],
  [64, 'float64'],
  [256, 'int8'],
  [512, 'uint16'],
  [768, 'uint32'],
  [1024, 'int64'],
  [1280, 'uint64'],
]);
const refused = new Map<number, string>([
  [1, 'binary'],
  [32, 'complex64'],
  [128, 'RGB24 colour'],
  [1536, 'float128'],
  [1792, 'complex128'],
  [2048, 'complex256'],
  [2304, 'RGBA32 colour'],
]);

/**
 * Reads a NIfTI-1 or NIfTI-2 file (bytes already gunzipped) of either byte order.
 * The affine is the sform where its code is above 0, else the qform, else pixdim alone (with a warning);
 * RAS becomes LPS here. `scl_slope` 0 or NaN means no scaling. Volumes must be 3-D, or 4-D and more of size 1; `layered` takes
 * several of them.
 * Of a pair (.hdr and .img) `bytes` is the header, and `pairVoxels` the other file.
 * Source: nifti1.h and nifti2.h, NIfTI Data Format Working Group.
 */
export function parseNifti(
  name: string,
  bytes: Uint8Array,
  pairVoxels?: NiftiVoxels,
  layered = false,
): NiftiImage {
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
  const grids = niftiGrids(name, header, warnings, layered);
  const voxels = header.pair && pairVoxels ? pairVoxels : { name, bytes };
  const { data, scale } = voxelDataOf(voxels, header, voxelCount(grids.grid) * grids.layers.count, warnings);
  const { description, intent } = header;
  return { ...grids, data, description, intent, warnings, ...(scale ? { scale } : {}) };
}

/**
 * Opens the gzip streams of a file and of the voxels beside it, no further than the header's sizes reach; bytes that are not
 * compressed are given back as they are. Errors as `parseNifti`, and `FILE_CORRUPT` where a stream holds far more.
 */
export function openNifti(
  name: string,
  bytes: Uint8Array,
  inflaters: Inflaters,
  beside?: NiftiVoxels,
  layered = false,
): { readonly header: Uint8Array; readonly voxels?: NiftiVoxels } {
  if (!isGzip(bytes) && !(beside && isGzip(beside.bytes)))
    return { header: bytes, ...(beside ? { voxels: beside } : {}) };
  const start = openGzipStart(name, bytes, inflaters, longestHeader);
  const header = parseNiftiHeader(name, start);
  const { grid, layers } = niftiGrids(name, header, [], layered);
  const count = voxelCount(grid) * layers.count;
  const end = header.offset + count * bytesOf[voxelTypeOfHeader(name, header)];
  const expected = longestHeader + (Number.isFinite(end) ? Math.max(0, end) : 0);
  if (!beside) return { header: openGzip(name, bytes, inflaters, expected) };
  return {
    header: start,
    voxels: { name: beside.name, bytes: openGzip(beside.name, beside.bytes, inflaters, expected) },
  };
}

/** A NIfTI-2 header with the four bytes that say whether extensions follow. */
const longestHeader = 544;

function voxelTypeOfHeader(name: string, header: NiftiHeader): VoxelType {
  const type = datatypes.get(header.datatype);
  if (type) return type;
  throw new RachisError(
    'UNSUPPORTED',
    `${name} has voxels of datatype ${refused.get(header.datatype) ?? header.datatype}, which cannot be measured.`,
    { file: name, remedy: 'Convert it to an integer or floating-point datatype.' },
  );
}

function voxelDataOf(
  { name, bytes }: NiftiVoxels,
  header: NiftiHeader,
  count: number,
  warnings: string[],
): { data: VoxelArray; scale?: Scale } {
  const type = voxelTypeOfHeader(name, header);
  if (header.bitsPerVoxel !== 8 * bytesOf[type])
    warnings.push(
      `The header says ${header.bitsPerVoxel} bits a voxel (bitpix) and the datatype ${type}, which has ${8 * bytesOf[type]}: the datatype was taken.`,
    );
  const length = count * bytesOf[type];
  const start = voxelStart(name, header, bytes, length, warnings);
  const end = start + length;
  if (bytes.length < end) throw truncated(name, `${end} bytes were expected, ${bytes.length} are`);
  if (bytes.length > end)
    warnings.push(
      `${name} holds ${bytes.length - end} bytes more than its header has voxels for: they were left out.`,
    );
  const stored = voxelsOf(name, bytes.subarray(start, end), type, count, header.littleEndian);
  const { slope, intercept } = header;
  if (slope === 0 || Number.isNaN(slope)) return { data: stored };
  if (!Number.isFinite(slope) || !Number.isFinite(intercept))
    throw new RachisError(
      'FILE_CORRUPT',
      `${name} has scl_slope ${slope} and scl_inter ${intercept}, which make no intensities.`,
      { file: name, remedy: 'Correct the header: 0 as scl_slope stands for no scaling.' },
    );
  if (slope === 1 && intercept === 0) return { data: stored };
  return { data: rescaled(stored, slope, intercept), scale: { slope, intercept, field: 'scl_slope' } };
}

/** Where the voxels start. A single file's vox_offset is behind its header; some writers leave it 0. */
function voxelStart(
  name: string,
  { offset, pair, version }: NiftiHeader,
  bytes: Uint8Array,
  length: number,
  warnings: string[],
): number {
  const headerEnd = version === 1 ? 348 : 540;
  const fits = Number.isInteger(offset) && (offset >= headerEnd || offset === 0 || (pair && offset >= 0));
  if (!fits)
    throw new RachisError(
      'FILE_CORRUPT',
      `${name} has vox_offset ${offset}, where no voxels can start${pair ? '' : `: the header ends at ${headerEnd + 4}`}.`,
      { file: name, remedy: 'Correct the header, or export the image again.' },
    );
  if (pair) return offset;
  if (offset === 0) {
    const start = bytes.length === headerEnd + length ? headerEnd : headerEnd + 4;
    warnings.push(`The header has vox_offset 0: voxels were taken from byte ${start} on, where it ends.`);
    return start;
  }
  if (bytes[headerEnd] !== 0 && offset > headerEnd && offset < headerEnd + 20)
    warnings.push(
      `The header says that extensions follow, for which vox_offset ${offset} leaves no room: voxels were taken from there on.`,
    );
  return offset;
}
