import { tCritical } from '../distributions/student-t.ts';
import { checkLevel, type Estimate } from '../estimate.ts';
import { mean, variance } from '../numbers/moments.ts';

/** One estimate from several imputations. */
export interface RubinPooled extends Estimate {
  /** Variance: mean of those within imputations, that between them, and the whole. */
  readonly within: number;
  readonly between: number;
  readonly total: number;
  readonly degrees: number;
  /** Share of the information about the estimate that the missing values took. */
  readonly missingInformation: number;
}

/**
 * Rubin's rules: the mean of estimates from m imputations, with the variance within and (1 + 1/m) times that between them. Degrees of freedom by
 * Barnard and Rubin where those of the complete data are given, else by Rubin. Sources: Rubin 1987; Barnard and Rubin 1999; van Buuren 2018.
 */
export function poolRubin(
  estimates: ArrayLike<number>,
  variances: ArrayLike<number>,
  {
    level = 0.95,
    completeDegrees = Infinity,
  }: { readonly level?: number; readonly completeDegrees?: number } = {},
): RubinPooled {
  checkLevel(level);
  const m = estimates.length;
  if (m < 2 || variances.length !== m)
    throw new RangeError(
      `Pooling needs two imputations or more with a variance each, not ${m} and ${variances.length}.`,
    );
  const value = mean(estimates);
  const within = mean(variances);
  const between = variance(estimates);
  const total = within + (1 + 1 / m) * between;
  const share = ((1 + 1 / m) * between) / total;
  const old = between > 0 ? (m - 1) / share ** 2 : Infinity;
  const observed = ((completeDegrees + 1) / (completeDegrees + 3)) * completeDegrees * (1 - share);
  const degrees =
    completeDegrees === Infinity ? old : old === Infinity ? observed : (old * observed) / (old + observed);
  const ratio = ((1 + 1 / m) * between) / within;
  const half = tCritical(level, Math.min(degrees, 1e7)) * Math.sqrt(total);
  return {
    value,
    lower: value - half,
    upper: value + half,
    within,
    between,
    total,
    degrees,
    missingInformation: degrees === Infinity ? 0 : (ratio + 2 / (degrees + 3)) / (ratio + 1),
  };
}
