import { type Matrix, solve, zeros } from '../numbers/linear.ts';
import type { Random } from '../random/random.ts';

/** A column of a chain: numbers, or codes of so many categories. NaN is missing. */
export interface ChainColumn {
  readonly categories?: number;
  readonly values: Float64Array;
}

/** What is predicted from where: coefficients of the intercept and of each term, one list an output. */
export interface ChainEquation {
  readonly target: number;
  readonly predictors: readonly number[];
  /** Of numbers one list; of categories one for each but the first, log odds of it against the first. */
  readonly coefficients: readonly (readonly number[])[];
  /** Of numbers: the standard deviation around what is predicted; 0 where the mean itself is filled in. */
  readonly deviation: number;
}

/** Terms of a row: 1, standardised numbers, 0 and 1 for each category but the first. */
export function termsOf(
  columns: readonly ChainColumn[],
  predictors: readonly number[],
  valueAt: (column: number) => number,
): Float64Array {
  const terms = [1];
  for (const column of predictors) {
    const value = valueAt(column);
    const { categories } = columns[column]!;
    if (categories === undefined) terms.push(value);
    else for (let code = 1; code < categories; code++) terms.push(value === code ? 1 : 0);
  }
  return Float64Array.from(terms);
}

/** The lower triangle L of a = L L'; undefined where a is not positive. */
function cholesky(a: Matrix): Float64Array[] | undefined {
  const n = a.length;
  const lower = zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      if (i === j) {
        if (!(sum > 0)) return undefined;
        lower[i]![i] = Math.sqrt(sum);
      } else lower[i]![j] = sum / lower[j]![j]!;
    }
  }
  return lower;
}

/** Ridge that keeps columns that depend on each other from having no solution, as mice has it. */
const ridge = 1e-5;

/**
 * Bayesian linear regression: coefficients and deviation drawn from their posterior, or the least squares themselves without `random`.
 * Source: Rubin 1987, page 167; mice.impute.norm.
 */
export function numberEquation(
  x: readonly Float64Array[],
  y: ArrayLike<number>,
  random: Random | undefined,
): { coefficients: number[]; deviation: number } {
  const p = x[0]!.length;
  const cross = zeros(p, p);
  const right = zeros(p, 1);
  x.forEach((row, i) => {
    for (let j = 0; j < p; j++) {
      const value = row[j]!;
      const own = cross[j]!;
      right[j]![0]! += value * y[i]!;
      for (let k = 0; k <= j; k++) own[k]! += value * row[k]!;
    }
  });
  for (let j = 0; j < p; j++) {
    for (let k = 0; k < j; k++) cross[k]![j] = cross[j]![k]!;
    cross[j]![j]! *= 1 + ridge;
  }
  const found = solve(cross, right)?.map((row) => row[0]!) ?? new Array<number>(p).fill(0);
  if (random === undefined) return { coefficients: found, deviation: 0 };
  const squares = x.reduce(
    (sum, row, i) => sum + (y[i]! - row.reduce((own, value, j) => own + value * found[j]!, 0)) ** 2,
    0,
  );
  const freedom = Math.max(1, x.length - p);
  let chiSquare = 0;
  for (let k = 0; k < freedom; k++) chiSquare += random.normal() ** 2;
  const deviation = Math.sqrt(squares / chiSquare);
  const lower = cholesky(cross);
  if (lower === undefined) return { coefficients: found, deviation };
  const moved = solvedUpper(
    lower,
    Float64Array.from({ length: p }, () => random.normal()),
  );
  return { coefficients: found.map((value, j) => value + deviation * moved[j]!), deviation };
}

/** Precision of the prior of log odds (normal around 0, of standardised columns): separated classes have a maximum with it. */
const prior = 0.1;

/**
 * Logistic regression of being of a category, coefficients drawn from the normal approximation of their posterior where there is a `random`.
 * Source: Rubin 1987, page 169; mice.impute.logreg, which adds rows in place of a prior.
 */
export function categoryEquation(
  x: readonly Float64Array[],
  event: readonly number[],
  random: Random | undefined,
): number[] {
  const p = x[0]!.length;
  const events = event.reduce((sum, one) => sum + one, 0);
  const share = [
    Math.log((events + 0.5) / (event.length - events + 0.5)),
    ...new Array<number>(p - 1).fill(0),
  ];
  if (events === 0 || events === event.length) return share;
  let coefficients = Float64Array.from(share);
  let information = zeros(p, p);
  for (let step = 0; step < 50; step++) {
    const score = zeros(p, 1);
    information = zeros(p, p);
    x.forEach((row, i) => {
      const probability =
        1 / (1 + Math.exp(-row.reduce((sum, value, j) => sum + value * coefficients[j]!, 0)));
      const weight = probability * (1 - probability);
      for (let j = 0; j < p; j++) {
        score[j]![0]! += (event[i]! - probability) * row[j]!;
        for (let k = 0; k < p; k++) information[j]![k]! += weight * row[j]! * row[k]!;
      }
    });
    for (let j = 1; j < p; j++) {
      score[j]![0]! -= prior * coefficients[j]!;
      information[j]![j]! += prior;
    }
    const change = solve(information, score);
    if (change === undefined) return share;
    // Long steps overshoot where nearly all rows are certain.
    const longest = Math.max(...change.map((row) => Math.abs(row[0]!)));
    const factor = Math.min(1, 3 / longest);
    coefficients = coefficients.map((value, j) => value + factor * change[j]![0]!);
    if (longest < 1e-8) break;
  }
  const lower = random === undefined ? undefined : cholesky(information);
  if (random === undefined || lower === undefined) return [...coefficients];
  const moved = solvedUpper(
    lower,
    Float64Array.from({ length: p }, () => random.normal()),
  );
  return Array.from(coefficients, (value, j) => value + moved[j]!);
}

/** The solution of L' b = z: with z of unit variance, b has the covariance of the inverse of L L'. */
function solvedUpper(lower: Matrix, z: Float64Array): Float64Array {
  const p = z.length;
  const moved = new Float64Array(p);
  for (let i = p - 1; i >= 0; i--) {
    let sum = z[i]!;
    for (let k = i + 1; k < p; k++) sum -= lower[k]![i]! * moved[k]!;
    moved[i] = sum / lower[i]![i]!;
  }
  return moved;
}

/** What an equation says of a row: drawn, or what is expected without `random`. */
export function imputed(
  { coefficients, deviation }: ChainEquation,
  terms: Float64Array,
  random: Random | undefined,
  categories: number | undefined,
): number {
  const sums = coefficients.map((own) => own.reduce((sum, value, j) => sum + value * terms[j]!, 0));
  if (categories === undefined) return sums[0]! + (random === undefined ? 0 : deviation * random.normal());
  const most = Math.max(0, ...sums);
  const chances = [0, ...sums].map((sum) => Math.exp(sum - most));
  if (random === undefined) return chances.indexOf(Math.max(...chances));
  let left = random.uniform() * chances.reduce((sum, one) => sum + one, 0);
  for (let code = 0; code < categories - 1; code++) {
    left -= chances[code]!;
    if (left < 0) return code;
  }
  return categories - 1;
}
