import type { Smooth } from '../../../models/linear/newton.ts';
import { cholesky, choleskySolve } from '../../../optimise/cholesky.ts';

/** More steps than Newton's method needs where there is a minimum. */
const mostSteps = 30;
/** How much of the value may still be gained at the end, of a mean over rows. */
const enough = 1e-18;

/**
 * The minimum of a convex function by Newton's method with halved steps; nothing where it has none: near a minimum
 * each step doubles the digits, while on the way to infinity each gains only about e times as much as the next, so
 * that many steps are not enough. Nothing either where one parameter follows from others.
 */
export function finiteMinimum(
  smooth: Smooth,
  start: Float64Array,
  aliasTolerance: number,
): { readonly at: Float64Array; readonly value: number } | undefined {
  const n = smooth.parameters;
  const gradient = new Float64Array(n);
  const hessian = new Float64Array(n * n);
  let at = start;
  let value = smooth.evaluate(at, gradient, hessian);
  for (let step = 0; step < mostSteps; step++) {
    const { aliased } = cholesky(hessian, n, aliasTolerance);
    if (aliased.length > 0) return undefined;
    const move = Float64Array.from(gradient);
    choleskySolve(hessian, n, move);
    let decrement = 0;
    for (let j = 0; j < n; j++) decrement += move[j] * gradient[j];
    if (decrement < enough) return { at, value };
    const before = at;
    for (let part = 1; part > 1e-6; part /= 2) {
      const trial = before.map((b, j) => b - part * move[j]);
      // Near the minimum the difference of values is rounding.
      if (smooth.evaluate(trial) <= value + 1e-14 * Math.abs(value)) {
        at = trial;
        break;
      }
    }
    if (at === before) return undefined;
    value = smooth.evaluate(at, gradient, hessian);
  }
  return undefined;
}
