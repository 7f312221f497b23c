import { incompleteBeta } from './incomplete-beta.ts';
import { invertPositive } from './invert.ts';
import { normalQuantile, normalTails } from './normal.ts';
import type { Tails } from './tails.ts';

/** Both tails of Student's t distribution; degrees may be fractional or infinite. */
export function tTails(t: number, degrees: number): Tails {
  if (!(degrees > 0) || Number.isNaN(t)) return { lower: NaN, upper: NaN };
  if (degrees === Infinity) return normalTails(t);
  const square = t * t;
  const beyond =
    square === Infinity
      ? 0
      : incompleteBeta(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square)).lower / 2;
  return t >= 0 ? { lower: 1 - beyond, upper: beyond } : { lower: beyond, upper: 1 - beyond };
}

/** Probability of a t value of at most t. */
export function tCdf(t: number, degrees: number): number {
  return tTails(t, degrees).lower;
}

/** Two-sided probability of a t value at least this far from 0. */
export function tTwoSided(t: number, degrees: number): number {
  return Math.min(1, 2 * tTails(Math.abs(t), degrees).upper);
}

/** Point below which a t value lies with probability p. */
export function tQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1) || !(degrees > 0)) return NaN;
  if (p === 0.5) return 0;
  if (p > 0.5) return -tQuantile(1 - p, degrees);
  if (degrees === Infinity) return normalQuantile(p);
  // The size of a t value lies above x with twice the probability of one tail.
  const size = (x: number): Tails => {
    const { upper } = tTails(x, degrees);
    return { lower: 1 - 2 * upper, upper: 2 * upper };
  };
  return -invertPositive(size, { lower: 1 - 2 * p, upper: 2 * p }, 1);
}

/** The factor of a two-sided interval of this confidence level. */
export function tCritical(level: number, degrees: number): number {
  return -tQuantile((1 - level) / 2, degrees);
}
