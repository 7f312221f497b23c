import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The series that the fixture holds: `seed` and `count` decide every byte of them. */
export const seed = 20_261_201;
export const count = 320;

type Random = () => number;

/** Mulberry32: the same numbers everywhere. */
function randomFrom(start: number): Random {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const whole = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));
const oneOf = <T>(random: Random, choices: readonly T[]): T => choices[whole(random, 0, choices.length - 1)]!;
/** A decimal string as headers have it. */
const decimal = (value: number, digits = 6): string => String(Number(value.toFixed(digits)));

type Element = readonly [group: number, element: number, vr: string, value: string | number[] | Uint8Array];

interface Encoding {
  readonly uid: string;
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

const encodings: readonly Encoding[] = [
  { uid: '1.2.840.10008.1.2', explicit: false, bigEndian: false },
  { uid: '1.2.840.10008.1.2.1', explicit: true, bigEndian: false },
  { uid: '1.2.840.10008.1.2.2', explicit: true, bigEndian: true },
];

/** Bytes of a data set, its elements in the order of their tags; numbers are US. */
function encode(elements: readonly Element[], { explicit, bigEndian }: Omit<Encoding, 'uid'>): Buffer {
  const sorted = [...elements].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return Buffer.concat(
    sorted.flatMap(([group, element, vr, value]) => {
      const bytes = contentOf(vr, value, bigEndian);
      const long = !explicit || /^O[BW]$/.test(vr);
      const head = Buffer.alloc(explicit && long ? 12 : 8);
      const put16 = (number: number, at: number) =>
        bigEndian ? head.writeUInt16BE(number, at) : head.writeUInt16LE(number, at);
      put16(group, 0);
      put16(element, 2);
      if (explicit) head.write(vr, 4, 'latin1');
      if (!long) put16(bytes.length, 6);
      else if (bigEndian) head.writeUInt32BE(bytes.length, head.length - 4);
      else head.writeUInt32LE(bytes.length, head.length - 4);
      return [head, bytes];
    }),
  );
}

function contentOf(vr: string, value: Element[3], bigEndian: boolean): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (typeof value === 'string')
    return Buffer.from(value.length % 2 === 0 ? value : value + (vr === 'UI' ? '\0' : ' '), 'latin1');
  const bytes = Buffer.alloc(2 * value.length);
  value.forEach((number, i) => {
    if (bigEndian) bytes.writeUInt16BE(number, 2 * i);
    else bytes.writeUInt16LE(number, 2 * i);
  });
  return bytes;
}

function part10(elements: readonly Element[], encoding: Encoding): Buffer {
  const meta = encode([[2, 0x10, 'UI', encoding.uid]], { explicit: true, bigEndian: false });
  const length = Buffer.alloc(12);
  length.writeUInt16LE(2, 0);
  length.write('UL', 4, 'latin1');
  length.writeUInt16LE(4, 6);
  length.writeUInt32LE(meta.length, 8);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, meta, encode(elements, encoding)]);
}

type Direction = readonly [row: readonly number[], column: readonly number[]];

/** Two axes at right angles: those of the patient in any order and sense, or turned at random, to nine decimals. */
function directionFrom(random: Random): Direction {
  const axis = (index: number, sign: number) => [0, 1, 2].map((i) => (i === index ? sign : 0));
  const sign = () => (random() < 0.5 ? -1 : 1);
  if (random() < 0.4) {
    const first = whole(random, 0, 2);
    const second = (first + whole(random, 1, 2)) % 3;
    return [axis(first, sign()), axis(second, sign())];
  }
  // A unit quaternion.
  const [u, v, w] = [random(), 2 * Math.PI * random(), 2 * Math.PI * random()];
  const [x, y, z, q] = [
    Math.sqrt(1 - u) * Math.sin(v),
    Math.sqrt(1 - u) * Math.cos(v),
    Math.sqrt(u) * Math.sin(w),
    Math.sqrt(u) * Math.cos(w),
  ];
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y + z * q), 2 * (x * z - y * q)],
    [2 * (x * y - z * q), 1 - 2 * (x * x + z * z), 2 * (y * z + x * q)],
  ];
}

/** Samples of one slice as they stand in the file: random stored bits, and random bits beside them. */
function samplesOf(
  random: Random,
  pixels: number,
  allocated: number,
  bigEndian: boolean,
  asWords: boolean,
): Buffer {
  const size = allocated / 8;
  const bytes = Buffer.alloc(pixels * size + ((pixels * size) % 2));
  for (let i = 0; i < pixels * size; i++) bytes[i] = whole(random, 0, 255);
  // Every bit is random, so the order of bytes in a sample is of no account; bytes in words keep their place in pairs.
  return bigEndian && asWords && allocated === 8 ? bytes.swap16() : bytes;
}

/** Writes one series; every choice comes from its own seed. */
function writeOne(folder: string, index: number): void {
  const random = randomFrom(seed + 7919 * index);
  const encoding = oneOf(random, encodings);
  const allocated = oneOf(random, [8, 16, 16, 16, 32]);
  const stored = random() < 0.3 ? allocated : whole(random, 1, allocated);
  const high = random() < 0.5 ? stored - 1 : whole(random, stored - 1, allocated - 1);
  const signed = stored > 1 && random() < 0.5;
  const [rows, columns, slices] = [whole(random, 1, 7), whole(random, 1, 7), whole(random, 1, 6)];
  const spacing = [0, 1].map(() => decimal(0.1 + 5 * random()));
  const between = Number(decimal(0.3 + 6 * random()));
  const direction = directionFrom(random);
  const [[a, b, c], [d, e, f]] = direction as unknown as [[number, number, number], [number, number, number]];
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d];
  const start = [0, 1, 2].map(() => 400 * random() - 200);
  const slopeOf = oneOf<() => string>(random, [
    () => '1',
    () => '2',
    () => decimal(0.01 + 3 * random()),
    () => decimal(1e-3 * random() + 1e-4, 9),
  ]);
  const own = random() < 0.4;
  const [slope, intercept] = [slopeOf(), String(whole(random, -1100, 200))];
  const asWords = allocated > 8 || random() < 0.5;
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: slices }, (_, i) => i);
  names.sort(() => random() - 0.5);
  for (let slice = 0; slice < slices; slice++) {
    const position = start.map((value, axis) => value + slice * between * normal[axis]!);
    const elements: Element[] = [
      [0x0008, 0x0016, 'UI', '1.2.840.10008.5.1.4.1.1.4'],
      [0x0008, 0x0018, 'UI', `2.25.${index}.${slice + 1}`],
      [0x0008, 0x0060, 'CS', 'MR'],
      [0x0010, 0x0020, 'LO', `P${index}`],
      [0x0018, 0x0050, 'DS', decimal(between)],
      [0x0020, 0x000d, 'UI', `2.25.1${index}`],
      [0x0020, 0x000e, 'UI', `2.25.2${index}`],
      [0x0020, 0x0013, 'IS', String(whole(random, 1, 999))],
      [0x0020, 0x0032, 'DS', position.map((value) => decimal(value)).join('\\')],
      [
        0x0020,
        0x0037,
        'DS',
        direction
          .flat()
          .map((value) => decimal(value, 9))
          .join('\\'),
      ],
      [0x0028, 0x0002, 'US', [1]],
      [0x0028, 0x0004, 'CS', 'MONOCHROME2'],
      [0x0028, 0x0010, 'US', [rows]],
      [0x0028, 0x0011, 'US', [columns]],
      [0x0028, 0x0030, 'DS', spacing.join('\\')],
      [0x0028, 0x0100, 'US', [allocated]],
      [0x0028, 0x0101, 'US', [stored]],
      [0x0028, 0x0102, 'US', [high]],
      [0x0028, 0x0103, 'US', [signed ? 1 : 0]],
      [0x0028, 0x1052, 'DS', intercept],
      [0x0028, 0x1053, 'DS', own ? slopeOf() : slope],
      [
        0x7fe0,
        0x0010,
        asWords ? 'OW' : 'OB',
        samplesOf(random, rows * columns, allocated, encoding.bigEndian, asWords),
      ],
    ];
    writeFileSync(join(folder, `${names[slice]}.dcm`), part10(elements, encoding));
  }
}

/** Writes all series, one folder each, named by their number. */
export function writeAllSeries(folder: string): void {
  for (let index = 0; index < count; index++) writeOne(join(folder, String(index)), index);
}

if (import.meta.main) writeAllSeries(process.argv[2]!);
