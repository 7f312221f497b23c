import type { Kernels } from './webassembly.ts';

/** Smallest length of at least `n` whose prime factors are 2, 3 and 5, for which the transform is made. */
export function fastLength(n: number): number {
  for (let length = Math.max(2, n); ; length++) {
    let rest = length;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    if (rest === 1) return length;
  }
}

/** Bytes in front of a plan's tables: the number of factors and the factors. */
const planHeader = 128;

/**
 * Cosine and sine of the angle 2 pi k / n. From additions and multiplications alone, since engines differ in the
 * last digit of Math.cos and Math.sin, and the same input must give the same bytes everywhere.
 */
export function pointOnCircle(k: number, n: number): readonly [cosine: number, sine: number] {
  const octant = Math.floor((8 * k) / n);
  const within = 8 * k - octant * n;
  // Odd octants are measured back from their end, so that the angle is at most pi / 4.
  const back = octant % 2 === 1;
  const angle = ((Math.PI / 4) * (back ? n - within : within)) / n;
  const square = angle * angle;
  let cosine = 1;
  let sine = 1;
  for (let term = 18; term > 0; term -= 2) {
    cosine = 1 - (square / (term * (term - 1))) * cosine;
    sine = 1 - (square / (term * (term + 1))) * sine;
  }
  sine *= back ? -angle : angle;
  const quarterTurns = ((octant + (back ? 1 : 0)) / 2) % 4;
  if (quarterTurns === 0) return [cosine, sine];
  if (quarterTurns === 1) return [-sine, cosine];
  return quarterTurns === 2 ? [-cosine, -sine] : [sine, -cosine];
}

/** Writes the plan of a transform of length n (factors, cosines, minus sines) and returns its address. */
export function writePlan(kernels: Kernels, n: number): number {
  const factors: number[] = [];
  let rest = n;
  for (const radix of [5, 3, 4, 2]) {
    while (rest % radix === 0) {
      factors.push(radix);
      rest /= radix;
    }
  }
  const at = kernels.reserve(planHeader + 16 * n);
  kernels.counts(at, 1 + factors.length).set([factors.length, ...factors]);
  const tables = kernels.numbers(at + planHeader, 2 * n);
  for (let k = 0; k < n; k++) {
    const [cosine, sine] = pointOnCircle(k, n);
    tables[k] = cosine;
    tables[n + k] = -sine;
  }
  return at;
}
