import * as z from 'zod';
import type { Estimator, FittedModel, Json } from '../../contract.ts';
import { linearPredictor } from '../linear/linear-predictor.ts';
import { newtonMinimum, type Smooth } from '../linear/newton.ts';
import { type RidgeColumns, ridgeColumns } from '../linear/ridge-columns.ts';
import { standardise } from '../linear/standardise.ts';
import { byColumn, floats, rowWeights, type StateRecord, survivalTask } from '../training.ts';
import { type Baseline, proportionalSurvival, stepsUpTo } from './baseline.ts';

const id = 'fine-gray';
const settings = z.strictObject({
  lambda: z
    .number()
    .nonnegative()
    .finite()
    .default(0.01)
    .describe('Ridge penalty over standardised columns; 0 is the plain fit.'),
});

/** Weighted Kaplan-Meier of being censored, just before a time: a function of time. */
function censoringBefore(
  times: Float64Array,
  events: Uint8Array,
  weights: Float64Array,
): (time: number) => number {
  const order = Array.from(times.keys()).sort((a, b) => times[a] - times[b] || a - b);
  let risk = weights.reduce((sum, weight) => sum + weight, 0);
  const at: number[] = [];
  const free: number[] = [];
  let chance = 1;
  for (let k = 0; k < order.length; ) {
    const time = times[order[k]];
    let censored = 0;
    let gone = 0;
    for (; k < order.length && times[order[k]] === time; k++) {
      gone += weights[order[k]];
      if (events[order[k]] === 0) censored += weights[order[k]];
    }
    if (censored > 0) {
      chance *= 1 - censored / risk;
      at.push(time);
      free.push(chance);
    }
    risk -= gone;
  }
  const ends = Float64Array.from(at);
  return (time) => {
    let steps = stepsUpTo(ends, time);
    if (steps > 0 && ends[steps - 1] === time) steps--;
    return steps === 0 ? 1 : free[steps - 1];
  };
}

interface RiskSets {
  /** Times of the event of interest, ascending. */
  readonly ends: Float64Array;
  /** Rows that are still at risk (weight 1) or had a competing event before (below 1), for each end: ends by rows. */
  readonly share: Float64Array;
  /** The rows with the event at each end. */
  readonly cases: readonly (readonly number[])[];
}

function riskSets(times: Float64Array, events: Uint8Array, weights: Float64Array): RiskSets {
  const n = times.length;
  const ends = Float64Array.from(new Set(times.filter((_, i) => events[i] === 1 && weights[i] > 0))).sort();
  const before = censoringBefore(times, events, weights);
  const own = Float64Array.from(times, (time) => before(time));
  const share = new Float64Array(ends.length * n);
  ends.forEach((end, k) => {
    const free = before(end);
    for (let i = 0; i < n; i++) share[k * n + i] = times[i] >= end ? 1 : events[i] > 1 ? free / own[i] : 0;
  });
  const cases = Array.from(ends, (end) =>
    Array.from(times.keys()).filter((i) => times[i] === end && events[i] === 1 && weights[i] > 0),
  );
  return { ends, share, cases };
}

function subdistributionLoss(x: RidgeColumns, sets: RiskSets, weights: Float64Array, lambda: number): Smooth {
  const { rows: n, columns: p, data } = x;
  const { ends, share, cases } = sets;
  const eta = new Float64Array(n);
  const risk = new Float64Array(n);
  const first = new Float64Array(p);
  // Sums over all ends of each row's share of the risk: the part of the curvature that is diagonal in rows.
  const held = new Float64Array(n);
  return {
    parameters: p,
    evaluate(at, gradient, hessian) {
      let top = -Infinity;
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < p; j++) sum += at[j] * data[j * n + i];
        eta[i] = sum;
        if (sum > top) top = sum;
      }
      for (let i = 0; i < n; i++) risk[i] = weights[i] * Math.exp(eta[i] - top);
      const full = gradient !== undefined && hessian !== undefined;
      let value = 0;
      for (let j = 0; j < p; j++) value += (lambda / 2) * at[j] ** 2;
      if (full) {
        hessian.fill(0);
        held.fill(0);
        for (let j = 0; j < p; j++) gradient[j] = lambda * at[j];
      }
      for (let k = 0; k < ends.length; k++) {
        let total = 0;
        for (let i = 0; i < n; i++) total += share[k * n + i] * risk[i];
        let weight = 0;
        for (const i of cases[k]) {
          weight += weights[i];
          value -= weights[i] * (eta[i] - top);
          if (full) for (let j = 0; j < p; j++) gradient[j] -= weights[i] * data[j * n + i];
        }
        value += weight * Math.log(total);
        if (!full) continue;
        for (let j = 0; j < p; j++) {
          let sum = 0;
          for (let i = 0; i < n; i++) sum += share[k * n + i] * risk[i] * data[j * n + i];
          first[j] = sum / total;
          gradient[j] += weight * first[j];
        }
        for (let i = 0; i < n; i++) held[i] += (weight * share[k * n + i] * risk[i]) / total;
        for (let a = 0; a < p; a++)
          for (let b = 0; b <= a; b++) hessian[a * p + b] -= weight * first[a] * first[b];
      }
      if (full) {
        for (let a = 0; a < p; a++) {
          for (let b = 0; b <= a; b++) {
            let sum = a === b ? lambda : 0;
            for (let i = 0; i < n; i++) sum += held[i] * data[a * n + i] * data[b * n + i];
            hessian[a * p + b] += sum;
          }
        }
      }
      return value;
    },
  };
}

interface Fit {
  readonly lambda: number;
  readonly coefficients: Float64Array;
  readonly centre: number;
  readonly baseline: Baseline;
}

function model({ lambda, coefficients, centre, baseline }: Fit): FittedModel {
  return {
    estimator: id,
    predict(x) {
      const scores = linearPredictor(x, Float64Array.of(-centre), coefficients);
      return { scores, survivalAt: (times) => proportionalSurvival(baseline, scores, times) };
    },
    state: () => ({
      lambda,
      coefficients: [...coefficients],
      centre,
      times: [...baseline.times],
      hazard: [...baseline.hazard],
    }),
    coefficients,
  };
}

/**
 * Fine and Gray's (1999) regression of the subdistribution hazard of event 1, others competing: who had a competing
 * event stays at risk with the weight of not being censored since. Ties after Breslow. `survivalAt` is one less the
 * cumulative incidence of event 1. Scores are linear predictors less that of the mean row.
 */
export const fineGray: Estimator<typeof settings> = {
  id,
  name: 'Fine-Gray regression',
  outcomes: ['survival'],
  settings,
  fit(data, { lambda }) {
    const { times, events } = survivalTask(id, data);
    const raw = rowWeights(data);
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    const weights = raw.map((weight) => weight / total);
    const x = standardise(byColumn(data.x), data.x.rows, weights, true);
    const ridge = ridgeColumns(x, lambda);
    const sets = riskSets(times, events, weights);
    const found = newtonMinimum(
      subdistributionLoss(ridge, sets, weights, lambda),
      new Float64Array(ridge.columns),
      id,
    );
    const coefficients = ridge.toGiven(found);
    const centre = coefficients.reduce((sum, b, j) => sum + b * x.means[j], 0);
    const predictor = linearPredictor(data.x, Float64Array.of(-centre), coefficients);
    const n = times.length;
    let sum = 0;
    const hazard = Float64Array.from(sets.ends, (_, k) => {
      let risk = 0;
      for (let i = 0; i < n; i++) risk += sets.share[k * n + i] * weights[i] * Math.exp(predictor[i]);
      sum += sets.cases[k].reduce((weight, i) => weight + weights[i], 0) / risk;
      return sum;
    });
    return model({ lambda, coefficients, centre, baseline: { times: sets.ends, hazard } });
  },
  restore(state: Json) {
    const { lambda, coefficients, centre, times, hazard } = state as StateRecord;
    return model({
      lambda: lambda as number,
      coefficients: floats(coefficients),
      centre: centre as number,
      baseline: { times: floats(times), hazard: floats(hazard) },
    });
  },
};
