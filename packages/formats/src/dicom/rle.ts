/**
 * Opens one RLE frame (PS3.5 Annex G): each segment is a plane of bytes, most significant first,
 * packed by PackBits. Returns little-endian samples; bytes that are missing stay zero and are counted.
 */
export function decodeRle(
  bytes: Uint8Array,
  samples: number,
  bytesPerSample: number,
): { data: Uint8Array; missing: number } {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segmentCount = header.getUint32(0, true);
  const data = new Uint8Array(samples * bytesPerSample);
  let missing = 0;
  for (let segment = 0; segment < Math.min(segmentCount, bytesPerSample); segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < segmentCount ? header.getUint32(8 + 4 * segment, true) : bytes.length;
    missing += unpackBits(
      bytes.subarray(start, end),
      data,
      bytesPerSample - 1 - segment,
      bytesPerSample,
      samples,
    );
  }
  return { data, missing: missing + Math.max(0, bytesPerSample - segmentCount) * samples };
}

function unpackBits(packed: Uint8Array, out: Uint8Array, first: number, step: number, count: number): number {
  let at = 0;
  let done = 0;
  while (done < count && at < packed.length) {
    const control = packed[at++]!;
    if (control < 128) {
      const run = Math.min(control + 1, count - done, packed.length - at);
      for (let i = 0; i < run; i++) out[first + step * done++] = packed[at + i]!;
      at += control + 1;
    } else if (control > 128) {
      const value = packed[at++]!;
      const run = Math.min(257 - control, count - done);
      for (let i = 0; i < run; i++) out[first + step * done++] = value;
    }
  }
  return count - done;
}
