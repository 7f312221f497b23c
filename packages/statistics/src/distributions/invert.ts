import { findRoot } from '../numbers/root.ts';
import { fromLower, type Tails } from './tails.ts';

/**
 * The point of a distribution on (0, infinity) that has the given tails, sought on the logarithm of the point and
 * of the smaller tail, so that far tails keep their digits. `start` is any rough guess.
 */
export function invertPositive(tails: (x: number) => Tails, wanted: Tails, start: number): number {
  if (!(wanted.lower >= 0 && wanted.upper >= 0)) return NaN;
  if (wanted.lower === 0) return 0;
  if (wanted.upper === 0) return Infinity;
  const side = wanted.lower <= wanted.upper ? 'lower' : 'upper';
  const target = Math.log(wanted[side]);
  const sign = side === 'lower' ? 1 : -1;
  const f = (u: number) => {
    const tail = tails(Math.exp(u))[side];
    return sign * ((tail > 0 ? Math.log(tail) : -1e6) - target);
  };
  let low = Math.log(start);
  let high = low;
  let step = 0.5;
  while (f(low) > 0 && low > -740) {
    low -= step;
    step *= 2;
  }
  step = 0.5;
  while (f(high) < 0 && high < 709) {
    high += step;
    step *= 2;
  }
  return Math.exp(findRoot(f, Math.max(low, -745), Math.min(high, 709)));
}

/** Tails of a probability, checked. */
export function checkProbability(p: number): Tails {
  return p >= 0 && p <= 1 ? fromLower(p) : { lower: NaN, upper: NaN };
}
