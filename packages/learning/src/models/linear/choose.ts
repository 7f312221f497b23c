import * as z from 'zod';
import type { TrainingData } from '../../contract.ts';
import { innerFolds } from '../inner-folds.ts';
import { crossValidate } from './cross-validated-path.ts';
import type { LinearTask } from './linear-task.ts';

/** Settings that every elastic-net estimator has. */
export const elasticNetSettings = {
  alpha: z.number().min(0).max(1).default(1).describe('1 is the lasso, 0 the ridge penalty.'),
  lambda: z
    .union([z.number().nonnegative().finite(), z.literal('min'), z.literal('1se')])
    .default('min')
    .describe(
      'The penalty: a number, or chosen by inner folds at the least deviance or within one standard error of it.',
    ),
  lambdas: z
    .int()
    .min(2)
    .max(1000)
    .default(100)
    .describe('Penalties on the path that inner folds choose from.'),
  folds: z.int().min(2).max(100).default(10).describe('Inner folds.'),
  standardise: z
    .boolean()
    .default(true)
    .describe(
      'Whether columns are brought to unit variance for the penalty; coefficients are of the columns as given.',
    ),
  tolerance: z
    .number()
    .positive()
    .max(1e-3)
    .default(1e-7)
    .describe(
      'Squared change of the predictor, as a part of the null loss, at which descent stops; 1e-7 as in glmnet.',
    ),
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
  return fitsAt(task, [lambda], settings)[0];
}

/** Fits at given penalties, largest first on one path that comes from penalties that let no column in. */
function fitsAt(task: LinearTask, wanted: readonly number[], settings: ElasticNetSettings): ChosenFit[] {
  const options = { alpha: settings.alpha, count: settings.lambdas, threshold: settings.tolerance };
  const everyone = Array.from({ length: task.rows }, (_, i) => i);
  const x = task.prepare(everyone, settings.standardise);
  const first = task.path(x, everyone, { ...options, count: 1 }).lambdas[0];
  const descending = [...new Set(wanted)].sort((a, b) => b - a);
  const steps: number[] = [];
  for (let step = first; step > descending[0] * 1.5 && steps.length < 30; step /= 2) steps.push(step);
  const path = task.path(x, everyone, { ...options, lambdas: [...steps, ...descending] });
  return wanted.map((lambda) => {
    const at = steps.length + descending.indexOf(lambda);
    return { lambda, intercepts: path.intercepts[at], coefficients: path.coefficients[at] };
  });
}

/**
 * Fits for several settings. Those that differ only in a given penalty are taken from one path, each equal to its own fit
 * within the tolerance of the descent; the others are fitted by `alone`.
 */
export function chooseFits<Settings extends ElasticNetSettings>(
  task: LinearTask,
  all: readonly Settings[],
  alone: (settings: Settings) => ChosenFit,
): ChosenFit[] {
  const found = new Array<ChosenFit>(all.length);
  const paths = new Map<string, number[]>();
  all.forEach((settings, at) => {
    const { lambda, ...others } = settings;
    if (typeof lambda === 'string' || lambda === 0 || settings.alpha === 0) {
      found[at] = alone(settings);
      return;
    }
    const key = JSON.stringify(others);
    paths.set(key, [...(paths.get(key) ?? []), at]);
  });
  for (const own of paths.values()) {
    const settings = all[own[0]!]!;
    const lambdas = own.map((at) => all[at]!.lambda as number);
    fitsAt(task, lambdas, settings).forEach((fit, place) => {
      found[own[place]!] = fit;
    });
  }
  return found;
}

const countUnits = ({ groups, x }: TrainingData): number =>
  groups === undefined ? x.rows : new Set(groups).size;
