/** Numbers from 0 to below 1 of a seed and a place in a run: an input is the same whatever was made before it. */
export function randomOf(seed: number, index: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

const below = (random: Random, count: number): number => Math.floor(random() * count);
const oneOf = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)]!;

/** Numbers at which programs stumble. */
const numbers = [
  ...[
    '0',
    '-1',
    '1',
    '2',
    '3',
    '7',
    '255',
    '256',
    '65535',
    '65536',
    '2147483647',
    '2147483648',
    '4294967295',
  ],
  ...[
    '4294967296',
    '9007199254740993',
    '1e15',
    '1e308',
    '1e999',
    '-1e308',
    '1e-308',
    'nan',
    'NaN',
    'inf',
    '-inf',
  ],
  ...['0.5', '-0', '00', '1e', '0x10', '--1', '', ' ', '1 1', '1,1', '1\\1'],
];
/** Words at which they stumble. */
const words = [
  'constructor',
  '__proto__',
  'toString',
  'true',
  'null',
  'LIST',
  '%d',
  '%s',
  '../..',
  '"',
  '\\',
  '\0',
  'é',
];

/** Changes that keep a binary file's length, or not. */
const byteChanges: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => {
    if (bytes.length > 0) bytes[below(random, bytes.length)]! ^= 1 << below(random, 8);
    return bytes;
  },
  (bytes, random) => {
    if (bytes.length > 0) bytes[below(random, bytes.length)] = oneOf(random, [0, 1, 0x7f, 0x80, 0xff]);
    return bytes;
  },
  (bytes, random) => {
    const size = oneOf(random, [2, 4, 8]);
    if (bytes.length < size) return bytes;
    const at = below(random, bytes.length - size + 1);
    const fill = oneOf(random, [0, 0xff, 0x7f, 0x80]);
    bytes.fill(fill, at, at + size);
    if (random() < 0.3) bytes[at + size - 1] = oneOf(random, [0, 0x7f, 0xff]);
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1)),
  (bytes, random) => {
    const from = below(random, bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + below(random, 16))]);
  },
  (bytes, random) => {
    const from = below(random, bytes.length + 1);
    const part = bytes.subarray(from, from + 1 + below(random, 64));
    const at = below(random, bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
  },
  // A number written in digits is changed in its place.
  (bytes, random) =>
    replaced(bytes, random, (old) => oneOf(random, numbers).slice(0, old.length).padEnd(old.length)),
];

/** Changes of a header or file of text, which may have binary data behind it. */
const textChanges: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => replaced(bytes, random, () => oneOf(random, numbers)),
  (bytes, random) => replaced(bytes, random, () => oneOf(random, numbers)),
  (bytes, random) => replaced(bytes, random, () => oneOf(random, words), /[A-Za-z_][\w-]{2,}/g),
  (bytes, random) =>
    changedLines(bytes, (lines) => {
      lines.splice(below(random, lines.length), 1);
    }),
  (bytes, random) =>
    changedLines(bytes, (lines) => {
      lines.splice(below(random, lines.length), 0, oneOf(random, lines));
    }),
  (bytes, random) =>
    changedLines(bytes, (lines) => {
      const [a, b] = [below(random, lines.length), below(random, lines.length)];
      [lines[a], lines[b]] = [lines[b]!, lines[a]!];
    }),
  (bytes, random) => {
    const at = below(random, Math.min(bytes.length, 2000) + 1);
    const part = oneOf(random, [
      '[',
      '{',
      '(',
      '&a [*a]',
      '"',
      "'",
      ':',
      '\n',
      ',',
      ';',
      '\t',
      '#',
      ...words,
    ]);
    const times = random() < 0.02 ? 50_000 : 1;
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(part.repeat(times)), bytes.subarray(at)]);
  },
];

function replaced(
  bytes: Buffer,
  random: Random,
  by: (old: string) => string,
  pattern = /[-+]?\d[\d.]*(?:e[-+]?\d+)?/gi,
): Buffer {
  const text = bytes.subarray(0, 4000).toString('latin1');
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return bytes;
  const { index, 0: old } = oneOf(random, found);
  return Buffer.concat([
    bytes.subarray(0, index),
    Buffer.from(by(old), 'latin1'),
    bytes.subarray(index + old.length),
  ]);
}

function changedLines(bytes: Buffer, change: (lines: string[]) => void): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  change(lines);
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** A copy of a file with one to four changes. */
export function mutated(bytes: Uint8Array, text: boolean, random: Random): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  const count = 1 + below(random, 4);
  for (let i = 0; i < count; i++) {
    const change = oneOf(random, text && random() < 0.8 ? textChanges : byteChanges);
    changed = Buffer.from(change(changed, random));
  }
  return changed;
}

/** Shorter files of which one may still go wrong in the same way: parts of it left out. */
export function* shorter(bytes: Buffer): Generator<Buffer> {
  for (let size = bytes.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < bytes.length; at += size)
      yield Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]);
    if (bytes.length / size > 64) return;
  }
}
