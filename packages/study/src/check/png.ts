import { crc32, deflateSync } from 'node:zlib';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

function chunk(type: string, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + content.length);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + content.length)), 8 + content.length);
  return bytes;
}

/** Paeth's predictor (PNG specification, 9.4). */
function paeth(left: number, up: number, upLeft: number): number {
  const guess = left + up - upLeft;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)];
  return a <= b && a <= c ? left : b <= c ? up : upLeft;
}

const filters: readonly ((left: number, up: number, upLeft: number) => number)[] = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

/** Colours that pixels are numbers of, red, green and blue each; the first is see-through. */
export type Palette = readonly (readonly [number, number, number])[];

/**
 * Pixels (0 to 255, row by row) as a PNG, grey or with a palette; each row with the filter that leaves the smallest
 * differences.
 */
export function encodePng(grey: Uint8Array, width: number, height: number, palette?: Palette): Uint8Array {
  const lines = new Uint8Array((width + 1) * height);
  const tried = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let least = Number.POSITIVE_INFINITY;
    for (const [number, predict] of filters.entries()) {
      let sum = 0;
      for (let x = 0; x < width; x++) {
        const left = x > 0 ? grey[row + x - 1]! : 0;
        const up = y > 0 ? grey[row + x - width]! : 0;
        const upLeft = x > 0 && y > 0 ? grey[row + x - width - 1]! : 0;
        const rest = (grey[row + x]! - predict(left, up, upLeft)) & 0xff;
        tried[x] = rest;
        sum += rest < 128 ? rest : 256 - rest;
      }
      if (sum >= least) continue;
      least = sum;
      lines[y * (width + 1)] = number;
      lines.set(tried, y * (width + 1) + 1);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits of grey or of a palette, no interlacing.
  header[8] = 8;
  header[9] = palette === undefined ? 0 : 3;
  const content = deflateSync(lines, { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    ...(palette === undefined
      ? []
      : [chunk('PLTE', Uint8Array.from(palette.flat())), chunk('tRNS', Uint8Array.of(0))]),
    chunk('IDAT', content),
    chunk('IEND', new Uint8Array(0)),
  ]);
}
