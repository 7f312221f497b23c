/** What a test gives: statistic, p-value and how it was reached. NaN with a reason where there is no answer. */
export interface TestResult {
  readonly statistic: number;
  readonly p: number;
  readonly method: string;
  readonly reason?: string;
}

/** A test without an answer, and why. */
export function noTest(method: string, reason: string): TestResult {
  return { statistic: NaN, p: NaN, method, reason };
}

/** Values without NaN; tests leave missing values out. */
export function present(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).filter((value) => !Number.isNaN(value));
}
