/** Points and weights of Gauss and Hermite's rule for integrals of f(x) exp(-x^2). */
export interface HermiteRule {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss and Hermite's rule of `count` points: the zeros of the Hermite polynomial, each found by Newton's method below the one before,
 * with the earlier zeros divided out. Source: Press et al. 2007, section 4.6 (recurrence of the normalised polynomials).
 */
export function gaussHermite(count: number): HermiteRule {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  const evaluate = (x: number) => {
    let [before, value] = [0, Math.PI ** -0.25];
    for (let k = 0; k < count; k++) {
      const next = x * Math.sqrt(2 / (k + 1)) * value - Math.sqrt(k / (k + 1)) * before;
      [before, value] = [value, next];
    }
    return { value, slope: Math.sqrt(2 * count) * before };
  };
  const found: number[] = [];
  for (let k = 0; k < Math.floor((count + 1) / 2); k++) {
    // From above the largest zero, which lies below sqrt(2 n + 1), Newton's method with zeros divided out comes down to the next one.
    let x = k === 0 ? Math.sqrt(2 * count + 1) : found[k - 1]! * 0.999;
    for (let step = 0; step < 200; step++) {
      const { value, slope } = evaluate(x);
      const divided = found.reduce((sum, zero) => sum + 1 / (x - zero) + 1 / (x + zero), 0);
      const change = value / (slope - value * divided);
      x -= change;
      if (Math.abs(change) < 1e-15 * (1 + Math.abs(x))) break;
    }
    if (count % 2 === 1 && k === Math.floor(count / 2)) x = 0;
    found.push(x);
    const { slope } = evaluate(x);
    points[k] = x;
    points[count - 1 - k] = -x;
    weights[k] = 2 / slope ** 2;
    weights[count - 1 - k] = weights[k]!;
  }
  return { points, weights };
}
