/** Something whose bytes can be read in parts: a file, a browser's `File`, an array in memory. */
export interface ByteSource {
  /** Path or name, for messages. */
  readonly name: string;
  readonly size: number;
  /** Bytes from `offset`, for the caller to keep and change; fewer than `length` only where the source ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A plain view of bytes. Node's `Buffer` is a Uint8Array whose `slice` does not copy: parsers must not get one. */
export const plainBytes = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A source over bytes in memory. */
export function sourceOfBytes(name: string, given: Uint8Array): ByteSource {
  const bytes = plainBytes(given);
  return {
    name,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
  };
}

/** A source over a browser's `Blob` or `File`, which stays on disk until it is read. */
export function sourceOfBlob(name: string, blob: Blob): ByteSource {
  return {
    name,
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}

/** How compressed streams are opened: by node:zlib or by fflate; both throw on damaged input, and `StreamTooLong` past the limit. */
export interface Inflaters {
  /** What a gzip stream holds, at most `limit` bytes. */
  gunzip(bytes: Uint8Array, limit: number): Uint8Array;
  /** What a zlib stream holds, at most `limit` bytes. */
  unzlib(bytes: Uint8Array, limit: number): Uint8Array;
  /** The first bytes of what a gzip stream holds: `length` of them or more, fewer where it ends before. */
  gunzipStart(bytes: Uint8Array, length: number): Uint8Array;
}

/** A compressed stream that holds more than it may. */
export class StreamTooLong extends Error {}

/** True for the first two bytes of every gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export const nativeLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Reverses the bytes of every element in place. */
export function swapBytes(bytes: Uint8Array, elementSize: number): void {
  for (let start = 0; start + elementSize <= bytes.length; start += elementSize) {
    for (let low = start, high = start + elementSize - 1; low < high; low++, high--) {
      const kept = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = kept;
    }
  }
}
