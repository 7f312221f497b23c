import { StatisticsError } from '@rachis/statistics';
import type { TrainingData } from '../../contract.ts';
import type { Ties } from './cox-family.ts';
import { type CrossValidatedPath, crossValidate } from './cross-validated-path.ts';
import { classesTask, coxTask, gaussianTask, type LinearPath, type LinearTask } from './linear-task.ts';

/** How a whole path of penalties is fitted. */
export interface PenaltyPathOptions {
  /** 1 is the lasso (default), 0 the ridge penalty. */
  readonly alpha?: number;
  /** Penalties, descending; made from the data unless given. */
  readonly lambdas?: readonly number[];
  /** How many to make; default 100. */
  readonly count?: number;
  readonly standardise?: boolean;
  readonly tolerance?: number;
  /** Of a survival outcome; default Efron's. */
  readonly ties?: Ties;
  /** Ends the path at the first penalty by which so many columns have come in. */
  readonly enough?: number;
}

function taskOf(data: TrainingData, options: PenaltyPathOptions): LinearTask {
  const id = 'an elastic-net path';
  const { alpha = 1, lambdas } = options;
  if (!(alpha >= 0 && alpha <= 1)) {
    throw new StatisticsError('ARGUMENT_INVALID', `alpha is from 0 to 1, not ${alpha}.`);
  }
  if (lambdas?.some((lambda, k) => !(lambda >= 0) || (k > 0 && lambda > lambdas[k - 1]))) {
    throw new StatisticsError('ARGUMENT_INVALID', 'Penalties are 0 or more, in descending order.');
  }
  const { kind } = data.outcome;
  if (kind === 'continuous') return gaussianTask(id, data);
  if (kind === 'survival') return coxTask(id, data, options.ties ?? 'efron');
  return classesTask(id, data);
}

const pathOptions = ({ alpha = 1, lambdas, count = 100, tolerance = 1e-10, enough }: PenaltyPathOptions) => ({
  alpha,
  count,
  threshold: tolerance,
  ...(lambdas === undefined ? {} : { lambdas }),
  ...(enough === undefined ? {} : { enough }),
});

/**
 * Coefficients on the scale of the columns as given for a whole path of elastic-net penalties: linear, logistic
 * (softmax of more than two classes) or Cox regression by the kind of outcome. The objective is that of the estimators.
 */
export function linearPaths(data: TrainingData, options: PenaltyPathOptions = {}): LinearPath {
  const task = taskOf(data, options);
  const everyone = Array.from({ length: task.rows }, (_, i) => i);
  return task.path(task.prepare(everyone, options.standardise ?? true), everyone, pathOptions(options));
}

/** The path with the held-out deviance of each penalty; `fold` is a number for each row, one fold's rows held out together. */
export function crossValidatedPath(
  data: TrainingData,
  fold: Int32Array,
  options: PenaltyPathOptions = {},
): CrossValidatedPath {
  return crossValidate(taskOf(data, options), fold, options.standardise ?? true, pathOptions(options));
}
