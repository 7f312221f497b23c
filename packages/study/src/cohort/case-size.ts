import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Peak memory of an extraction for each byte of the image's voxels (measured by `npm run bench -- memory`). */
const bytesPerByte = 8;

/** What a thread takes without an image. */
const baseBytes = 96 * 2 ** 20;

/** Length of what a gzip file holds, from its last four bytes; the file's own length where that is less. */
function unpackedLength(path: string, length: number): number {
  const file = openSync(path, 'r');
  try {
    const last = Buffer.alloc(4);
    readSync(file, last, 0, 4, Math.max(0, length - 4));
    return Math.max(length, last.readUInt32LE());
  } finally {
    closeSync(file);
  }
}

function rawBytes(path: string): { bytes: number; newest: number } {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { bytes: 0, newest: 0 };
  if (!stats.isDirectory())
    return {
      bytes: path.toLowerCase().endsWith('.gz') ? unpackedLength(path, stats.size) : stats.size,
      newest: stats.mtimeMs,
    };
  let bytes = 0;
  let newest = 0;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = rawBytes(join(path, entry.name));
    bytes += inner.bytes;
    newest = Math.max(newest, inner.newest);
  }
  return { bytes, newest };
}

/** Memory that a case is expected to take, and a stamp that changes when its files do. */
export function measureCase(image: string, mask: string): { bytes: number; stamp: string } {
  const [ofImage, ofMask] = [image, mask].map((path) => {
    try {
      return path === '' ? { bytes: 0, newest: 0 } : rawBytes(path);
    } catch {
      // Reading it will say what is wrong.
      return { bytes: 0, newest: 0 };
    }
  }) as [{ bytes: number; newest: number }, { bytes: number; newest: number }];
  const stamp = [ofImage, ofMask].map(({ bytes, newest }) => `${bytes}@${Math.round(newest)}`).join('+');
  return { bytes: baseBytes + bytesPerByte * (ofImage.bytes + ofMask.bytes), stamp };
}
