import * as z from 'zod';
import type { Estimator, FittedModel, Json, TrainingData } from '../../contract.ts';
import { classPredictions, floats, integers, type StateRecord } from '../training.ts';
import { chooseFit, chooseFits, elasticNetSettings } from './choose.ts';
import { linearPredictor, softmaxRows } from './linear-predictor.ts';
import { classesTask } from './linear-task.ts';
import { newtonFit } from './newton-fit.ts';

const id = 'logistic-regression';
const settings = z.strictObject(elasticNetSettings);

interface Fit {
  readonly classes: number;
  readonly present: Int32Array;
  readonly lambda: number;
  readonly intercepts: Float64Array;
  readonly coefficients: Float64Array;
}

function model(fit: Fit): FittedModel {
  const { classes, present, lambda, intercepts, coefficients } = fit;
  const binary = intercepts.length === 1;
  return {
    estimator: id,
    predict(x) {
      const predictor = linearPredictor(x, intercepts, coefficients);
      if (!binary) return classPredictions(classes, present, softmaxRows(predictor, present.length));
      const probabilities = new Float64Array(2 * x.rows);
      for (let i = 0; i < x.rows; i++) {
        probabilities[2 * i] = 1 / (1 + Math.exp(predictor[i]));
        probabilities[2 * i + 1] = 1 / (1 + Math.exp(-predictor[i]));
      }
      return classPredictions(classes, present, probabilities, predictor);
    },
    state: () => ({
      classes,
      present: [...present],
      lambda,
      intercepts: [...intercepts],
      coefficients: [...coefficients],
    }),
    ...(binary ? { coefficients } : {}),
  };
}

const classCount = ({ outcome }: TrainingData): number =>
  (outcome as { classes: readonly string[] }).classes.length;

/**
 * Logistic regression, of two classes or more (softmax), with an elastic-net penalty: minimises
 * -(1/n) likelihood + lambda ((1 - alpha)/2 |b|^2 + alpha |b|_1) over standardised columns, the intercept free
 * (Friedman, Hastie and Tibshirani 2010). `lambda` 0 is the plain fit.
 */
export const logisticRegression: Estimator<typeof settings> = {
  id,
  name: 'Logistic regression',
  outcomes: ['classes', 'ordinal'],
  settings,
  fit(data, options) {
    const task = classesTask(id, data);
    const fit = newtonFit(id, task, options) ?? chooseFit(task, data, options);
    return model({ classes: classCount(data), present: task.present, ...fit });
  },
  fitAll(data, all) {
    const task = classesTask(id, data);
    const alone = (options: z.output<typeof settings>) =>
      newtonFit(id, task, options) ?? chooseFit(task, data, options);
    const classes = classCount(data);
    return chooseFits(task, all, alone).map((fit) => model({ classes, present: task.present, ...fit }));
  },
  restore(state: Json) {
    const { classes, present, lambda, intercepts, coefficients } = state as StateRecord;
    return model({
      classes: classes as number,
      present: integers(present),
      lambda: lambda as number,
      intercepts: floats(intercepts),
      coefficients: floats(coefficients),
    });
  },
};
