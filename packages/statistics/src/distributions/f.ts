import { chiSquareTails } from './chi-square.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { checkProbability, invertPositive } from './invert.ts';
import type { Tails } from './tails.ts';

/** Both tails of the F distribution; either number of degrees may be fractional, the second infinite. */
export function fTails(x: number, degrees1: number, degrees2: number): Tails {
  if (!(degrees1 > 0 && degrees2 > 0) || Number.isNaN(x)) return { lower: NaN, upper: NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  if (degrees2 === Infinity) return chiSquareTails(x * degrees1, degrees1);
  const ratio = (degrees1 * x) / degrees2;
  return incompleteBeta(degrees1 / 2, degrees2 / 2, ratio / (1 + ratio), 1 / (1 + ratio));
}

/** Probability of an F value of at most x. */
export function fCdf(x: number, degrees1: number, degrees2: number): number {
  return fTails(x, degrees1, degrees2).lower;
}

/** Probability of an F value above x: the p-value of an F test. */
export function fUpper(x: number, degrees1: number, degrees2: number): number {
  return fTails(x, degrees1, degrees2).upper;
}

/** Point below which an F value lies with probability p. */
export function fQuantile(p: number, degrees1: number, degrees2: number): number {
  if (!(degrees1 > 0 && degrees2 > 0)) return NaN;
  return invertPositive((x) => fTails(x, degrees1, degrees2), checkProbability(p), 1);
}
