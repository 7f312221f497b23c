import { RachisError } from '@rachis/volume';
import { type Inflaters, isGzip } from './bytes.ts';

/** The bytes themselves, or what their gzip stream holds; `FILE_TRUNCATED` or `FILE_CORRUPT` where it is damaged. */
export function openGzip(name: string, bytes: Uint8Array, inflaters: Inflaters): Uint8Array {
  return isGzip(bytes) ? inflate(name, () => inflaters.gunzip(bytes)) : bytes;
}

/** Runs a decompression; its failure becomes an error that names the file. */
export function inflate(name: string, run: () => Uint8Array): Uint8Array {
  try {
    return run();
  } catch (cause) {
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
