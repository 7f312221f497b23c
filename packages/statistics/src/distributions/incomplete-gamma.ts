import { poissonTerm } from './gamma-function.ts';
import { fromLower, fromUpper, type Tails } from './tails.ts';

const limit = 100_000;
const tiny = 1e-300;

/** Regularised incomplete gamma functions P(a, x) and Q(a, x). Source: Abramowitz and Stegun 1964, 6.5.29, 6.5.31. */
export function incompleteGamma(a: number, x: number): Tails {
  if (!(a > 0) || Number.isNaN(x)) return { lower: NaN, upper: NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const factor = poissonTerm(a, x);
  if (x < a + 1) {
    let sum = 1;
    let term = 1;
    for (let k = 1; k < limit; k++) {
      term *= x / (a + k);
      sum += term;
      if (term < sum * 1e-17) break;
    }
    return fromLower(factor * sum);
  }
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let k = 1; k < limit; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = numerator * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + numerator / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const change = d * c;
    h *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return fromUpper(factor * a * h);
}
