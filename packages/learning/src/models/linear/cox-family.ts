import type { Family } from './families.ts';

export type Ties = 'efron' | 'breslow';

/** Rows in order of time, in blocks of equal time. */
export interface TimeOrder {
  readonly order: Int32Array;
  /** Where each block of equal times starts in `order`, and the end. */
  readonly starts: Int32Array;
}

/** Rows by time; rows of equal time are a block. */
export function timeOrder(times: Float64Array): TimeOrder {
  const order = Int32Array.from(times.keys()).sort((a, b) => times[a] - times[b] || a - b);
  const starts: number[] = [];
  for (let k = 0; k < order.length; k++)
    if (k === 0 || times[order[k]] !== times[order[k - 1]]) starts.push(k);
  starts.push(order.length);
  return { order, starts: Int32Array.from(starts) };
}

/**
 * Cox's partial likelihood, ties after Efron (1977) or Breslow (1974). Weights as in R's survival: tied events of a
 * block share their mean weight under Efron.
 */
export function coxFamily(
  times: Float64Array,
  events: Uint8Array,
  weights: Float64Array,
  ties: Ties,
): Family {
  const n = times.length;
  const { order, starts } = timeOrder(times);
  const blocks = starts.length - 1;
  const exponential = new Float64Array(n);

  // The largest predictor is taken off before the exponential; the likelihood does not change.
  const prepare = (predictor: Float64Array): number => {
    let top = -Infinity;
    for (let i = 0; i < n; i++) if (predictor[i] > top) top = predictor[i];
    for (let i = 0; i < n; i++) exponential[i] = weights[i] * Math.exp(predictor[i] - top);
    return top;
  };
  /** Calls for each event time: its risk sum, sum of the events' risks, number and total weight of events. */
  const eachBlock = (
    call: (block: number, risk: number, tied: number, deaths: number, weight: number) => void,
  ) => {
    let risk = 0;
    const seen: [number, number, number, number, number][] = [];
    for (let b = blocks - 1; b >= 0; b--) {
      let tied = 0;
      let deaths = 0;
      let weight = 0;
      for (let k = starts[b]; k < starts[b + 1]; k++) {
        const i = order[k];
        risk += exponential[i];
        if (events[i] === 1 && weights[i] > 0) {
          tied += exponential[i];
          deaths++;
          weight += weights[i];
        }
      }
      if (deaths > 0) seen.push([b, risk, tied, deaths, weight]);
    }
    for (let k = seen.length - 1; k >= 0; k--) call(...seen[k]);
  };
  // A perfect model leaves each block only its own tied events at risk.
  let saturated = 0;
  for (let b = 0; b < blocks; b++) {
    let deaths = 0;
    let weight = 0;
    for (let k = starts[b]; k < starts[b + 1]; k++) {
      const i = order[k];
      if (events[i] === 1 && weights[i] > 0) {
        deaths++;
        weight += weights[i];
      }
    }
    if (deaths === 0) continue;
    if (ties === 'breslow') saturated += weight * Math.log(weight);
    else
      for (let l = 0; l < deaths; l++) saturated += (weight / deaths) * Math.log(weight * (1 - l / deaths));
  }

  return {
    intercept: false,
    quadratic: false,
    saturated,
    approximate(predictor, gradient, curvature) {
      const top = prepare(predictor);
      let likelihood = 0;
      const first = new Float64Array(blocks);
      const second = new Float64Array(blocks);
      // What the tied events are spared under Efron.
      const sparedFirst = new Float64Array(blocks);
      const sparedSecond = new Float64Array(blocks);
      eachBlock((b, risk, tied, deaths, weight) => {
        if (ties === 'breslow' || deaths === 1) {
          likelihood -= weight * Math.log(risk);
          first[b] = weight / risk;
          second[b] = weight / (risk * risk);
          return;
        }
        const mean = weight / deaths;
        for (let l = 0; l < deaths; l++) {
          const share = l / deaths;
          const denominator = risk - share * tied;
          likelihood -= mean * Math.log(denominator);
          first[b] += mean / denominator;
          second[b] += mean / (denominator * denominator);
          sparedFirst[b] += (mean * share) / denominator;
          sparedSecond[b] += (mean * (1 - (1 - share) ** 2)) / (denominator * denominator);
        }
      });
      let sumFirst = 0;
      let sumSecond = 0;
      for (let b = 0; b < blocks; b++) {
        sumFirst += first[b];
        sumSecond += second[b];
        for (let k = starts[b]; k < starts[b + 1]; k++) {
          const i = order[k];
          const event = events[i] === 1 && weights[i] > 0;
          if (event) likelihood += weights[i] * (predictor[i] - top);
          const one = exponential[i] * (sumFirst - (event ? sparedFirst[b] : 0));
          const two = exponential[i] * exponential[i] * (sumSecond - (event ? sparedSecond[b] : 0));
          gradient[i] = (event ? weights[i] : 0) - one;
          curvature[i] = one - two;
        }
      }
      return -likelihood;
    },
    loss(predictor) {
      const top = prepare(predictor);
      let likelihood = 0;
      for (let i = 0; i < n; i++) if (events[i] === 1) likelihood += weights[i] * (predictor[i] - top);
      eachBlock((_, risk, tied, deaths, weight) => {
        if (ties === 'breslow') likelihood -= weight * Math.log(risk);
        else {
          for (let l = 0; l < deaths; l++) {
            likelihood -= (weight / deaths) * Math.log(risk - (l / deaths) * tied);
          }
        }
      });
      return -likelihood;
    },
  };
}
