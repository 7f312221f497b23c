import { tCritical, tTwoSided } from '../distributions/student-t.ts';
import { checkLevel, type Estimate } from '../estimate.ts';
import { mean, variance } from '../numbers/moments.ts';

/** A comparison of two models over the folds of a repeated cross-validation. */
export interface ResampledComparison {
  readonly difference: Estimate;
  readonly t: number;
  readonly degrees: number;
  readonly p: number;
  readonly reason?: string;
}

/**
 * Corrected resampled t test of differences over J splits: folds share training rows, so the variance of their mean is
 * (1 / J + test / train) s^2. `testShare` is n_test / n_train of a split (1 / 4 for five folds).
 * Sources: Nadeau and Bengio 2003; Bouckaert and Frank 2004.
 */
export function correctedComparison(
  differences: ArrayLike<number>,
  testShare: number,
  { level = 0.95 }: { readonly level?: number } = {},
): ResampledComparison {
  checkLevel(level);
  const splits = differences.length;
  const value = mean(differences);
  const spread = variance(differences);
  if (!(splits > 1 && spread > 0)) {
    const reason = splits > 1 ? 'The differences do not vary.' : 'Fewer than two splits.';
    return { difference: { value, lower: NaN, upper: NaN }, t: NaN, degrees: splits - 1, p: NaN, reason };
  }
  const error = Math.sqrt((1 / splits + testShare) * spread);
  const half = tCritical(level, splits - 1) * error;
  return {
    difference: { value, lower: value - half, upper: value + half },
    t: value / error,
    degrees: splits - 1,
    p: tTwoSided(value / error, splits - 1),
  };
}

/** Optimism of an apparent measure, and the measure without it. */
export interface OptimismCorrected {
  readonly optimism: number;
  readonly corrected: number;
}

/**
 * Harrell's optimism correction: from each resample the measure of the model fitted to it, on it and on the original
 * rows. The whole pipeline must be refitted in each. Source: Harrell, Lee and Mark 1996.
 */
export function optimismCorrected(
  apparent: number,
  onResample: ArrayLike<number>,
  onOriginal: ArrayLike<number>,
): OptimismCorrected {
  const optimism = mean(Array.from(onResample, (value, b) => value - onOriginal[b]!));
  return { optimism, corrected: apparent - optimism };
}

/** The .632 and .632+ estimates of error. */
export interface Bootstrap632 {
  readonly error632: number;
  readonly overfitting: number;
  readonly weight: number;
  readonly error632Plus: number;
}

/**
 * .632 and .632+ estimates from the apparent error, the mean error of rows left out of resamples, and the error where
 * predictors and outcome are unrelated. For an AUC give 1 - AUC, with 0.5 as the error without information.
 * Source: Efron and Tibshirani 1997.
 */
export function bootstrap632(apparent: number, leftOut: number, noInformation: number): Bootstrap632 {
  const bounded = Math.min(leftOut, noInformation);
  const gap = noInformation - apparent;
  const overfitting =
    bounded > apparent && gap > 0 ? Math.min(1, Math.max(0, (bounded - apparent) / gap)) : 0;
  const weight = 0.632 / (1 - 0.368 * overfitting);
  return {
    error632: 0.368 * apparent + 0.632 * leftOut,
    overfitting,
    weight,
    error632Plus: (1 - weight) * apparent + weight * bounded,
  };
}

/** Error rate without information: chance agreement of predicted and true shares of classes. */
export function noInformationError(outcome: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const n = outcome.length;
  const truth = new Map<number, number>();
  const chosen = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    truth.set(outcome[i]!, (truth.get(outcome[i]!) ?? 0) + 1 / n);
    chosen.set(predicted[i]!, (chosen.get(predicted[i]!) ?? 0) + 1 / n);
  }
  let error = 0;
  for (const [label, share] of truth) error += share * (1 - (chosen.get(label) ?? 0));
  return error;
}
