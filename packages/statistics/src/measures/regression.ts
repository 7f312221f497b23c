import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';
import { mean, sumOfSquares, variance } from '../numbers/moments.ts';

/** Measures of predicted numbers. */
export interface RegressionMeasures {
  /** Root mean squared error; interval of the mean squared error's mean, rooted. */
  readonly rootMeanSquaredError: Estimate;
  readonly meanAbsoluteError: Estimate;
  /** 1 - residual / total sum of squares; below 0 where the mean would predict better. */
  readonly determination: number;
  /** Mean of observed minus predicted. */
  readonly bias: Estimate;
  /** Regression of observed on predicted: 0 and 1 are right. */
  readonly calibrationIntercept: number;
  readonly calibrationSlope: number;
}

/** Measures of predictions of a number. Lists of equal length without missing values. */
export function regressionMeasures(
  observed: ArrayLike<number>,
  predicted: ArrayLike<number>,
  { level = 0.95 }: { readonly level?: number } = {},
): RegressionMeasures {
  checkLevel(level);
  const n = observed.length;
  if (predicted.length !== n)
    throw new RangeError(`${n} values need ${n} predictions, not ${predicted.length}.`);
  const errors = Float64Array.from(observed, (value, i) => value - predicted[i]!);
  const about = (values: Float64Array): Estimate => {
    if (n < 2) return unavailable('Fewer than two values.');
    const value = mean(values);
    const half = normalCritical(level) * Math.sqrt(variance(values) / n);
    return { value, lower: value - half, upper: value + half };
  };
  const squared = about(errors.map((value) => value * value));
  const meanPredicted = mean(predicted);
  const meanObserved = mean(observed);
  let shared = 0;
  for (let i = 0; i < n; i++) shared += (predicted[i]! - meanPredicted) * (observed[i]! - meanObserved);
  const slope = shared / sumOfSquares(predicted, meanPredicted);
  const absolute = about(errors.map(Math.abs));
  return {
    rootMeanSquaredError: {
      value: Math.sqrt(squared.value),
      lower: Math.sqrt(Math.max(0, squared.lower)),
      upper: Math.sqrt(squared.upper),
    },
    meanAbsoluteError: { ...absolute, lower: Math.max(0, absolute.lower) },
    determination:
      1 - errors.reduce((sum, value) => sum + value * value, 0) / sumOfSquares(observed, meanObserved),
    bias: about(errors),
    calibrationIntercept: meanObserved - slope * meanPredicted,
    calibrationSlope: slope,
  };
}
