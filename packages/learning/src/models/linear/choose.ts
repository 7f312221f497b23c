import * as z from 'zod';
import type { TrainingData } from '../../contract.ts';
import { innerFolds } from '../inner-folds.ts';
import { crossValidate } from './cross-validated-path.ts';
import type { LinearTask } from './linear-task.ts';

/** Settings that every elastic-net estimator has. */
export const elasticNetSettings = {
  /** 1 is the lasso, 0 the ridge penalty. */
  alpha: z.number().min(0).max(1).default(1),
  /** The penalty: a number, or chosen by inner folds at the least deviance or within one standard error of it. */
  lambda: z.union([z.number().nonnegative().finite(), z.literal('min'), z.literal('1se')]).default('min'),
  /** Penalties on the path that inner folds choose from. */
  lambdas: z.int().min(2).max(1000).default(100),
  /** Inner folds. */
  folds: z.int().min(2).max(100).default(10),
  /** Whether columns are brought to unit variance for the penalty; coefficients are of the columns as given. */
  standardise: z.boolean().default(true),
  /** Relative change at which descent stops. */
  tolerance: z.number().positive().max(1e-3).default(1e-10),
};

export interface ElasticNetSettings {
  readonly alpha: number;
  readonly lambda: number | 'min' | '1se';
  readonly lambdas: number;
  readonly folds: number;
  readonly standardise: boolean;
  readonly tolerance: number;
}

/** The fit at the penalty that the settings ask for. */
export interface ChosenFit {
  readonly lambda: number;
  readonly intercepts: Float64Array;
  readonly coefficients: Float64Array;
}

/** Fits at a given penalty, coming from larger ones, or at the one that inner folds choose. */
export function chooseFit(task: LinearTask, data: TrainingData, settings: ElasticNetSettings): ChosenFit {
  const { alpha, lambda, standardise } = settings;
  const options = { alpha, count: settings.lambdas, threshold: settings.tolerance };
  if (typeof lambda === 'string') {
    const fold = innerFolds(data, Math.min(settings.folds, countUnits(data)));
    const found = crossValidate(task, fold, standardise, options);
    const at = lambda === 'min' ? found.minimum : found.oneStandardError;
    const { path } = found;
    return { lambda: path.lambdas[at], intercepts: path.intercepts[at], coefficients: path.coefficients[at] };
  }
  const everyone = Array.from({ length: task.rows }, (_, i) => i);
  const x = task.prepare(everyone, standardise);
  const first = task.path(x, everyone, { ...options, count: 1 }).lambdas[0];
  const steps: number[] = [];
  for (let step = first; step > lambda * 1.5 && steps.length < 30; step /= 2) steps.push(step);
  const path = task.path(x, everyone, { ...options, lambdas: [...steps, lambda] });
  const at = path.lambdas.length - 1;
  return { lambda, intercepts: path.intercepts[at], coefficients: path.coefficients[at] };
}

const countUnits = ({ groups, x }: TrainingData): number =>
  groups === undefined ? x.rows : new Set(groups).size;
