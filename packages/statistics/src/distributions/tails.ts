/** Probability below and above a point; the smaller one keeps all its digits. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/** Both tails from the lower one. */
export const fromLower = (lower: number): Tails => ({ lower, upper: 1 - lower });

/** Both tails from the upper one. */
export const fromUpper = (upper: number): Tails => ({ lower: 1 - upper, upper });
