/** Points and weights of a sum that is the integral from 0 to 1 of a polynomial. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

const known = new Map<number, Quadrature>();

/**
 * Gauss and Legendre's rule from 0 to 1: exact for polynomials up to degree 2 count - 1. Points are the zeros of the
 * Legendre polynomial, by Newton's method from Chebyshev's points.
 */
export function gaussLegendre(count: number): Quadrature {
  const found = known.get(count);
  if (found !== undefined) return found;
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    let x = Math.cos((Math.PI * (at + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let round = 0; round < 100; round++) {
      let value = 1;
      let before = 0;
      for (let n = 1; n <= count; n++)
        [value, before] = [((2 * n - 1) * x * value - (n - 1) * before) / n, value];
      slope = (count * (x * value - before)) / (x * x - 1);
      const step = value / slope;
      x -= step;
      if (Math.abs(step) < 1e-15) break;
    }
    points[at] = (1 - x) / 2;
    weights[at] = 1 / ((1 - x * x) * slope * slope);
  }
  const made = { points, weights };
  known.set(count, made);
  return made;
}
