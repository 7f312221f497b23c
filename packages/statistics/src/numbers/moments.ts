/** Arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const first = sum / n;
  // A second pass takes off what rounding lost in the first.
  let rest = 0;
  for (let i = 0; i < n; i++) rest += values[i]! - first;
  return Number.isFinite(first) ? first + rest / n : first;
}

/** Sum of squared deviations from the mean. */
export function sumOfSquares(values: ArrayLike<number>, centre = mean(values)): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum;
}

/** Variance with divisor n - `lostDegrees` (1: of a sample, 0: of a population). */
export function variance(values: ArrayLike<number>, lostDegrees = 1): number {
  const divisor = values.length - lostDegrees;
  return divisor > 0 ? sumOfSquares(values) / divisor : NaN;
}

/** Standard deviation with divisor n - `lostDegrees`. */
export function standardDeviation(values: ArrayLike<number>, lostDegrees = 1): number {
  return Math.sqrt(variance(values, lostDegrees));
}

/** Covariance of two equally long lists with divisor n - `lostDegrees`. */
export function covariance(x: ArrayLike<number>, y: ArrayLike<number>, lostDegrees = 1): number {
  const meanX = mean(x);
  const meanY = mean(y);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - meanX) * (y[i]! - meanY);
  return sum / (x.length - lostDegrees);
}

/** Whether all values are the same number; true for fewer than two. */
export function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}
