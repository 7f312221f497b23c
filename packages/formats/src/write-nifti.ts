import { indexToPatient, type Mask, type Volume } from '@rachis/volume';
import { writeWhole } from './files.ts';
import { zlib } from './node-zlib.ts';
import { asBytes, bytesOf, type VoxelType, voxelTypeOf } from './voxel-type.ts';

const datatypes: Partial<Record<VoxelType, number>> = {
  uint8: 2,
  int16: 4,
  int32: 8,
  float32: 16,
  float64: 64,
  int8: 256,
  uint16: 512,
  uint32: 768,
};

/**
 * Writes a volume or mask as NIfTI-1 (`.nii`, or gzipped where the name ends in `.gz`), voxels in their own
 * type, with equal sform and qform in RAS (code 1, scanner). Sizes above 32767 do not fit NIfTI-1.
 * `FILE_NOT_WRITABLE` where the file cannot be written; a part of a file is never left.
 */
export async function writeNifti(path: string, image: Volume | Mask): Promise<void> {
  await writeWhole(
    path,
    path.endsWith('.gz') ? [encodeNiftiGz(image)] : [niftiHeader(image), asBytes(image.data)],
  );
}

/** A volume or mask as the bytes of a `.nii.gz`. */
export function encodeNiftiGz(image: Volume | Mask): Uint8Array {
  return zlib().gzipSync(Buffer.concat([niftiHeader(image), asBytes(image.data)]), { level: 4 });
}

/** The 352 bytes before the voxels of a little-endian single-file NIfTI-1. */
export function niftiHeader(image: Volume | Mask): Uint8Array {
  const bytes = new Uint8Array(352);
  const view = new DataView(bytes.buffer);
  const type = voxelTypeOf(image.data);
  view.setInt32(0, 348, true);
  for (const [i, n] of [3, ...image.size, 1, 1, 1, 1].entries()) view.setInt16(40 + 2 * i, n, true);
  view.setInt16(70, datatypes[type]!, true);
  view.setInt16(72, 8 * bytesOf[type], true);
  const { quaternion, qfac } = quaternionOf(rasColumns(image));
  for (const [i, value] of [qfac, ...image.spacing].entries()) view.setFloat32(76 + 4 * i, value, true);
  view.setFloat32(108, 352, true);
  view.setFloat32(112, 1, true);
  bytes[123] = 2; // millimetres
  bytes.set(new TextEncoder().encode('rachis'), 148);
  view.setInt16(252, 1, true);
  view.setInt16(254, 1, true);
  const origin = rasOf(indexToPatient(image, [0, 0, 0]));
  for (const [i, value] of quaternion.entries()) view.setFloat32(256 + 4 * i, value, true);
  for (const [i, value] of origin.entries()) view.setFloat32(268 + 4 * i, value, true);
  const columns = rasColumns(image);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      view.setFloat32(280 + 16 * row + 4 * column, columns[row]![column]! * image.spacing[column]!, true);
    }
    view.setFloat32(292 + 16 * row, origin[row]!, true);
  }
  bytes.set([0x6e, 0x2b, 0x31, 0], 344);
  return bytes;
}

const rasOf = (position: readonly number[]): number[] => [-position[0]! + 0, -position[1]! + 0, position[2]!];

/** Rows of the direction matrix in RAS. */
function rasColumns({ direction: d }: Volume | Mask): number[][] {
  return [
    [-d[0] + 0, -d[1] + 0, -d[2] + 0],
    [-d[3] + 0, -d[4] + 0, -d[5] + 0],
    [d[6], d[7], d[8]],
  ];
}

/** b, c, d of the quaternion of a direction matrix, after nifti1_io's `nifti_mat44_to_quatern`. */
function quaternionOf(rows: readonly (readonly number[])[]): { quaternion: number[]; qfac: number } {
  const r = rows.map((row) => [...row]);
  const determinant =
    r[0]![0]! * (r[1]![1]! * r[2]![2]! - r[1]![2]! * r[2]![1]!) -
    r[0]![1]! * (r[1]![0]! * r[2]![2]! - r[1]![2]! * r[2]![0]!) +
    r[0]![2]! * (r[1]![0]! * r[2]![1]! - r[1]![1]! * r[2]![0]!);
  const qfac = determinant < 0 ? -1 : 1;
  for (const row of r) row[2] = row[2]! * qfac;
  const at = (i: number, j: number): number => r[i]![j]!;
  // The largest of the four components first, so that nothing is divided by a small number.
  const squares = [
    1 + at(0, 0) + at(1, 1) + at(2, 2),
    1 + at(0, 0) - at(1, 1) - at(2, 2),
    1 - at(0, 0) + at(1, 1) - at(2, 2),
    1 - at(0, 0) - at(1, 1) + at(2, 2),
  ];
  const largest = squares.indexOf(Math.max(...squares));
  const s = 0.5 * Math.sqrt(squares[largest]!);
  const q = [
    [s, (at(2, 1) - at(1, 2)) / (4 * s), (at(0, 2) - at(2, 0)) / (4 * s), (at(1, 0) - at(0, 1)) / (4 * s)],
    [(at(2, 1) - at(1, 2)) / (4 * s), s, (at(0, 1) + at(1, 0)) / (4 * s), (at(0, 2) + at(2, 0)) / (4 * s)],
    [(at(0, 2) - at(2, 0)) / (4 * s), (at(0, 1) + at(1, 0)) / (4 * s), s, (at(1, 2) + at(2, 1)) / (4 * s)],
    [(at(1, 0) - at(0, 1)) / (4 * s), (at(0, 2) + at(2, 0)) / (4 * s), (at(1, 2) + at(2, 1)) / (4 * s), s],
  ][largest]!;
  const sign = q[0]! < 0 ? -1 : 1;
  return { quaternion: q.slice(1).map((value) => value * sign), qfac };
}
