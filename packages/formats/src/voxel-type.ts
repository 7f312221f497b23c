import { RachisError, type VoxelArray } from '@rachis/volume';
import { nativeLittleEndian, plainBytes, swapBytes } from './bytes.ts';

/** Element types that files of voxels have. */
export type VoxelType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64';

/** Bytes of one element. */
export const bytesOf: Record<VoxelType, number> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

/** The element type of an array. */
export function voxelTypeOf(data: VoxelArray): VoxelType {
  return data.constructor.name.replace('Array', '').toLowerCase() as VoxelType;
}

/** Bytes of an array as they lie in memory. */
export const asBytes = (data: VoxelArray): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/**
 * `count` voxels from bytes of a given type and byte order. The bytes are used where they lie, unless
 * they have to be turned or moved to an aligned place. 64-bit integers become the smallest type that
 * holds them exactly, or are refused.
 */
export function voxelsOf(
  name: string,
  bytes: Uint8Array,
  type: VoxelType,
  count: number,
  littleEndian: boolean,
): VoxelArray {
  const size = bytesOf[type];
  const length = count * size;
  const foreign = size > 1 && littleEndian !== nativeLittleEndian;
  const plain = plainBytes(bytes);
  const place = foreign || plain.byteOffset % size !== 0 ? plain.slice(0, length) : plain.subarray(0, length);
  if (foreign) swapBytes(place, size);
  const { buffer, byteOffset } = place;
  switch (type) {
    case 'int8':
      return new Int8Array(buffer, byteOffset, count);
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, count);
    case 'int16':
      return new Int16Array(buffer, byteOffset, count);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, count);
    case 'int32':
      return new Int32Array(buffer, byteOffset, count);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, count);
    case 'float32':
      return new Float32Array(buffer, byteOffset, count);
    case 'float64':
      return new Float64Array(buffer, byteOffset, count);
    case 'int64':
      return narrowed(name, new BigInt64Array(buffer, byteOffset, count));
    case 'uint64':
      return narrowed(name, new BigUint64Array(buffer, byteOffset, count));
  }
}

/** Largest whole number below which Float64 holds every whole number. */
const exact = 9_007_199_254_740_992n;

/** 64-bit integers as the smallest type that holds them exactly; `UNSUPPORTED` where none does. */
export function narrowed(name: string, wide: BigInt64Array | BigUint64Array): VoxelArray {
  let low = 0n;
  let high = 0n;
  for (const value of wide) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (high > exact || low < -exact) {
    throw new RachisError(
      'UNSUPPORTED',
      `${name} has 64-bit integers (from ${low} to ${high}) that no number here holds exactly.`,
      {
        file: name,
        remedy: 'Convert it to 32-bit integers or floating point.',
      },
    );
  }
  const out = integersFor(Number(low), Number(high), wide.length);
  for (let i = 0; i < wide.length; i++) out[i] = Number(wide[i]!);
  return out;
}

/** An array of the smallest type (16 bits or more) that holds whole numbers of a range. */
function integersFor(low: number, high: number, count: number): VoxelArray {
  if (low >= -32_768 && high <= 32_767) return new Int16Array(count);
  if (low >= -2_147_483_648 && high <= 2_147_483_647) return new Int32Array(count);
  return new Float64Array(count);
}

/** How a file's intensities are made of its stored numbers. */
export interface Scale {
  readonly slope: number;
  readonly intercept: number;
  /** The header's field for the slope. */
  readonly field: string;
}

/**
 * `stored * slope + intercept`: integers stay integers where both factors are whole and the values fit,
 * the rest becomes Float32 (Float64 where the file has it).
 */
export function rescaled(stored: VoxelArray, slope: number, intercept: number): VoxelArray {
  if (slope === 1 && intercept === 0) return stored;
  const whole = Number.isInteger(slope) && Number.isInteger(intercept) && !(stored instanceof Float32Array);
  let out: VoxelArray;
  if (stored instanceof Float64Array) out = stored;
  else if (whole) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < stored.length; i++) {
      if (stored[i]! < low) low = stored[i]!;
      if (stored[i]! > high) high = stored[i]!;
    }
    const ends = [low * slope + intercept, high * slope + intercept];
    out = integersFor(Math.min(...ends), Math.max(...ends), stored.length);
  } else out = new Float32Array(stored.length);
  for (let i = 0; i < stored.length; i++) out[i] = stored[i]! * slope + intercept;
  return out;
}
