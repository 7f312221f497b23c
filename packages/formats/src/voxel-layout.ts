import { RachisError, type VoxelArray } from '@rachis/volume';
import { type Inflaters, isGzip } from './bytes.ts';
import { inflate } from './gzip.ts';
import { voxelsOfText, wordsOf } from './text-voxels.ts';
import { bytesOf, type VoxelType, voxelsOf } from './voxel-type.ts';

/** One file of voxels that a header speaks of, or the rest of the header's own file. */
export interface DataPart {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How the voxels lie in the files of an NRRD or MetaImage header. Every file holds as many of them. */
export interface VoxelLayout {
  readonly type: VoxelType;
  /** Voxels of all files together. */
  readonly count: number;
  readonly littleEndian: boolean;
  readonly encoding: 'raw' | 'deflate' | 'text' | 'hex';
  /** Lines before the voxels of each file; of a compressed file before its stream. */
  readonly lineSkip: number;
  /**
   * Bytes before the voxels of each file, after the lines; of a compressed file in what its stream holds. -1: the voxels
   * are the last bytes; -1 - n: n bytes follow them.
   */
  readonly byteSkip: number;
  /** Where a compressed stream starts, after the lines, bytes. */
  readonly streamStart?: number;
  /** Bytes of a compressed stream, where the header says how many. */
  readonly streamLength?: number;
}

/**
 * The voxels of a header's files, in their order; a warning is added where a file holds more.
 * `FILE_TRUNCATED` where one holds too few, `FILE_CORRUPT` where its stream is damaged or holds far more than it may.
 */
export function voxelsOfParts(
  name: string,
  parts: readonly DataPart[],
  layout: VoxelLayout,
  inflaters: Inflaters,
  warnings: string[],
): VoxelArray {
  const { type, count, encoding } = layout;
  const share = count / parts.length;
  if (!Number.isInteger(share))
    throw new RachisError(
      'FILE_CORRUPT',
      `${name} names ${parts.length} data files for ${count} voxels, which do not divide into as many parts.`,
      { file: name, remedy: 'Correct the sizes or the list of data files in the header.' },
    );
  if (encoding === 'text') {
    const words = parts.map((part) => {
      const found = wordsOf(afterLines(part, layout.lineSkip).subarray(layout.byteSkip));
      if (found.length < share) throw truncated(part.name, `${share} numbers were`, found.length);
      if (found.length > share) warnings.push(surplus(part.name, found.length - share, 'numbers'));
      return found.slice(0, share);
    });
    return voxelsOfText(name, words, type, count);
  }
  const length = share * bytesOf[type];
  const pieces = parts.map((part) => voxelBytes(part, layout, length, inflaters, warnings));
  if (pieces.length === 1) return voxelsOf(name, pieces[0]!, type, count, layout.littleEndian);
  const all = new Uint8Array(length * pieces.length);
  for (const [i, piece] of pieces.entries()) all.set(piece, i * length);
  return voxelsOf(name, all, type, count, layout.littleEndian);
}

function voxelBytes(
  part: DataPart,
  layout: VoxelLayout,
  length: number,
  inflaters: Inflaters,
  warnings: string[],
): Uint8Array {
  const { name } = part;
  const { byteSkip, encoding } = layout;
  const lines = afterLines(part, layout.lineSkip);
  const skipped = byteSkip >= 0 ? byteSkip : -1 - byteSkip;
  const bytes =
    encoding === 'raw'
      ? lines
      : encoding === 'hex'
        ? hexBytes(name, lines)
        : opened(part, lines, layout, length + skipped, inflaters);
  const first = byteSkip >= 0 ? byteSkip : bytes.length - skipped - length;
  const there = Math.max(0, byteSkip >= 0 ? bytes.length - byteSkip : bytes.length - skipped);
  if (first < 0 || there < length) throw truncated(name, `${length} bytes were`, there);
  if (byteSkip >= 0 && there > length) warnings.push(surplus(name, there - length, 'bytes'));
  return bytes.subarray(first, first + length);
}

function opened(
  { name }: DataPart,
  bytes: Uint8Array,
  { streamStart = 0, streamLength }: VoxelLayout,
  expected: number,
  inflaters: Inflaters,
): Uint8Array {
  const there = bytes.subarray(streamStart);
  if (streamLength !== undefined && streamLength > there.length)
    throw truncated(name, `${streamLength} compressed bytes were`, there.length);
  const stream = streamLength === undefined ? there : there.subarray(0, streamLength);
  return inflate(name, expected, (limit) =>
    isGzip(stream) ? inflaters.gunzip(stream, limit) : inflaters.unzlib(stream, limit),
  );
}

function afterLines({ name, bytes }: DataPart, lines: number): Uint8Array {
  let at = 0;
  for (let line = 0; line < lines; line++) {
    const end = bytes.indexOf(10, at);
    if (end < 0) throw truncated(name, `${lines} lines to be skipped were`, line);
    at = end + 1;
  }
  return bytes.subarray(at);
}

/** Bytes that are written as two hexadecimal digits each, with blanks anywhere between digits. */
function hexBytes(name: string, text: Uint8Array): Uint8Array {
  const out = new Uint8Array(text.length >> 1);
  let digits = 0;
  for (const code of text) {
    if (code === 32 || (code >= 9 && code <= 13)) continue;
    const digit =
      code >= 48 && code <= 57 ? code - 48 : (code | 32) >= 97 && (code | 32) <= 102 ? (code | 32) - 87 : -1;
    if (digit < 0)
      throw new RachisError(
        'FILE_CORRUPT',
        `${name} has ${JSON.stringify(String.fromCharCode(code))} among its hexadecimal voxels.`,
        { file: name, remedy: 'Copy or export the file again.' },
      );
    out[digits >> 1]! |= digits % 2 === 0 ? digit << 4 : digit;
    digits++;
  }
  return out.subarray(0, digits >> 1);
}

const surplus = (name: string, more: number, what: string): string =>
  `${name} holds ${more} ${what} more than its header has voxels for: they were left out.`;

function truncated(name: string, expected: string, there: number): RachisError {
  return new RachisError(
    'FILE_TRUNCATED',
    `${name} ends before its data are complete: ${expected} expected, ${there} are there.`,
    { file: name, remedy: 'Copy or export the file again.' },
  );
}
