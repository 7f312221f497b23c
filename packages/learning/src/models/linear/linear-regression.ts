import * as z from 'zod';
import type { Estimator, FittedModel, Json } from '../../contract.ts';
import { floats, type StateRecord } from '../training.ts';
import { chooseFit, chooseFits, elasticNetSettings } from './choose.ts';
import { linearPredictor } from './linear-predictor.ts';
import { gaussianTask } from './linear-task.ts';
import { newtonFit } from './newton-fit.ts';

const id = 'linear-regression';
const settings = z.strictObject(elasticNetSettings);

function model(lambda: number, intercepts: Float64Array, coefficients: Float64Array): FittedModel {
  return {
    estimator: id,
    predict: (x) => ({ scores: linearPredictor(x, intercepts, coefficients) }),
    state: () => ({ lambda, intercepts: [...intercepts], coefficients: [...coefficients] }),
    coefficients,
  };
}

/**
 * Least squares with an elastic-net penalty: minimises (1/2n) sum of squares + lambda ((1 - alpha)/2 |b|^2 + alpha |b|_1)
 * over standardised columns (Friedman, Hastie and Tibshirani 2010). `lambda` 0 is the plain fit.
 */
export const linearRegression: Estimator<typeof settings> = {
  id,
  name: 'Linear regression',
  outcomes: ['continuous'],
  settings,
  fit(data, options) {
    const task = gaussianTask(id, data);
    const fit = newtonFit(id, task, options) ?? chooseFit(task, data, options);
    return model(fit.lambda, fit.intercepts, fit.coefficients);
  },
  fitAll(data, all) {
    const task = gaussianTask(id, data);
    const alone = (options: z.output<typeof settings>) =>
      newtonFit(id, task, options) ?? chooseFit(task, data, options);
    return chooseFits(task, all, alone).map((fit) => model(fit.lambda, fit.intercepts, fit.coefficients));
  },
  restore(state: Json) {
    const { lambda, intercepts, coefficients } = state as StateRecord;
    return model(lambda as number, floats(intercepts), floats(coefficients));
  },
};
