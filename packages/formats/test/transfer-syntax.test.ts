import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readImage } from '../src/index.ts';
import { errorOf, expected, fixtures } from './support.ts';

// 12-bit JPEG Extended needs a decoder that no maintained JavaScript package has.
const refused = ['jpeg-extended-u12'];
const names = Object.keys(expected.syntaxes).filter((name) => !refused.includes(name));

test.each(names)('%s', async (name) => {
  const { sum, first, tolerance } = expected.syntaxes[name]!;
  const { volume } = await readImage(join(fixtures, 'syntaxes', `${name}.dcm`));
  expect(volume.size).toEqual([64, 48, 1]);
  const found = Array.from(volume.data.subarray(100, 112));
  for (const [i, value] of found.entries()) {
    expect(Math.abs(value - first[i]!), `voxel ${100 + i}: ${value}, ${first[i]}`).toBeLessThanOrEqual(
      tolerance,
    );
  }
  const total = Array.from(volume.data).reduce((a, b) => a + b, 0);
  expect(Math.abs(total - sum)).toBeLessThanOrEqual(tolerance * 64 * 48);
});

test.each(refused)('%s is refused with a reason', async (name) => {
  const error = await errorOf(readImage(join(fixtures, 'syntaxes', `${name}.dcm`)));
  expect(error.code).toBe('UNSUPPORTED_TRANSFER_SYNTAX');
});

describe('compressed frames that would keep a codec for long', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-frames-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  /** Behind the item of offsets and the head of the frame's own. */
  const frameStart = (bytes: Buffer): number => {
    const item = Buffer.from([0xfe, 0xff, 0x00, 0xe0]);
    return bytes.indexOf(item, bytes.indexOf(item) + 4) + 8;
  };
  /** A fixture whose bytes behind a marker are changed. */
  function changed(name: string, change: (frame: Buffer) => void): string {
    const bytes = readFileSync(join(fixtures, 'syntaxes', `${name}.dcm`));
    const start = frameStart(bytes);
    change(bytes.subarray(start));
    const path = join(folder, `${name}.dcm`);
    writeFileSync(path, bytes);
    return path;
  }
  const marker = (frame: Buffer, code: number): number => frame.indexOf(Buffer.from([0xff, code]));
  test.each<[string, string, (frame: Buffer) => void, RegExp]>([
    ['htj2k-s16', 'samples far apart', (frame) => frame.writeUInt8(87, 43), /samples are farther apart/],
    ['htj2k-s16', 'a tile a pixel', (frame) => frame.fill(Buffer.from([0, 0, 0, 1]), 24, 32), /tiles in/],
    ['jpeg-2000-u12', 'of another size', (frame) => frame.writeUInt32BE(65, 8), /65 x 48, where/],
    [
      'jpeg-2000-u12',
      'of 65535 layers',
      (frame) => frame.writeUInt16BE(65535, marker(frame, 0x52) + 6),
      /packets in/,
    ],
    [
      'jpeg-ls-u12',
      'of another size',
      (frame) => frame.writeUInt16BE(65535, marker(frame, 0xf7) + 5),
      /64 x 65535/,
    ],
    [
      'jpeg-baseline-u8',
      'of another size',
      (frame) => frame.writeUInt16BE(65535, marker(frame, 0xc0) + 5),
      /65535/,
    ],
    [
      'jpeg-lossless-u8',
      'of 65535 rows',
      (frame) => frame.writeUInt16BE(65535, marker(frame, 0xc3) + 5),
      /65535/,
    ],
    [
      'jpeg-lossless-u8',
      'of 3 colours',
      (frame) => frame.writeUInt8(3, marker(frame, 0xc3) + 9),
      /3 components/,
    ],
    ['jpeg-ls-u8', 'without its header', (frame) => frame.fill(0, 0, 30), /does not begin/],
  ])('%s %s', async (name, _, change, words) => {
    const error = await errorOf(readImage(changed(name, change)));
    expect([error.code, error.message]).toEqual(['FILE_CORRUPT', expect.stringMatching(words)]);
  });
  test('data of JPEG-LS that never end are given up', async () => {
    const path = changed('jpeg-ls-near-u8', (frame) => {
      const at = marker(frame, 0xda);
      frame.writeUInt8(128, at + 351);
      frame.writeUInt8(45, at + 368);
      frame.fill(128, at + 453, at + 461);
    });
    const began = performance.now();
    const error = await errorOf(readImage(path));
    expect(error.code).toBe('FILE_CORRUPT');
    expect(performance.now() - began).toBeLessThan(9000);
    // The next frame has a thread again.
    const { volume } = await readImage(join(fixtures, 'syntaxes/jpeg-ls-u8.dcm'));
    expect(volume.size).toEqual([64, 48, 1]);
  });
  test.each([
    'jpeg-lossless-57-u12',
    'jpeg-ls-u12',
    'jpeg-baseline-u8',
    'htj2k-u12',
    'jpeg-2000-lossless-u12',
  ])('%s that was cut off', async (name) => {
    const whole = readFileSync(join(fixtures, 'syntaxes', `${name}.dcm`));
    const path = join(folder, `cut-${name}.dcm`);
    const start = whole.lastIndexOf(Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0])) + 16;
    const kept = Math.floor((whole.length - start) / 4) * 2;
    const bytes = Buffer.concat([whole.subarray(0, start + kept), whole.subarray(-8)]);
    bytes.writeUInt32LE(kept, start - 4);
    writeFileSync(path, bytes);
    expect((await errorOf(readImage(path))).code).toMatch(/^FILE_(CORRUPT|TRUNCATED)$/);
  });
});
