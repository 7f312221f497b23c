import { betaQuantile } from '../distributions/beta.ts';
import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';

/** Which interval of a proportion. */
export type ProportionInterval = 'wilson' | 'clopper-pearson';

/** A proportion with Wilson's (1927, the default) or Clopper and Pearson's exact (1934) interval. */
export function proportion(
  successes: number,
  trials: number,
  {
    level = 0.95,
    interval = 'wilson',
  }: { readonly level?: number; readonly interval?: ProportionInterval } = {},
): Estimate {
  checkLevel(level);
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`${successes} of ${trials} is no proportion.`);
  }
  if (trials === 0) return unavailable('There are no cases to count among.');
  const value = successes / trials;
  if (interval === 'clopper-pearson') {
    const alpha = (1 - level) / 2;
    return {
      value,
      lower: successes === 0 ? 0 : betaQuantile(alpha, successes, trials - successes + 1),
      upper: successes === trials ? 1 : betaQuantile(1 - alpha, successes + 1, trials - successes),
    };
  }
  const z = normalCritical(level);
  const centre = value + (z * z) / (2 * trials);
  const half = z * Math.sqrt((value * (1 - value)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  return {
    value,
    lower: successes === 0 ? 0 : (centre - half) / scale,
    upper: successes === trials ? 1 : (centre + half) / scale,
  };
}
