import { logGamma } from '../distributions/gamma-function.ts';

/**
 * Two-sided p-value of Fisher's exact test of a table of two by two counts, by rows (a b; c d): the sum of the probabilities
 * that are no larger. Without the odds ratio and its interval, which `fisherExact` has: for thousands of tables.
 */
export function fisherTwoByTwo(a: number, b: number, c: number, d: number): number {
  const row = a + b;
  const column = a + c;
  const total = row + c + d;
  const logFactorial = (n: number) => logGamma(n + 1);
  const fixed =
    logFactorial(row) +
    logFactorial(total - row) +
    logFactorial(column) +
    logFactorial(total - column) -
    logFactorial(total);
  const logChance = (x: number) =>
    fixed -
    logFactorial(x) -
    logFactorial(row - x) -
    logFactorial(column - x) -
    logFactorial(total - row - column + x);
  const seen = logChance(a);
  let sum = 0;
  for (let x = Math.max(0, row + column - total); x <= Math.min(row, column); x++) {
    const chance = logChance(x);
    // Equal probabilities differ in their last digits.
    if (chance <= seen + 1e-7) sum += Math.exp(chance);
  }
  return Math.min(1, sum);
}
