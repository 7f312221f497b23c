import * as z from 'zod';
import type { Estimator, Json, TrainingData } from '../../contract.ts';
import { softmaxRows } from '../linear/linear-predictor.ts';
import { softmaxLoss } from '../linear/multinomial-path.ts';
import {
  classPredictions,
  classTask,
  continuousValues,
  floats,
  integers,
  rowWeights,
  type StateRecord,
} from '../training.ts';
import type { TreeEnsembleModel } from '../trees/forest-model.ts';
import { type Tree, treeFrom, treeState } from '../trees/tree.ts';
import { boost, boostedPredictors, boostingSettings, type LossDerivatives } from './boost.ts';

const id = 'gradient-boosting';
const settings = z.strictObject(boostingSettings);

interface Fit {
  readonly base: Float64Array;
  readonly trees: readonly Tree[];
  readonly importance: Float64Array;
  readonly classes?: { readonly count: number; readonly present: Int32Array };
}

function model({ base, trees, importance, classes }: Fit): TreeEnsembleModel {
  const outputs = base.length;
  return {
    estimator: id,
    ensemble: {
      trees,
      outputs,
      scale: new Float64Array(trees.length).fill(1),
      base,
      output: Int32Array.from(trees, (_, t) => t % outputs),
    },
    predict(x) {
      const predictors = boostedPredictors(trees, base, x);
      if (classes === undefined) return { scores: predictors };
      if (outputs > 1)
        return classPredictions(classes.count, classes.present, softmaxRows(predictors, outputs));
      const probabilities = new Float64Array(2 * x.rows);
      for (let i = 0; i < x.rows; i++) {
        probabilities[2 * i] = 1 / (1 + Math.exp(predictors[i]));
        probabilities[2 * i + 1] = 1 / (1 + Math.exp(-predictors[i]));
      }
      return classPredictions(classes.count, classes.present, probabilities, predictors);
    },
    state: () => ({
      base: [...base],
      trees: trees.map(treeState),
      importance: [...importance],
      ...(classes === undefined ? {} : { classes: classes.count, present: [...classes.present] }),
    }),
    importance,
  };
}

function squaredError(data: TrainingData): { base: Float64Array; derivatives: LossDerivatives } {
  const y = continuousValues(id, data);
  const weights = rowWeights(data);
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    sum += weights[i] * y[i];
    total += weights[i];
  }
  return {
    base: Float64Array.of(sum / total),
    derivatives(predictors, gradient, curvature) {
      for (let i = 0; i < y.length; i++) {
        gradient[i] = weights[i] * (predictors[i] - y[i]);
        curvature[i] = weights[i];
      }
    },
  };
}

function logLoss(
  codes: Int32Array,
  classes: number,
  weights: Float64Array,
): { base: Float64Array; derivatives: LossDerivatives } {
  const n = codes.length;
  const shares = new Float64Array(classes);
  for (let i = 0; i < n; i++) shares[codes[i]] += weights[i];
  const total = shares.reduce((sum, share) => sum + share, 0);
  const logs = shares.map((share) => Math.log(Math.max(share / total, 1e-12)));
  if (classes === 2) {
    return {
      base: Float64Array.of(logs[1] - logs[0]),
      derivatives(predictors, gradient, curvature) {
        for (let i = 0; i < n; i++) {
          const p = 1 / (1 + Math.exp(-predictors[i]));
          gradient[i] = weights[i] * (p - codes[i]);
          curvature[i] = weights[i] * p * (1 - p);
        }
      },
    };
  }
  const probabilities = new Float64Array(n * classes);
  return {
    base: logs,
    derivatives(predictors, gradient, curvature) {
      softmaxLoss(predictors, codes, classes, weights, probabilities);
      for (let k = 0; k < classes; k++) {
        for (let i = 0; i < n; i++) {
          const p = probabilities[k * n + i];
          gradient[k * n + i] = weights[i] * (p - (codes[i] === k ? 1 : 0));
          curvature[k * n + i] = weights[i] * p * (1 - p);
        }
      }
    },
  };
}

/**
 * Gradient boosting of trees over histograms: logistic loss of two classes, softmax of more, or squared error
 * (Friedman 2001; Chen and Guestrin 2016). Scores of two classes are log odds.
 */
export const gradientBoosting: Estimator<typeof settings> = {
  id,
  name: 'Gradient boosting',
  outcomes: ['classes', 'ordinal', 'continuous'],
  settings,
  fit(data, options) {
    if (data.outcome.kind === 'continuous') {
      const { base, derivatives } = squaredError(data);
      return model({ base, ...boost(data, base, derivatives, options) });
    }
    const { classes, codes, present } = classTask(id, data);
    const { base, derivatives } = logLoss(codes, present.length, rowWeights(data));
    const { trees, importance } = boost(data, base, derivatives, options);
    return model({ base, trees, importance, classes: { count: classes.length, present } });
  },
  restore(state: Json) {
    const { base, trees, importance, classes, present } = state as StateRecord;
    return model({
      base: floats(base),
      trees: (trees as readonly Json[]).map(treeFrom),
      importance: floats(importance),
      ...(classes === undefined ? {} : { classes: { count: classes as number, present: integers(present) } }),
    });
  },
};
