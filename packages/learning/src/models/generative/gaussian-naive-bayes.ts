import * as z from 'zod';
import type { Estimator, FittedModel, Json } from '../../contract.ts';
import { softmaxRows } from '../linear/linear-predictor.ts';
import { classPredictions, classTask, floats, integers, rowWeights, type StateRecord } from '../training.ts';

const id = 'gaussian-naive-bayes';
const settings = z.strictObject({
  smoothing: z
    .number()
    .positive()
    .max(1)
    .default(1e-9)
    .describe('Added to every variance, as a part of the largest variance of a column.'),
});

interface Fit {
  readonly classes: number;
  readonly present: Int32Array;
  /** Logarithms of the class shares. */
  readonly priors: Float64Array;
  /** Class after class. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

function model(fit: Fit): FittedModel {
  const { classes, present, priors, means, variances } = fit;
  const k = present.length;
  const p = means.length / k;
  const constants = Float64Array.from({ length: k }, (_, c) => {
    let sum = priors[c];
    for (let j = 0; j < p; j++) sum -= 0.5 * Math.log(2 * Math.PI * variances[c * p + j]);
    return sum;
  });
  return {
    estimator: id,
    predict(x) {
      const values = new Float64Array(x.rows * k);
      for (let i = 0; i < x.rows; i++) {
        for (let c = 0; c < k; c++) {
          let sum = constants[c];
          for (let j = 0; j < p; j++) {
            const away = x.data[i * p + j] - means[c * p + j];
            sum -= (0.5 * away * away) / variances[c * p + j];
          }
          values[i * k + c] = sum;
        }
      }
      // Many columns make probabilities that round to 0 and 1: the log odds still tell rows apart.
      const odds =
        k === 2
          ? Float64Array.from({ length: x.rows }, (_, i) => values[2 * i + 1] - values[2 * i])
          : undefined;
      return classPredictions(classes, present, softmaxRows(values, k), odds);
    },
    state: () => ({
      classes,
      present: [...present],
      priors: [...priors],
      means: [...means],
      variances: [...variances],
    }),
  };
}

/** Gaussian naive Bayes: in each class independent normal columns. Scores of two classes are log odds. */
export const gaussianNaiveBayes: Estimator<typeof settings> = {
  id,
  name: 'Gaussian naive Bayes',
  outcomes: ['classes', 'ordinal'],
  settings,
  fit(data, { smoothing }) {
    const { classes, codes, present } = classTask(id, data);
    const { rows, columns: p, data: values } = data.x;
    const weights = rowWeights(data);
    const k = present.length;
    const totals = new Float64Array(k);
    const means = new Float64Array(k * p);
    const variances = new Float64Array(k * p);
    for (let i = 0; i < rows; i++) {
      totals[codes[i]] += weights[i];
      for (let j = 0; j < p; j++) means[codes[i] * p + j] += weights[i] * values[i * p + j];
    }
    for (let at = 0; at < means.length; at++) means[at] /= totals[Math.floor(at / p)] || 1;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < p; j++) {
        variances[codes[i] * p + j] += weights[i] * (values[i * p + j] - means[codes[i] * p + j]) ** 2;
      }
    }
    let largest = 0;
    for (let j = 0; j < p; j++) {
      let mean = 0;
      for (let i = 0; i < rows; i++) mean += values[i * p + j] / rows;
      let variance = 0;
      for (let i = 0; i < rows; i++) variance += (values[i * p + j] - mean) ** 2 / rows;
      largest = Math.max(largest, variance);
    }
    const least = largest > 0 ? smoothing * largest : 1;
    for (let at = 0; at < variances.length; at++) {
      variances[at] = variances[at] / (totals[Math.floor(at / p)] || 1) + least;
    }
    const whole = totals.reduce((sum, value) => sum + value, 0);
    // A class of weightless rows is possible in no row; the logarithm of 0 is not for JSON.
    const priors = totals.map((total) => Math.log(Math.max(total / whole, 1e-300)));
    return model({ classes: classes.length, present, priors, means, variances });
  },
  restore(state: Json) {
    const { classes, present, priors, means, variances } = state as StateRecord;
    return model({
      classes: classes as number,
      present: integers(present),
      priors: floats(priors),
      means: floats(means),
      variances: floats(variances),
    });
  },
};
