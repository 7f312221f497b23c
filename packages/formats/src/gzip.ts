import { RachisError } from '@rachis/volume';
import { type Inflaters, isGzip, StreamTooLong } from './bytes.ts';

/**
 * What a compressed stream may hold beyond the bytes that its header speaks of (what stands before them or was left
 * behind them). More is not opened: a stream of ten megabytes may hold ten gigabytes.
 */
const spare = 2 ** 24;

/** Runs a decompression that may give `expected` bytes and little more; its failure becomes an error that names the file. */
export function inflate(name: string, expected: number, run: (limit: number) => Uint8Array): Uint8Array {
  try {
    return run(expected + spare);
  } catch (cause) {
    if (cause instanceof StreamTooLong) throw tooLong(name, expected, cause);
    const message = cause instanceof Error ? cause.message : String(cause);
    const early = /unexpected (end|EOF)|EOF/i.test(message);
    throw new RachisError(
      early ? 'FILE_TRUNCATED' : 'FILE_CORRUPT',
      early
        ? `${name} ends before its compressed data are complete.`
        : `${name} is damaged: its compressed data cannot be opened (${message}).`,
      { file: name, remedy: 'Copy or export the file again.', cause },
    );
  }
}

const tooLong = (name: string, expected: number, cause: unknown): RachisError =>
  new RachisError(
    'FILE_CORRUPT',
    `${name} holds far more than its header says: its compressed data were opened up to ${expected + spare} bytes, where ${expected} were expected.`,
    { file: name, remedy: 'Correct the sizes in the header, or export the file again.', cause },
  );

/** The bytes themselves, or what their gzip stream holds, which is expected to be so many bytes; errors as `inflate`. */
export function openGzip(
  name: string,
  bytes: Uint8Array,
  inflaters: Inflaters,
  expected: number,
): Uint8Array {
  return isGzip(bytes) ? inflate(name, expected, (limit) => inflaters.gunzip(bytes, limit)) : bytes;
}

/** The first bytes of a file or of what its gzip stream holds, at least `length` of them where there are as many. */
export function openGzipStart(
  name: string,
  bytes: Uint8Array,
  inflaters: Inflaters,
  length: number,
): Uint8Array {
  return isGzip(bytes) ? inflate(name, length, () => inflaters.gunzipStart(bytes, length)) : bytes;
}
