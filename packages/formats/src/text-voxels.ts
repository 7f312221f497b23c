import { RachisError, type VoxelArray } from '@rachis/volume';
import { narrowed, type VoxelType } from './voxel-type.ts';

/** The words of a text of numbers, which stand between blanks or commas. */
export function wordsOf(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes).trim();
  return text === '' ? [] : text.split(/[\s,]+/).filter(Boolean);
}

const special = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

const decimal = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** Lowest and highest whole number of each type. */
const ranges: Partial<Record<VoxelType, readonly [number, number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
};

/**
 * Voxels that a file writes as text. `FILE_CORRUPT` where a word is no number, or a number that its type cannot hold;
 * `UNSUPPORTED` where a whole number of 64 bits has no exact number here.
 */
export function voxelsOfText(
  name: string,
  parts: readonly (readonly string[])[],
  type: VoxelType,
  count: number,
): VoxelArray {
  if (type === 'int64' || type === 'uint64') {
    const out = type === 'int64' ? new BigInt64Array(count) : new BigUint64Array(count);
    let at = 0;
    for (const words of parts)
      for (const word of words) {
        const value = /^[-+]?\d{1,20}$/.test(word) ? BigInt(word.replace('+', '')) : null;
        if (value === null) throw noNumber(name, word, type);
        out[at] = value;
        if (out[at] !== value) throw noNumber(name, word, type);
        at++;
      }
    return narrowed(name, out);
  }
  const out = arrayOf(type, count);
  const range = ranges[type];
  let at = 0;
  for (const words of parts)
    for (const word of words) {
      const value = decimal.test(word) ? Number(word) : specialOf(word);
      const fits = range
        ? Number.isInteger(value) && value! >= range[0] && value! <= range[1]
        : value !== undefined;
      if (!fits) throw noNumber(name, word, type);
      out[at++] = value!;
    }
  return out;
}

function specialOf(word: string): number | undefined {
  const value = special.get(word.replace(/^[-+]/, '').toLowerCase());
  return value !== undefined && word.startsWith('-') ? -value : value;
}

function arrayOf(type: VoxelType, count: number): VoxelArray {
  switch (type) {
    case 'int8':
      return new Int8Array(count);
    case 'uint8':
      return new Uint8Array(count);
    case 'int16':
      return new Int16Array(count);
    case 'uint16':
      return new Uint16Array(count);
    case 'int32':
      return new Int32Array(count);
    case 'uint32':
      return new Uint32Array(count);
    case 'float32':
      return new Float32Array(count);
    default:
      return new Float64Array(count);
  }
}

const noNumber = (name: string, word: string, type: VoxelType): RachisError =>
  new RachisError(
    'FILE_CORRUPT',
    `${name} has "${word.slice(0, 40)}" among its text voxels, which is no number of the type ${type}.`,
    { file: name, remedy: 'Correct the type in the header, or export the file again.' },
  );
