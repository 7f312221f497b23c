import { type CensoringDistribution, censoringDistribution } from './censoring.ts';
import { checkTimes, type TimeToEvent } from './event-table.ts';

/** A value at a time; NaN with a reason where the data do not reach. */
export interface ValueAtTime {
  readonly time: number;
  readonly value: number;
  readonly reason?: string;
}

function problemAt(data: TimeToEvent, time: number, censoring: CensoringDistribution): string | undefined {
  if (!(censoring.at(time) > 0)) return `Nobody is left uncensored at ${time}.`;
  if (time > censoring.last) return `Nothing was observed at ${time}; the last time is ${censoring.last}.`;
  let early = false;
  for (let i = 0; i < data.times.length && !early; i++) {
    early = Number(data.events[i]) > 0 && data.times[i]! <= time;
  }
  return early ? undefined : `No event up to ${time}.`;
}

/** Weights of inverse probability of censoring at a time: for those with the event by then, and for those at risk. */
function weightsAt(data: TimeToEvent, time: number, censoring: CensoringDistribution) {
  const n = data.times.length;
  const cases = new Float64Array(n);
  const controls = new Float64Array(n);
  const late = 1 / censoring.at(time);
  for (let i = 0; i < n; i++) {
    if (data.times[i]! > time) controls[i] = late;
    else if (Number(data.events[i]) > 0) cases[i] = 1 / censoring.before(data.times[i]!);
  }
  return { cases, controls };
}

/** Data whose censoring weights the measure; those measured unless told. */
export interface WeightingOptions {
  readonly censoring?: CensoringDistribution;
}

/**
 * Cumulative/dynamic AUC at a time: the chance that a subject with the event by then has a higher risk than one
 * without, weighted for censoring. Sources: Uno et al. 2007; Hung and Chiang 2010.
 */
export function timeDependentAuc(
  data: TimeToEvent,
  risks: ArrayLike<number>,
  time: number,
  { censoring = censoringDistribution(data) }: WeightingOptions = {},
): ValueAtTime {
  checkTimes(data);
  const problem = problemAt(data, time, censoring);
  if (problem) return { time, value: NaN, reason: problem };
  const { cases, controls } = weightsAt(data, time, censoring);
  const order = Uint32Array.from(cases, (_, i) => i).sort((a, b) => risks[a]! - risks[b]!);
  let below = 0;
  let sum = 0;
  let allCases = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tiedCases = 0;
    let tiedControls = 0;
    while (end < order.length && risks[order[end]!] === risks[order[start]!]) {
      tiedCases += cases[order[end]!]!;
      tiedControls += controls[order[end]!]!;
      end++;
    }
    sum += tiedCases * (below + tiedControls / 2);
    below += tiedControls;
    allCases += tiedCases;
    start = end;
  }
  if (!(below > 0)) return { time, value: NaN, reason: `Nobody is without the event at ${time}.` };
  return { time, value: sum / (allCases * below) };
}

/**
 * Brier score at a time: mean squared difference between event status and predicted risk of the event by then,
 * weighted for censoring. `risks` are probabilities of the event by `time`. Source: Graf et al. 1999.
 */
export function brierAt(
  data: TimeToEvent,
  risks: ArrayLike<number>,
  time: number,
  { censoring = censoringDistribution(data) }: WeightingOptions = {},
): ValueAtTime {
  checkTimes(data);
  if (!(censoring.at(time) > 0)) {
    return { time, value: NaN, reason: `Nobody is left uncensored at ${time}.` };
  }
  const { cases, controls } = weightsAt(data, time, censoring);
  let sum = 0;
  for (let i = 0; i < cases.length; i++) {
    sum += cases[i]! * (1 - risks[i]!) ** 2 + controls[i]! * risks[i]! ** 2;
  }
  return { time, value: sum / cases.length };
}

/** How Brier scores between the times asked are filled in. */
export type IntegrationRule = 'trapezoid' | 'step';

/**
 * Integrated Brier score: the mean of Brier scores over time. By the trapezoid rule over the times given, or as steps
 * from 0 on that hold each score until the next time (with score 0 before the first).
 */
export function integratedBrier(scores: readonly ValueAtTime[], rule: IntegrationRule = 'trapezoid'): number {
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
