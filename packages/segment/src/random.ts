/** A seeded source of random numbers. The same seed and the same calls give the same numbers everywhere. */
export interface Random {
  /** A number from 0 up to, not including, 1, with 53 random bits. */
  readonly uniform: () => number;
  /** A standard normal number. */
  readonly normal: () => number;
  /** `size` different whole numbers below `count`, in random order. */
  readonly sample: (count: number, size: number) => Uint32Array;
  /** A source of its own for a part of the work: it depends on the seed and the names alone. */
  readonly split: (...names: readonly (string | number)[]) => Random;
}

/** Four words from a text, by four rounds of 32-bit hashing (FNV-1a, finished as in MurmurHash3). */
function wordsOf(text: string): [number, number, number, number] {
  const words = [0, 1, 2, 3].map((round): number => {
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
    return (hash ^ (hash >>> 16)) >>> 0;
  });
  // The one state that the generator could not leave.
  if (!words.some((word) => word !== 0)) words[0] = 1;
  return words as [number, number, number, number];
}

/** Random numbers from names, by xoshiro128** (Blackman and Vigna 2021). Not for secrets. */
export function createRandom(...names: readonly (string | number)[]): Random {
  let [a, b, c, d]: [number, number, number, number] = wordsOf(JSON.stringify(names));

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

  let spare = Number.NaN;
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
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

  const sample = (count: number, size: number): Uint32Array => {
    if (size > count) throw new RangeError(`${size} different numbers cannot be drawn from ${count}.`);
    const all = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = 0; i < size; i++) {
      const j = i + Math.floor(uniform() * (count - i));
      const held = all[i]!;
      all[i] = all[j]!;
      all[j] = held;
    }
    return all.slice(0, size);
  };

  // The first numbers after a seed with few bits set would still show it.
  for (let i = 0; i < 16; i++) bits();
  return { uniform, normal, sample, split: (...more) => createRandom(...names, ...more) };
}
