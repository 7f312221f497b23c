/** A seeded source of random numbers. The same seed and the same calls give the same numbers everywhere. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  readonly bits: () => number;
  /** A number from 0 up to, not including, 1, with 53 random bits. */
  readonly uniform: () => number;
  /** A whole number from 0 to `count - 1`, each equally likely. */
  readonly integer: (count: number) => number;
  /** A standard normal number. */
  readonly normal: () => number;
  /** Puts the items in random order, in place, and returns them. */
  readonly shuffle: <T extends { [index: number]: unknown; length: number }>(items: T) => T;
  /** `size` different whole numbers below `count`, in random order. */
  readonly sample: (count: number, size: number) => Uint32Array;
  /** `size` whole numbers below `count`, with replacement. */
  readonly resample: (count: number, size?: number) => Uint32Array;
  /**
   * A source of its own for a part of the work (a fold, a resample, a worker). It depends on the seed and the names
   * alone, not on what was drawn before: the order in which workers ask changes nothing.
   */
  readonly split: (...names: readonly (string | number)[]) => Random;
}

/** Four words from a text, by four rounds of 32-bit hashing (FNV-1a, finished as in MurmurHash3). */
function wordsOf(text: string): Uint32Array {
  const words = new Uint32Array(4);
  for (let round = 0; round < 4; round++) {
    let hash = (0x811c9dc5 ^ Math.imul(round + 1, 0x9e3779b1)) >>> 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
      hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
    }
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    words[round] = hash ^ (hash >>> 16);
  }
  // The one state that the generator could not leave.
  if (words.every((word) => word === 0)) words[0] = 1;
  return words;
}

/** Random numbers from a seed, by xoshiro128** (Blackman and Vigna 2021). Not for secrets. */
export function createRandom(seed: string | number): Random {
  return fromKey(JSON.stringify([seed]));
}

function fromKey(key: string): Random {
  let [a, b, c, d] = wordsOf(key) as unknown as [number, number, number, number];

  const bits = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };

  const uniform = (): number => ((bits() >>> 5) * 67_108_864 + (bits() >>> 6)) / 9_007_199_254_740_992;

  const integer = (count: number): number => {
    if (!(Number.isInteger(count) && count > 0 && count <= 0x100000000)) {
      throw new RangeError(`A random whole number needs a count from 1 to 2^32, not ${count}.`);
    }
    let draw = bits();
    // Draws beyond the last whole multiple of count would favour small numbers. They are among the last count ones:
    // all others are taken without a division to tell.
    if (draw > 0xffffffff - count) {
      const whole = 0x100000000 - (0x100000000 % count);
      while (draw >= whole) draw = bits();
    }
    return draw % count;
  };

  let spare = NaN;
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = NaN;
      return value;
    }
    // Marsaglia's polar method: no sine, whose last digit differs between engines.
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };

  const shuffle = <T extends { [index: number]: unknown; length: number }>(items: T): T => {
    for (let i = items.length - 1; i > 0; i--) {
      const j = integer(i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  };

  const sample = (count: number, size: number): Uint32Array => {
    if (size > count) throw new RangeError(`${size} different numbers cannot be drawn from ${count}.`);
    const all = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = 0; i < size; i++) {
      const j = i + integer(count - i);
      const held = all[i]!;
      all[i] = all[j]!;
      all[j] = held;
    }
    return all.slice(0, size);
  };

  const resample = (count: number, size = count): Uint32Array => {
    const drawn = new Uint32Array(size);
    for (let i = 0; i < size; i++) drawn[i] = integer(count);
    return drawn;
  };

  const split = (...names: readonly (string | number)[]): Random =>
    fromKey(JSON.stringify([...(JSON.parse(key) as unknown[]), ...names]));

  // The first numbers after a seed with few bits set would still show it.
  for (let i = 0; i < 16; i++) bits();
  return { bits, uniform, integer, normal, shuffle, sample, resample, split };
}
