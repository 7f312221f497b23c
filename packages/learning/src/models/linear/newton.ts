import { StatisticsError } from '@rachis/statistics';
import { cholesky, choleskySolve } from '../../optimise/cholesky.ts';

/** A smooth function with its derivatives. Fills the gradient and the Hessian (row by row, lower half at least). */
export interface Smooth {
  readonly parameters: number;
  evaluate(at: Float64Array, gradient?: Float64Array, hessian?: Float64Array): number;
}

/**
 * The minimum of a convex function by Newton's method with halved steps. Parameters that depend on earlier ones stay
 * where they start. Where the minimum is at infinity, as with classes that a plane separates: an error.
 */
export function newtonMinimum(smooth: Smooth, start: Float64Array, subject: string): Float64Array {
  const n = smooth.parameters;
  let at = Float64Array.from(start);
  const gradient = new Float64Array(n);
  const hessian = new Float64Array(n * n);
  let value = smooth.evaluate(at, gradient, hessian);
  for (let step = 0; step < 200; step++) {
    const { aliased } = cholesky(hessian, n, 1e-11);
    const move = Float64Array.from(gradient);
    choleskySolve(hessian, n, move, aliased);
    let decrement = 0;
    for (let j = 0; j < n; j++) decrement += move[j] * gradient[j];
    // So near the end the value changes by rounding alone, and the full step is right to twice as many digits.
    if (decrement < 1e-14 * (1 + Math.abs(value))) return at.map((b, j) => b - move[j]);
    let part = 1;
    let next = at;
    let nextValue = Infinity;
    for (; part > 1e-10; part /= 2) {
      const scale = part;
      next = at.map((b, j) => b - scale * move[j]);
      nextValue = smooth.evaluate(next);
      if (nextValue <= value) break;
    }
    if (!(nextValue <= value)) return at;
    at = next;
    value = smooth.evaluate(at, gradient, hessian);
    if (step > 30 && value < 1e-9) break;
  }
  throw new StatisticsError(
    'DATA_UNSUITABLE',
    `${subject} has no finite fit: some combination of columns tells the outcomes apart without error.`,
    { remedy: 'Set a penalty (lambda) above 0, or use fewer columns.' },
  );
}
