import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate } from '../estimate.ts';
import { mean, variance } from '../numbers/moments.ts';
import { checkBinary, checkProbabilities } from './binary.ts';

/** Brier score, as it is and against always predicting the prevalence. */
export interface Brier {
  readonly score: Estimate;
  /** 1 - score / (prevalence (1 - prevalence)): 1 perfect, 0 as good as the prevalence. */
  readonly scaled: number;
  /** Mean negative log likelihood, natural logarithm. */
  readonly logLoss: number;
}

/** Mean squared error of probabilities (Brier 1950), interval by the normal distribution of its mean. */
export function brier(
  outcome: ArrayLike<number | boolean>,
  probabilities: ArrayLike<number>,
  { level = 0.95 }: { readonly level?: number } = {},
): Brier {
  checkLevel(level);
  const event = checkBinary(outcome, probabilities);
  checkProbabilities(probabilities);
  const errors = Float64Array.from(event, (value, i) => (value - probabilities[i]!) ** 2);
  const value = mean(errors);
  const half = normalCritical(level) * Math.sqrt(variance(errors) / errors.length);
  const prevalence = mean(event);
  let loss = 0;
  for (let i = 0; i < event.length; i++) {
    loss -= Math.log(event[i] === 1 ? probabilities[i]! : 1 - probabilities[i]!);
  }
  return {
    score: { value, lower: Math.max(0, value - half), upper: Math.min(1, value + half) },
    scaled: 1 - value / (prevalence * (1 - prevalence)),
    logLoss: loss / event.length,
  };
}
