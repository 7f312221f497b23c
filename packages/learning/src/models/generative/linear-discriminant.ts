import { shrinkageOfCentred } from '@rachis/statistics';
import * as z from 'zod';
import type { Estimator, FittedModel, Json, Matrix } from '../../contract.ts';
import { cholesky, choleskySolve } from '../../optimise/cholesky.ts';
import { thinDecomposition } from '../../optimise/thin-decomposition.ts';
import { linearPredictor, softmaxRows } from '../linear/linear-predictor.ts';
import { classPredictions, classTask, floats, integers, rowWeights, type StateRecord } from '../training.ts';

const id = 'linear-discriminant';
const settings = z.strictObject({
  /** How far the covariance is drawn towards a diagonal: not at all, by a number, or by Ledoit and Wolf's estimate. */
  shrinkage: z
    .union([z.literal('ledoit-wolf'), z.literal('none'), z.number().positive().max(1)])
    .default('ledoit-wolf'),
});

interface Fit {
  readonly classes: number;
  readonly present: Int32Array;
  readonly intercepts: Float64Array;
  /** Class after class. */
  readonly coefficients: Float64Array;
}

function model({ classes, present, intercepts, coefficients }: Fit): FittedModel {
  const k = present.length;
  const p = coefficients.length / k;
  const difference = coefficients.subarray(p, 2 * p).map((b, j) => b - coefficients[j]);
  return {
    estimator: id,
    predict(x) {
      const values = linearPredictor(x, intercepts, coefficients);
      const odds =
        k === 2
          ? Float64Array.from({ length: x.rows }, (_, i) => values[2 * i + 1] - values[2 * i])
          : undefined;
      return classPredictions(classes, present, softmaxRows(values, k), odds);
    },
    state: () => ({
      classes,
      present: [...present],
      intercepts: [...intercepts],
      coefficients: [...coefficients],
    }),
    ...(k === 2 ? { coefficients: difference } : {}),
  };
}

/** Solves (diag + U'U) b = right for the rows of `right`; U is n by p. Woodbury's identity where p is above n. */
function solveCovariance(diagonal: Float64Array, u: Matrix, right: Float64Array): Float64Array {
  const { rows: n, columns: p, data } = u;
  const sets = right.length / p;
  const out = new Float64Array(right.length);
  if (p <= n) {
    const a = new Float64Array(p * p);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < p; j++)
        for (let l = 0; l <= j; l++) a[j * p + l] += data[i * p + j] * data[i * p + l];
    }
    for (let j = 0; j < p; j++) a[j * p + j] += diagonal[j];
    const { aliased } = cholesky(a, p, 1e-13);
    for (let s = 0; s < sets; s++) {
      const b = right.slice(s * p, (s + 1) * p);
      choleskySolve(a, p, b, aliased);
      out.set(b, s * p);
    }
    return out;
  }
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l <= i; l++) {
      let sum = i === l ? 1 : 0;
      for (let j = 0; j < p; j++) sum += (data[i * p + j] * data[l * p + j]) / diagonal[j];
      a[i * n + l] = sum;
    }
  }
  const { aliased } = cholesky(a, n, 1e-14);
  for (let s = 0; s < sets; s++) {
    const scaled = Float64Array.from(diagonal, (d, j) => right[s * p + j] / d);
    const inner = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) inner[i] += data[i * p + j] * scaled[j];
    choleskySolve(a, n, inner, aliased);
    for (let j = 0; j < p; j++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += data[i * p + j] * inner[i];
      out[s * p + j] = scaled[j] - sum / diagonal[j];
    }
  }
  return out;
}

/**
 * Linear discriminant analysis. Without shrinkage, directions along which the classes do not vary are left out (singular
 * values below 1e-4 of unit variance). The covariance within classes is a mean over rows (1/n). With shrinkage, each class's covariance of its standardised columns is drawn towards a
 * multiple of the identity, and the classes' covariances are averaged by their shares.
 */
export const linearDiscriminant: Estimator<typeof settings> = {
  id,
  name: 'Linear discriminant analysis',
  outcomes: ['classes', 'ordinal'],
  settings,
  fit(data, { shrinkage }) {
    const { classes, codes, present } = classTask(id, data);
    const { rows: n, columns: p, data: values } = data.x;
    const weights = rowWeights(data);
    const k = present.length;
    const totals = new Float64Array(k);
    const means = new Float64Array(k * p);
    for (let i = 0; i < n; i++) {
      totals[codes[i]] += weights[i];
      for (let j = 0; j < p; j++) means[codes[i] * p + j] += weights[i] * values[i * p + j];
    }
    const whole = totals.reduce((sum, value) => sum + value, 0);
    for (let at = 0; at < means.length; at++) means[at] /= totals[Math.floor(at / p)] || 1;
    const centre = new Float64Array(p);
    for (let c = 0; c < k; c++)
      for (let j = 0; j < p; j++) centre[j] += (totals[c] / whole) * means[c * p + j];
    // Residuals from class means, and class means from the overall mean.
    const residual = new Float64Array(n * p);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < p; j++) residual[i * p + j] = values[i * p + j] - means[codes[i] * p + j];
    const shifted = means.map((mean, at) => mean - centre[at % p]);
    let coefficients: Float64Array;
    if (shrinkage === 'none') {
      const scale = new Float64Array(p);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < p; j++) scale[j] += (weights[i] / whole) * residual[i * p + j] ** 2;
      for (let j = 0; j < p; j++) {
        const size = Math.max(...Array.from({ length: k }, (_, c) => Math.abs(means[c * p + j])));
        const spread = Math.sqrt(scale[j]);
        scale[j] = spread > 1e-13 * size && spread > 0 ? spread : 1;
      }
      // The covariance is a mean over the rows (1/n), as it is with shrinkage.
      const factor = 1 / whole;
      const scaled = residual.map(
        (value, at) => (Math.sqrt(weights[Math.floor(at / p)] * factor) * value) / scale[at % p],
      );
      const { values: sizes, vectors } = thinDecomposition(scaled, n, p, 0);
      coefficients = new Float64Array(k * p);
      for (let d = 0; d < sizes.length; d++) {
        if (!(sizes[d] > 1e-4)) continue;
        for (let c = 0; c < k; c++) {
          let along = 0;
          for (let j = 0; j < p; j++) along += (vectors[d * p + j] * shifted[c * p + j]) / scale[j];
          along /= sizes[d] ** 2;
          for (let j = 0; j < p; j++) coefficients[c * p + j] += (along * vectors[d * p + j]) / scale[j];
        }
      }
    } else {
      const diagonal = new Float64Array(p);
      const u = new Float64Array(n * p);
      for (let c = 0; c < k; c++) {
        const members = Array.from(codes.keys()).filter((i) => codes[i] === c);
        const share = totals[c] / whole;
        const spread = new Float64Array(p);
        for (const i of members)
          for (let j = 0; j < p; j++) spread[j] += (weights[i] / (totals[c] || 1)) * residual[i * p + j] ** 2;
        for (let j = 0; j < p; j++) {
          const size = Math.abs(means[c * p + j]);
          const root = Math.sqrt(spread[j]);
          spread[j] = root > 1e-13 * size && root > 0 ? root : 1;
        }
        // Weights enter as rows that are stretched; with equal weights this is the plain estimate.
        const own = new Float64Array(members.length * p);
        members.forEach((i, at) => {
          const stretch = Math.sqrt((weights[i] * members.length) / (totals[c] || 1));
          for (let j = 0; j < p; j++) own[at * p + j] = (stretch * residual[i * p + j]) / spread[j];
        });
        const part =
          typeof shrinkage === 'number' ? shrinkage : shrinkageOfCentred(own, members.length, p).shrinkage;
        let mu = 0;
        for (const value of own) mu += value * value;
        mu /= members.length * p;
        for (let j = 0; j < p; j++) diagonal[j] += share * part * mu * spread[j] ** 2;
        const root = Math.sqrt((share * (1 - part)) / members.length);
        members.forEach((i, at) => {
          for (let j = 0; j < p; j++) u[i * p + j] = root * own[at * p + j] * spread[j];
        });
      }
      // A column that no class varies in would divide by 0.
      const largest = diagonal.reduce((top, value) => Math.max(top, value), 0);
      for (let j = 0; j < p; j++) if (!(diagonal[j] > 0)) diagonal[j] = p <= n ? 0 : 1e-12 * (largest || 1);
      coefficients = solveCovariance(diagonal, { rows: n, columns: p, data: u }, shifted);
    }
    const intercepts = Float64Array.from({ length: k }, (_, c) => {
      let sum = Math.log(Math.max(totals[c] / whole, 1e-300));
      // Half the squared distance of the class from the centre, and the centre taken off rows.
      for (let j = 0; j < p; j++) sum -= coefficients[c * p + j] * (0.5 * shifted[c * p + j] + centre[j]);
      return sum;
    });
    return model({ classes: classes.length, present, intercepts, coefficients });
  },
  restore(state: Json) {
    const { classes, present, intercepts, coefficients } = state as StateRecord;
    return model({
      classes: classes as number,
      present: integers(present),
      intercepts: floats(intercepts),
      coefficients: floats(coefficients),
    });
  },
};
