import * as z from 'zod';
import type { Estimator, FittedModel, Json } from '../../contract.ts';
import {
  byColumn,
  classPredictions,
  classTask,
  floats,
  integers,
  rowWeights,
  type StateRecord,
} from '../training.ts';
import { linearPredictor } from './linear-predictor.ts';
import { newtonMinimum, type Smooth } from './newton.ts';
import { type RidgeColumns, ridgeColumns } from './ridge-columns.ts';
import { standardise } from './standardise.ts';

const id = 'ordinal-regression';
const settings = z.strictObject({
  lambda: z
    .number()
    .nonnegative()
    .finite()
    .default(0.01)
    .describe('Ridge penalty over standardised columns; 0 is the plain fit.'),
});

interface Fit {
  readonly classes: number;
  readonly present: Int32Array;
  readonly lambda: number;
  /** Ascending, one less than the present classes. */
  readonly thresholds: Float64Array;
  readonly coefficients: Float64Array;
}

const logistic = (v: number): number => (v >= 0 ? 1 / (1 + Math.exp(-v)) : Math.exp(v) / (1 + Math.exp(v)));

/** F(upper) - F(lower) without loss of digits far out. */
function between(lower: number, upper: number): number {
  if (upper === Infinity) return logistic(-lower);
  if (lower === -Infinity) return logistic(upper);
  return lower > 0 ? logistic(-lower) - logistic(-upper) : logistic(upper) - logistic(lower);
}

/** The proportional-odds loss of thresholds, then coefficients. Weights sum to 1. */
function proportionalOdds(
  x: RidgeColumns,
  codes: Int32Array,
  classes: number,
  weights: Float64Array,
  lambda: number,
): Smooth {
  const { rows, columns: p, data } = x;
  const cuts = classes - 1;
  const n = cuts + p;
  const density = (v: number): number => {
    const f = logistic(v);
    return f * (1 - f);
  };
  const bent = (v: number): number => density(v) * (1 - 2 * logistic(v));
  const row = new Float64Array(p);
  return {
    parameters: n,
    evaluate(at, gradient, hessian) {
      for (let k = 1; k < cuts; k++) if (!(at[k] > at[k - 1])) return Infinity;
      let value = 0;
      for (let j = 0; j < p; j++) value += (lambda / 2) * at[cuts + j] ** 2;
      const full = gradient !== undefined && hessian !== undefined;
      if (full) {
        gradient.fill(0);
        hessian.fill(0);
        for (let j = 0; j < p; j++) {
          gradient[cuts + j] = lambda * at[cuts + j];
          hessian[(cuts + j) * n + cuts + j] = lambda;
        }
      }
      for (let i = 0; i < rows; i++) {
        let eta = 0;
        for (let j = 0; j < p; j++) {
          row[j] = data[j * rows + i];
          eta += at[cuts + j] * row[j];
        }
        const c = codes[i];
        const w = weights[i];
        const upper = c < cuts ? at[c] - eta : Infinity;
        const lower = c > 0 ? at[c - 1] - eta : -Infinity;
        const chance = between(lower, upper);
        if (w > 0) value -= w * Math.log(chance);
        if (!full || w === 0) continue;
        const fu = c < cuts ? density(upper) / chance : 0;
        const fl = c > 0 ? density(lower) / chance : 0;
        const bu = c < cuts ? bent(upper) / chance : 0;
        const bl = c > 0 ? bent(lower) / chance : 0;
        // Minus the second derivatives of the log chance by its two ends.
        const uu = fu * fu - bu;
        const ll = fl * fl + bl;
        const ul = -fu * fl;
        if (c < cuts) {
          gradient[c] -= w * fu;
          hessian[c * n + c] += w * uu;
        }
        if (c > 0) {
          gradient[c - 1] += w * fl;
          hessian[(c - 1) * n + c - 1] += w * ll;
        }
        if (c > 0 && c < cuts) hessian[c * n + c - 1] += w * ul;
        const slope = w * (fu - fl);
        const curve = w * (uu + 2 * ul + ll);
        for (let a = 0; a < p; a++) {
          gradient[cuts + a] += slope * row[a];
          const from = (cuts + a) * n;
          if (c < cuts) hessian[from + c] -= w * (uu + ul) * row[a];
          if (c > 0) hessian[from + c - 1] -= w * (ll + ul) * row[a];
          for (let b = 0; b <= a; b++) hessian[from + cuts + b] += curve * row[a] * row[b];
        }
      }
      return value;
    },
  };
}

function model({ classes, present, lambda, thresholds, coefficients }: Fit): FittedModel {
  return {
    estimator: id,
    predict(x) {
      const scores = linearPredictor(x, Float64Array.of(0), coefficients);
      const k = present.length;
      const probabilities = new Float64Array(x.rows * k);
      for (let i = 0; i < x.rows; i++) {
        for (let c = 0; c < k; c++) {
          const lower = c === 0 ? -Infinity : thresholds[c - 1] - scores[i];
          const upper = c === k - 1 ? Infinity : thresholds[c] - scores[i];
          probabilities[i * k + c] = between(lower, upper);
        }
      }
      return classPredictions(classes, present, probabilities, scores);
    },
    state: () => ({
      classes,
      present: [...present],
      lambda,
      thresholds: [...thresholds],
      coefficients: [...coefficients],
    }),
    coefficients,
  };
}

/**
 * Ordinal logistic regression with proportional odds: logit P(class <= k) = threshold_k - x b (McCullagh 1980), with a
 * ridge penalty lambda/2 |b|^2 on minus the mean likelihood. Scores are x b.
 */
export const ordinalRegression: Estimator<typeof settings> = {
  id,
  name: 'Ordinal logistic regression',
  outcomes: ['ordinal'],
  settings,
  fit(data, { lambda }) {
    const { classes, codes, present } = classTask(id, data);
    const raw = rowWeights(data);
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    const weights = raw.map((weight) => weight / total);
    const x = standardise(byColumn(data.x), data.x.rows, weights, true);
    const shares = new Float64Array(present.length);
    codes.forEach((code, i) => {
      shares[code] += weights[i];
    });
    const cuts = present.length - 1;
    const ridge = ridgeColumns(x, lambda);
    const start = new Float64Array(cuts + ridge.columns);
    let below = 0;
    for (let k = 0; k < cuts; k++) {
      below += Math.max(shares[k], 1e-6);
      const chance = Math.min(below, 1 - 1e-6 * (cuts - k));
      start[k] = Math.log(chance / (1 - chance));
    }
    const found = newtonMinimum(proportionalOdds(ridge, codes, present.length, weights, lambda), start, id);
    const coefficients = ridge.toGiven(found.subarray(cuts));
    const centre = coefficients.reduce((sum, b, j) => sum + b * x.means[j], 0);
    const thresholds = found.slice(0, cuts).map((cut) => cut + centre);
    return model({ classes: classes.length, present, lambda, thresholds, coefficients });
  },
  restore(state: Json) {
    const { classes, present, lambda, thresholds, coefficients } = state as StateRecord;
    return model({
      classes: classes as number,
      present: integers(present),
      lambda: lambda as number,
      thresholds: floats(thresholds),
      coefficients: floats(coefficients),
    });
  },
};
