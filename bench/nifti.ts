import { closeSync, openSync, writeSync } from 'node:fs';

/** What the benchmark's own images are made of. */
export type StoredVoxels = Uint8Array | Int16Array;

/**
 * Writes an uncompressed NIfTI-1 file with isotropic spacing, identity directions and the origin at zero.
 * Deliberately not `@rachis/formats`: the peers' input must not depend on the code that is measured.
 */
export function writeNifti(path: string, size: readonly number[], spacing: number, data: StoredVoxels): void {
  const header = new DataView(new ArrayBuffer(352));
  header.setInt32(0, 348, true);
  const dimensions = [3, size[0]!, size[1]!, size[2]!, 1, 1, 1, 1];
  for (const [i, n] of dimensions.entries()) header.setInt16(40 + 2 * i, n, true);
  header.setInt16(70, data instanceof Uint8Array ? 2 : 4, true); // data type
  header.setInt16(72, data.BYTES_PER_ELEMENT * 8, true);
  const steps = [1, spacing, spacing, spacing, 1, 1, 1, 1];
  for (const [i, n] of steps.entries()) header.setFloat32(76 + 4 * i, n, true);
  header.setFloat32(108, 352, true); // where voxels start
  header.setFloat32(112, 1, true); // slope
  header.setUint8(123, 2); // millimetres
  header.setInt16(252, 1, true); // qform and sform: scanner space
  header.setInt16(254, 1, true);
  for (let axis = 0; axis < 3; axis++) header.setFloat32(280 + 16 * axis + 4 * axis, spacing, true);
  for (const [i, byte] of [0x6e, 0x2b, 0x31, 0].entries()) header.setUint8(344 + i, byte); // "n+1"
  const file = openSync(path, 'w');
  try {
    writeSync(file, new Uint8Array(header.buffer));
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    // One write takes at most 2 GiB.
    for (let start = 0; start < bytes.length; start += 1 << 28) {
      writeSync(file, bytes.subarray(start, Math.min(bytes.length, start + (1 << 28))));
    }
  } finally {
    closeSync(file);
  }
}
