import { expect, test } from 'vitest';
import { ByteWriter } from '../src/dicom/byte-writer.ts';

test.each([
  ['uint8', (w: ByteWriter) => w.uint8(0xab), [0xab]],
  ['uint16', (w: ByteWriter) => w.uint16(0x1234), [0x34, 0x12]],
  ['int16', (w: ByteWriter) => w.int16(-2), [0xfe, 0xff]],
  ['uint32', (w: ByteWriter) => w.uint32(0x12345678), [0x78, 0x56, 0x34, 0x12]],
  ['int32', (w: ByteWriter) => w.int32(-2), [0xfe, 0xff, 0xff, 0xff]],
  ['float32', (w: ByteWriter) => w.float32(1), [0, 0, 0x80, 0x3f]],
  ['float64', (w: ByteWriter) => w.float64(1), [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]],
  ['raw', (w: ByteWriter) => w.raw(Uint8Array.of(1, 2, 3)), [1, 2, 3]],
  ['text', (w: ByteWriter) => w.text('\u00e4b'), [0xc3, 0xa4, 0x62]],
] as const)('%s is written little endian, also where the room runs out', (_name, write, bytes) => {
  // One filler byte moves every doubling of the room to another place in the pattern.
  for (let filler = 0; filler < bytes.length; filler++) {
    const writer = new ByteWriter();
    for (let i = 0; i < filler; i++) writer.uint8(0);
    const count = Math.ceil(150_000 / bytes.length);
    for (let i = 0; i < count; i++) write(writer);
    const expected = Uint8Array.from({ length: filler + count * bytes.length }, (_, i) =>
      i < filler ? 0 : bytes[(i - filler) % bytes.length]!,
    );
    expect(Buffer.compare(writer.bytes, expected)).toBe(0);
  }
});

test('lengths are filled in later', () => {
  const writer = new ByteWriter();
  writer.uint32(0);
  writer.uint16(0);
  writer.raw(new Uint8Array(100_000));
  writer.uint32At(0, 7);
  writer.uint16At(4, 9);
  expect(Array.from(writer.bytes.subarray(0, 6))).toEqual([7, 0, 0, 0, 9, 0]);
});
