import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';
import { variance } from '../numbers/moments.ts';
import { type CensoringDistribution, censoringDistribution } from './censoring.ts';
import { censoringInfluence } from './censoring-influence.ts';
import { checkRisks, checkTimes, type TimeToEvent } from './event-table.ts';

/** An estimate at a time; NaN with a reason where the data do not reach. */
export interface ValueAtTime extends Estimate {
  readonly time: number;
  readonly standardError: number;
}

function problemAt(data: TimeToEvent, time: number, censoring: CensoringDistribution): string | undefined {
  if (!(censoring.at(time) > 0)) return `Nobody is left uncensored at ${time}.`;
  if (time > censoring.last) return `Nothing was observed at ${time}; the last time is ${censoring.last}.`;
  let early = false;
  for (let i = 0; i < data.times.length && !early; i++) {
    early = Number(data.events[i]) === 1 && data.times[i]! <= time;
  }
  return early ? undefined : `No event up to ${time}.`;
}

const missing = (time: number, reason: string): ValueAtTime => ({
  ...unavailable(reason),
  time,
  standardError: NaN,
});

function finish(time: number, value: number, influence: Float64Array, level: number): ValueAtTime {
  // The sample variance of the influences, as of a mean.
  const standardError = Math.sqrt(variance(influence) * influence.length);
  const half = normalCritical(level) * standardError;
  return { time, value, lower: Math.max(0, value - half), upper: Math.min(1, value + half), standardError };
}

/**
 * Weights of inverse probability of censoring at a time: for those with the event by then, and for those without, who are
 * at risk or had a competing event before (Blanche et al. 2013, second definition; Gerds and Kattan 2021, chapter 5).
 */
function weightsAt(data: TimeToEvent, time: number, censoring: CensoringDistribution) {
  const n = data.times.length;
  const cases = new Float64Array(n);
  const controls = new Float64Array(n);
  const late = 1 / censoring.at(time);
  let competing = false;
  for (let i = 0; i < n; i++) {
    const event = Number(data.events[i]);
    if (data.times[i]! > time) controls[i] = late;
    else if (event > 0) {
      (event === 1 ? cases : controls)[i] = 1 / censoring.before(data.times[i]!);
      if (event > 1) competing = true;
    }
  }
  return { cases, controls, competing };
}

/**
 * What depends on the censoring before a subject's own time (those with an event of any kind by `time`), and what on that before
 * `time` (those at risk then).
 */
function weightedParts(
  data: TimeToEvent,
  time: number,
  perCase: Float64Array,
  perControl: Float64Array,
  influence: Float64Array,
): [Float64Array, Float64Array, { time: number; weights: Float64Array }] {
  const late = perControl.map((part, i) => (data.times[i]! > time ? part : 0));
  const own = perCase.map((part, i) => part + perControl[i]! - late[i]!);
  return [own, influence, { time, weights: late }];
}

/** How measures are weighted. */
export interface WeightingOptions {
  /**
   * Distribution of censoring, of training data; that of the data measured unless given. One that is given is taken as
   * known by the interval.
   */
  readonly censoring?: CensoringDistribution;
  readonly level?: number;
}

/**
 * Cumulative/dynamic AUC at a time: the chance that a subject with the event by then has a higher risk than one
 * without, weighted for censoring. Interval from the influence of each subject, that on the weights included.
 * Who had a competing event (2 and above) by then is without the event.
 * Sources: Uno et al. 2007; Hung and Chiang 2010; Blanche et al. 2013.
 */
export function timeDependentAuc(
  data: TimeToEvent,
  risks: ArrayLike<number>,
  time: number,
  { censoring, level = 0.95 }: WeightingOptions = {},
): ValueAtTime {
  checkLevel(level);
  checkTimes(data);
  checkRisks(risks, data.times.length);
  const distribution = censoring ?? censoringDistribution(data);
  const problem = problemAt(data, time, distribution);
  if (problem) return missing(time, problem);
  const { cases, controls, competing } = weightsAt(data, time, distribution);
  const n = cases.length;
  const order = Uint32Array.from(cases, (_, i) => i).sort((a, b) => risks[a]! - risks[b]!);
  // Weight of controls below each subject, and of cases above it, ties half.
  const below = new Float64Array(n);
  const above = new Float64Array(n);
  let allCases = 0;
  let allControls = 0;
  for (let start = 0; start < n; ) {
    let end = start;
    let tiedCases = 0;
    let tiedControls = 0;
    while (end < n && risks[order[end]!] === risks[order[start]!]) {
      tiedCases += cases[order[end]!]!;
      tiedControls += controls[order[end]!]!;
      end++;
    }
    for (let k = start; k < end; k++) {
      below[order[k]!] = allControls + tiedControls / 2;
      above[order[k]!] = -(allCases + tiedCases / 2);
    }
    allCases += tiedCases;
    allControls += tiedControls;
    start = end;
  }
  if (!(allControls > 0)) return missing(time, `Nobody is without the event at ${time}.`);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    above[i]! += allCases;
    sum += cases[i]! * below[i]!;
  }
  const total = allCases * allControls;
  const value = sum / total;
  const perCase = Float64Array.from(
    cases,
    (weight, i) => (weight * (below[i]! - value * allControls)) / total,
  );
  const perControl = Float64Array.from(
    controls,
    (weight, i) => (weight * (above[i]! - value * allCases)) / total,
  );
  const influence = perCase.map((part, i) => part + perControl[i]!);
  // Without competing events the weight of controls is the same for all and cancels; that of cases follows the censoring before them.
  if (censoring === undefined) {
    if (competing) censoringInfluence(data, ...weightedParts(data, time, perCase, perControl, influence));
    else censoringInfluence(data, perCase, influence);
  }
  return finish(time, value, influence, level);
}

/**
 * Brier score at a time: mean squared difference between event status and predicted risk of the event by then,
 * weighted for censoring. `risks` are probabilities of the event by `time`. Competing events and interval as of the AUC.
 * Sources: Graf et al. 1999; Gerds and Schumacher 2006.
 */
export function brierAt(
  data: TimeToEvent,
  risks: ArrayLike<number>,
  time: number,
  { censoring, level = 0.95 }: WeightingOptions = {},
): ValueAtTime {
  checkLevel(level);
  checkTimes(data);
  checkRisks(risks, data.times.length);
  const distribution = censoring ?? censoringDistribution(data);
  if (!(distribution.at(time) > 0)) return missing(time, `Nobody is left uncensored at ${time}.`);
  const { cases, controls, competing } = weightsAt(data, time, distribution);
  const n = cases.length;
  const perCase = Float64Array.from(cases, (weight, i) => (weight * (1 - risks[i]!) ** 2) / n);
  const perControl = Float64Array.from(controls, (weight, i) => (weight * risks[i]! ** 2) / n);
  let value = 0;
  for (let i = 0; i < n; i++) value += perCase[i]! + perControl[i]!;
  const influence = perCase.map((part, i) => part + perControl[i]! - value / n);
  if (censoring === undefined) {
    if (competing) censoringInfluence(data, ...weightedParts(data, time, perCase, perControl, influence));
    else censoringInfluence(data, perCase, influence, { time, weights: perControl });
  }
  return finish(time, value, influence, level);
}

/** How Brier scores between the times asked are filled in. */
export type IntegrationRule = 'trapezoid' | 'step';

/**
 * Integrated Brier score: the mean of Brier scores over time. By the trapezoid rule over the times given, or as steps
 * from 0 on that hold each score until the next time (with score 0 before the first).
 */
export function integratedBrier(
  scores: readonly Pick<ValueAtTime, 'time' | 'value'>[],
  rule: IntegrationRule = 'trapezoid',
): number {
  const first = scores[0];
  const last = scores[scores.length - 1];
  if (first === undefined || last === undefined) return NaN;
  let sum = 0;
  for (let i = 1; i < scores.length; i++) {
    const width = scores[i]!.time - scores[i - 1]!.time;
    const height = rule === 'step' ? scores[i - 1]!.value : (scores[i]!.value + scores[i - 1]!.value) / 2;
    sum += width * height;
  }
  return rule === 'step' ? sum / last.time : sum / (last.time - first.time);
}
