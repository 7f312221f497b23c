import { incompleteGamma } from './incomplete-gamma.ts';
import { checkProbability, invertPositive } from './invert.ts';
import type { Tails } from './tails.ts';

/** Both tails of the chi-square distribution. */
export function chiSquareTails(x: number, degrees: number): Tails {
  return incompleteGamma(degrees / 2, x / 2);
}

/** Probability of a chi-square value of at most x. */
export function chiSquareCdf(x: number, degrees: number): number {
  return chiSquareTails(x, degrees).lower;
}

/** Probability of a chi-square value above x: the p-value of a chi-square test. */
export function chiSquareUpper(x: number, degrees: number): number {
  return chiSquareTails(x, degrees).upper;
}

/** Point below which a chi-square value lies with probability p. */
export function chiSquareQuantile(p: number, degrees: number): number {
  return invertPositive((x) => chiSquareTails(x, degrees), checkProbability(p), degrees);
}

/** Both tails of the gamma distribution with shape and rate. */
export function gammaTails(x: number, shape: number, rate = 1): Tails {
  return incompleteGamma(shape, x * rate);
}

/** Point below which a gamma value lies with probability p. */
export function gammaQuantile(p: number, shape: number, rate = 1): number {
  return invertPositive((x) => gammaTails(x, shape, rate), checkProbability(p), shape / rate);
}
