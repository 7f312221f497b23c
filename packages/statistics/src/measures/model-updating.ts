import { chiSquareUpper } from '../distributions/chi-square.ts';
import { StatisticsError } from '../error.ts';
import { checkBinary, classProblem } from './binary.ts';
import { fitLogistic, type LogisticFit } from './logistic-fit.ts';

/** How a logistic model is changed for a new place, from nothing to every coefficient anew. */
export type UpdateMethod = 'none' | 'intercept' | 'recalibration' | 'revision';

/** A model against the most extensive one that was considered. */
export interface UpdateTest {
  readonly method: UpdateMethod;
  readonly against: UpdateMethod;
  /** Twice the difference of the log likelihoods. */
  readonly chiSquare: number;
  readonly degrees: number;
  readonly p: number;
}

/** The tests, what they choose, and the coefficients of each method. */
export interface ModelUpdate {
  readonly chosen: UpdateMethod;
  readonly tests: readonly UpdateTest[];
  /** What is added to the linear predictor. */
  readonly intercept: number;
  /** Intercept and slope of the linear predictor. */
  readonly recalibration: { readonly intercept: number; readonly slope: number };
  /** Intercept and coefficients of the columns; absent where revision was not considered. */
  readonly revision?: { readonly intercept: number; readonly coefficients: readonly number[] };
  /** Why revision was not considered. */
  readonly reason?: string;
}

const logLikelihood = (y: Uint8Array, lp: ArrayLike<number>): number =>
  y.reduce((sum, event, i) => {
    const eta = event === 1 ? lp[i]! : -lp[i]!;
    return sum - (eta > 0 ? Math.log1p(Math.exp(-eta)) : Math.log1p(Math.exp(eta)) - eta);
  }, 0);

function converged(fit: LogisticFit, what: string): LogisticFit {
  if (fit.converged) return fit;
  throw new StatisticsError(
    'DATA_UNSUITABLE',
    `The ${what} has no maximum likelihood: the linear predictor separates the classes, or does not vary.`,
    { remedy: 'Collect more subjects of both classes before the model is updated.' },
  );
}

/**
 * Closed testing of how much a logistic model needs to be changed for new subjects: unchanged, a new intercept, intercept and slope
 * (recalibration), or all coefficients (revision). Each is tested against the most extensive one by the likelihood ratio; the least
 * extensive that is not rejected is chosen, so that a model that fits is changed with a probability of at most `alpha`. Revision is
 * considered where `columns` are given and there are ten events (and non-events) for each. Source: Vergouwe et al. 2017 (Statistics in Medicine 36:4529).
 * Errors: `DATA_UNSUITABLE` where a class is missing or likelihoods have no maximum.
 */
export function updateModel(
  outcome: ArrayLike<number | boolean>,
  linearPredictor: ArrayLike<number>,
  columns: readonly ArrayLike<number>[] | undefined,
  { alpha = 0.05, eventsPerColumn = 10 }: { readonly alpha?: number; readonly eventsPerColumn?: number } = {},
): ModelUpdate {
  const y = checkBinary(outcome, linearPredictor);
  const problem = classProblem(y);
  if (problem) throw new StatisticsError('DATA_UNSUITABLE', `The model cannot be updated. ${problem}`);
  const ones = Array.from(y, () => [1]);
  const shifted = converged(fitLogistic(ones, y, linearPredictor), 'new intercept');
  const sloped = converged(
    fitLogistic(
      Array.from(y, (_, i) => [1, linearPredictor[i]!]),
      y,
    ),
    'recalibration',
  );
  const events = y.reduce((sum, one) => sum + one, 0);
  const fewer = Math.min(events, y.length - events);
  const count = columns?.length ?? 0;
  let revised: LogisticFit | undefined;
  let reason: string | undefined;
  if (columns === undefined) reason = 'the model is no sum of columns.';
  else if (count < 2) reason = 'with one column revision is recalibration.';
  else if (fewer < eventsPerColumn * count)
    reason = `${count} columns want ${eventsPerColumn * count} subjects of each class; the rarer has ${fewer}.`;
  else {
    const fit = fitLogistic(
      Array.from(y, (_, i) => [1, ...columns.map((column) => column[i]!)]),
      y,
    );
    if (fit.converged) revised = fit;
    else reason = 'its likelihood has no maximum.';
  }
  const most: UpdateMethod = revised === undefined ? 'recalibration' : 'revision';
  const candidates = [
    { method: 'none' as const, likelihood: logLikelihood(y, linearPredictor), free: 0 },
    { method: 'intercept' as const, likelihood: shifted.logLikelihood, free: 1 },
    { method: 'recalibration' as const, likelihood: sloped.logLikelihood, free: 2 },
  ];
  const top = revised === undefined ? candidates[2]! : { likelihood: revised.logLikelihood, free: count + 1 };
  const tests = candidates
    .filter(({ method }) => method !== most)
    .map(({ method, likelihood, free }): UpdateTest => {
      const chiSquare = Math.max(0, 2 * (top.likelihood - likelihood));
      const degrees = top.free - free;
      return { method, against: most, chiSquare, degrees, p: chiSquareUpper(chiSquare, degrees) };
    });
  return {
    chosen: tests.find(({ p }) => p >= alpha)?.method ?? most,
    tests,
    intercept: shifted.coefficients[0]!,
    recalibration: { intercept: sloped.coefficients[0]!, slope: sloped.coefficients[1]! },
    ...(revised === undefined
      ? {}
      : {
          revision: {
            intercept: revised.coefficients[0]!,
            coefficients: [...revised.coefficients.subarray(1)],
          },
        }),
    ...(reason === undefined ? {} : { reason }),
  };
}
