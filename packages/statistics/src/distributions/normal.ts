import { fromLower, fromUpper, type Tails } from './tails.ts';

const rootTwoPi = 2.5066282746310007;

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  // x * x rounds; its lost part matters once the exponent is large.
  const high = Math.round(x * 16) / 16;
  const low = (x - high) * (x + high);
  return (Math.exp((-high * high) / 2) * Math.exp(-low / 2)) / rootTwoPi;
}

function tailsOfPositive(x: number): Tails {
  const density = normalDensity(x);
  if (x < 2.5) {
    let term = x;
    let sum = x;
    for (let k = 3; term > sum * 1e-17; k += 2) {
      term *= (x * x) / k;
      sum += term;
    }
    const beyond = 0.5 - density * sum;
    return { lower: 0.5 + density * sum, upper: beyond };
  }
  // Laplace's continued fraction, from the end; enough terms for the last digit.
  let fraction = x;
  for (let k = Math.ceil(20 + 600 / (x * x)); k >= 1; k--) fraction = x + k / fraction;
  return fromUpper(density / fraction);
}

/** Both tails of the standard normal distribution. Source: Abramowitz and Stegun 1964, 26.2.11 and 26.2.14. */
export function normalTails(x: number): Tails {
  if (Number.isNaN(x)) return { lower: NaN, upper: NaN };
  if (x >= 0) return x === Infinity ? fromLower(1) : tailsOfPositive(x);
  const { lower, upper } = tailsOfPositive(Math.min(-x, 1e10));
  return { lower: upper, upper: lower };
}

/** Probability that a standard normal value is at most x. */
export function normalCdf(x: number): number {
  return normalTails(x).lower;
}

/** Point below which a standard normal value lies with probability p. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0.5) return 0;
  if (p > 0.5) return -lowerQuantile(1 - p);
  return lowerQuantile(p);
}

/** Quantile for p < 0.5: a rough start (Abramowitz and Stegun 26.2.23), then Halley's steps to the last digit. */
function lowerQuantile(p: number): number {
  if (p === 0) return -Infinity;
  const t = Math.sqrt(-2 * Math.log(p));
  let x =
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let i = 0; i < 6; i++) {
    const error = (normalTails(x).lower - p) / normalDensity(x);
    const step = error / (1 + (x * error) / 2);
    x -= step;
    if (Math.abs(step) <= 2e-16 * Math.abs(x)) break;
  }
  return x;
}

/** Two-sided probability of a standard normal statistic at least this far from 0. */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normalTails(Math.abs(z)).upper);
}

/** The factor of a two-sided interval of this confidence level: 1.959964 for 0.95. */
export function normalCritical(level: number): number {
  return -normalQuantile((1 - level) / 2);
}
