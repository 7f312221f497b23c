import type { Matrix } from '../../contract.ts';
import { type Ties, timeOrder } from '../linear/cox-family.ts';

/** Cumulative hazard at predictor 0, a step at each event time. */
export interface Baseline {
  readonly times: Float64Array;
  readonly hazard: Float64Array;
}

/**
 * The cumulative baseline hazard for given predictors: events over the risk still there (Breslow 1974); under Efron
 * tied events leave the risk one after the other, as in R's `survfit`.
 */
export function baselineHazard(
  times: Float64Array,
  events: Uint8Array,
  weights: Float64Array,
  predictor: Float64Array,
  ties: Ties,
): Baseline {
  const { order, starts } = timeOrder(times);
  const at: number[] = [];
  const steps: number[] = [];
  let risk = 0;
  for (let b = starts.length - 2; b >= 0; b--) {
    let tied = 0;
    let deaths = 0;
    let weight = 0;
    for (let k = starts[b]; k < starts[b + 1]; k++) {
      const i = order[k];
      const own = weights[i] * Math.exp(predictor[i]);
      risk += own;
      if (events[i] === 1 && weights[i] > 0) {
        tied += own;
        deaths++;
        weight += weights[i];
      }
    }
    if (deaths === 0) continue;
    let step = 0;
    if (ties === 'breslow') step = weight / risk;
    else for (let l = 0; l < deaths; l++) step += weight / deaths / (risk - (l / deaths) * tied);
    at.push(times[order[starts[b]]]);
    steps.push(step);
  }
  at.reverse();
  steps.reverse();
  let sum = 0;
  return {
    times: Float64Array.from(at),
    hazard: Float64Array.from(steps, (step) => {
      sum += step;
      return sum;
    }),
  };
}

/** How many of the ascending times are at or before a time. */
export function stepsUpTo(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Event-free probabilities exp(-hazard e^predictor) of rows at times, rows by times. */
export function proportionalSurvival(
  baseline: Baseline,
  predictor: Float64Array,
  times: Float64Array,
): Matrix {
  const data = new Float64Array(predictor.length * times.length);
  times.forEach((time, t) => {
    const steps = stepsUpTo(baseline.times, time);
    const hazard = steps === 0 ? 0 : baseline.hazard[steps - 1];
    for (let i = 0; i < predictor.length; i++)
      data[i * times.length + t] = Math.exp(-hazard * Math.exp(predictor[i]));
  });
  return { rows: predictor.length, columns: times.length, data };
}
