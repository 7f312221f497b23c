/** A number with its confidence interval. Where it cannot be computed all three are NaN and `reason` says why. */
export interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Why the value or its interval is missing, or what must be known to read it. */
  readonly reason?: string;
}

/** An estimate that cannot be computed, and why. */
export function unavailable(reason: string): Estimate {
  return { value: NaN, lower: NaN, upper: NaN, reason };
}

/** Throws unless `level` is a confidence level between 0 and 1. */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw new RangeError(`A confidence level lies between 0 and 1, not ${level}.`);
}
