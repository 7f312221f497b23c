import { StatisticsError } from '../error.ts';
import { solve, zeros } from '../numbers/linear.ts';
import { mean, standardDeviation } from '../numbers/moments.ts';
import { checkBinary, classProblem } from './binary.ts';
import { fitLogistic } from './logistic-fit.ts';

/** A logistic model refitted with the old one as prior: logit = intercept + slope * linear predictor + sum of shifts * columns. */
export interface PriorRefit {
  readonly intercept: number;
  readonly slope: number;
  readonly shifts: readonly number[];
  /** Precision of the prior, of standardised columns; Infinity where nothing but intercept and slope is changed. */
  readonly penalty: number;
}

const softplus = (x: number) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/**
 * Intercept, slope and shifts of the largest penalised likelihood: half the penalty times the sum of squares of the shifts of
 * standardised columns is taken off. Newton's method with halved steps.
 */
export function shiftedLogistic(
  y: ArrayLike<number>,
  linearPredictor: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
  penalty: number,
): PriorRefit {
  const n = y.length;
  const about = columns.map((column) => {
    const values = Array.from(column);
    const scale = standardDeviation(values);
    return { centre: mean(values), scale: scale > 0 ? scale : Infinity };
  });
  const x = Array.from({ length: n }, (_, i) =>
    Float64Array.from([
      1,
      linearPredictor[i]!,
      ...columns.map((column, j) => (column[i]! - about[j]!.centre) / about[j]!.scale),
    ]),
  );
  const p = columns.length + 2;
  const held = (j: number) => (j < 2 ? 0 : penalty);
  let beta = Float64Array.from({ length: p }, (_, j) => (j === 1 ? 1 : 0));
  const gain = (at: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const eta = x[i]!.reduce((own, value, j) => own + value * at[j]!, 0);
      sum += y[i]! * eta - softplus(eta);
    }
    for (let j = 2; j < p; j++) sum -= (penalty * at[j]! ** 2) / 2;
    return sum;
  };
  let current = gain(beta);
  for (let step = 0; step < 100; step++) {
    const score = zeros(p, 1);
    const information = zeros(p, p);
    for (let i = 0; i < n; i++) {
      const row = x[i]!;
      const probability = 1 / (1 + Math.exp(-row.reduce((own, value, j) => own + value * beta[j]!, 0)));
      const weight = probability * (1 - probability);
      for (let j = 0; j < p; j++) {
        score[j]![0]! += (y[i]! - probability) * row[j]!;
        for (let k = 0; k < p; k++) information[j]![k]! += weight * row[j]! * row[k]!;
      }
    }
    for (let j = 0; j < p; j++) {
      score[j]![0]! -= held(j) * beta[j]!;
      information[j]![j]! += held(j) + (about[j - 2]?.scale === Infinity ? 1 : 0);
    }
    const change = solve(information, score);
    if (change === undefined) break;
    let factor = 1;
    let next = beta;
    for (; factor > 1e-6; factor /= 2) {
      next = beta.map((value, j) => value + factor * change[j]![0]!);
      if (gain(next) >= current - 1e-12 * Math.abs(current)) break;
    }
    beta = next;
    current = gain(beta);
    if (Math.max(...change.map((row) => Math.abs(row[0]!))) < 1e-9) break;
  }
  const shifts = about.map(({ scale }, j) => beta[j + 2]! / scale);
  const moved = shifts.reduce((sum, shift, j) => sum + shift * about[j]!.centre, 0);
  return { intercept: beta[0]! - moved, slope: beta[1]!, shifts, penalty };
}

/** Precisions that are tried, from hardly any change to hardly any prior. */
const penalties = [Infinity, 1000, 300, 100, 30, 10, 3, 1, 0.3];
const folds = 10;

/**
 * Refits a logistic model to subjects of a new place with the old one as prior: intercept and slope are free, the coefficient of each column is drawn
 * towards the old one, and how strongly is chosen by the deviance of ten folds (of equal shares of events, in the order of the rows). Where
 * that is best, nothing but intercept and slope is changed. For places with too few subjects for a revision. Errors: `DATA_UNSUITABLE`
 * where a class has fewer than ten subjects. Sources: Steyerberg et al. 2004 (shrinkage of revisions towards recalibration); Hoerl and Kennard 1970.
 */
export function refitWithPrior(
  outcome: ArrayLike<number | boolean>,
  linearPredictor: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
): PriorRefit {
  const y = checkBinary(outcome, linearPredictor);
  const problem = classProblem(y);
  const events = y.reduce((sum, one) => sum + one, 0);
  if (problem || Math.min(events, y.length - events) < folds)
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      problem ??
        `A refit with a prior wants ${folds} subjects of each class; there are ${events} with the event and ${y.length - events} without.`,
      { remedy: 'Take more subjects, or a new intercept alone.' },
    );
  const seen = [0, 0];
  const foldOf = Array.from(y, (code) => seen[code]!++ % folds);
  const take = (list: ArrayLike<number>, rows: readonly number[]) => rows.map((row) => list[row]!);
  const fit = (rows: readonly number[], penalty: number): PriorRefit => {
    if (penalty !== Infinity)
      return shiftedLogistic(
        take(y, rows),
        take(linearPredictor, rows),
        columns.map((column) => take(column, rows)),
        penalty,
      );
    const { coefficients } = fitLogistic(
      rows.map((row) => [1, linearPredictor[row]!]),
      take(y, rows),
    );
    return { intercept: coefficients[0]!, slope: coefficients[1]!, shifts: columns.map(() => 0), penalty };
  };
  const all = Array.from(y, (_, row) => row);
  const deviances = penalties.map((penalty) => {
    let sum = 0;
    for (let fold = 0; fold < folds; fold++) {
      const made = fit(
        all.filter((row) => foldOf[row] !== fold),
        penalty,
      );
      for (const row of all.filter((one) => foldOf[one] === fold)) {
        const eta =
          made.intercept +
          made.slope * linearPredictor[row]! +
          made.shifts.reduce((own, shift, j) => own + shift * columns[j]![row]!, 0);
        sum += softplus(y[row] === 1 ? -eta : eta);
      }
    }
    return sum;
  });
  return fit(all, penalties[deviances.indexOf(Math.min(...deviances))]!);
}
