import { foldRows } from '../inner-folds.ts';
import type { LinearPath, LinearTask } from './linear-task.ts';
import type { PathOptions } from './path.ts';

/** A path with the deviance of held-out rows for each penalty. */
export interface CrossValidatedPath {
  readonly path: LinearPath;
  /** Mean held-out deviance, folds weighted by their rows (events for Cox). */
  readonly deviance: Float64Array;
  /** Its standard error over the folds. */
  readonly error: Float64Array;
  /** Position of the least deviance; of equals the largest penalty. */
  readonly minimum: number;
  /** Position of the largest penalty within one standard error of the least deviance. */
  readonly oneStandardError: number;
}

/** Follows the path on all rows, then the same penalties without each fold, as `cv.glmnet` with given folds. */
export function crossValidate(
  task: LinearTask,
  fold: Int32Array,
  scale: boolean,
  options: PathOptions,
): CrossValidatedPath {
  const everyone = Array.from({ length: task.rows }, (_, i) => i);
  const path = task.path(task.prepare(everyone, scale), everyone, options);
  const lambdas = [...path.lambdas];
  const folds = foldRows(fold);
  const weights: number[] = [];
  const losses: Float64Array[] = [];
  for (const { inside, outside } of folds) {
    const weight = task.heldWeight(inside);
    if (!(weight > 0)) continue;
    const partial = task.path(task.prepare(outside, scale), outside, { ...options, lambdas });
    weights.push(weight);
    losses.push(
      Float64Array.from(lambdas, (_, k) => {
        const predictors = task.predictors(
          partial.intercepts[k],
          partial.coefficients[k],
          task.needsEveryRow ? undefined : inside,
        );
        return task.heldOut(predictors, inside, outside) / weight;
      }),
    );
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const deviance = new Float64Array(lambdas.length);
  const error = new Float64Array(lambdas.length);
  for (let k = 0; k < lambdas.length; k++) {
    let mean = 0;
    for (let f = 0; f < weights.length; f++) mean += (weights[f] / total) * losses[f][k];
    let spread = 0;
    for (let f = 0; f < weights.length; f++) spread += (weights[f] / total) * (losses[f][k] - mean) ** 2;
    deviance[k] = mean;
    error[k] = Math.sqrt(spread / Math.max(weights.length - 1, 1));
  }
  let minimum = 0;
  for (let k = 1; k < lambdas.length; k++) if (deviance[k] < deviance[minimum]) minimum = k;
  const bar = deviance[minimum] + error[minimum];
  const oneStandardError = deviance.findIndex((value) => value <= bar);
  return { path, deviance, error, minimum, oneStandardError };
}
