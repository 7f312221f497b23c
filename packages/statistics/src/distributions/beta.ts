import { incompleteBeta } from './incomplete-beta.ts';
import { checkProbability, invertPositive } from './invert.ts';
import type { Tails } from './tails.ts';

/** Both tails of the beta distribution. */
export function betaTails(x: number, a: number, b: number): Tails {
  return incompleteBeta(a, b, x);
}

/** Point below which a beta value lies with probability p. */
export function betaQuantile(p: number, a: number, b: number): number {
  const { lower, upper } = checkProbability(p);
  if (!(a > 0 && b > 0)) return NaN;
  // Sought as odds, so that points near 1 are as exact as those near 0.
  const odds = invertPositive((r) => incompleteBeta(a, b, r / (1 + r), 1 / (1 + r)), { lower, upper }, a / b);
  return odds === Infinity ? 1 : odds / (1 + odds);
}

/** Both tails of the binomial distribution: at most x, and more than x, of n. */
export function binomialTails(x: number, n: number, p: number): Tails {
  if (x < 0) return { lower: 0, upper: 1 };
  if (x >= n) return { lower: 1, upper: 0 };
  const { lower, upper } = incompleteBeta(x + 1, n - x, p);
  return { lower: upper, upper: lower };
}
