import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate } from '../estimate.ts';
import { eventTable, lastIndex, type TimeToEvent } from './event-table.ts';

/** On which scale an interval is symmetric before it is turned back. */
export type SurvivalInterval = 'log-log' | 'log' | 'plain';

/** A survival curve: its value from each time on, until the next. */
export interface SurvivalCurve {
  readonly times: Float64Array;
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
  readonly censored: Float64Array;
  readonly survival: Float64Array;
  /** Greenwood's standard error of the survival. */
  readonly standardError: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly level: number;
}

/** Interval of one survival value from Greenwood's sum. */
function intervalOf(survival: number, sum: number, z: number, kind: SurvivalInterval): [number, number] {
  if (survival === 1) return [1, 1];
  if (!(survival > 0)) return [NaN, NaN];
  const error = Math.sqrt(sum);
  if (kind === 'plain') {
    return [Math.max(0, survival - z * survival * error), Math.min(1, survival + z * survival * error)];
  }
  const log = Math.log(survival);
  if (kind === 'log') return [Math.exp(log - z * error), Math.min(1, Math.exp(log + z * error))];
  const centre = Math.log(-log);
  return [Math.exp(-Math.exp(centre - (z * error) / log)), Math.exp(-Math.exp(centre + (z * error) / log))];
}

/**
 * Kaplan and Meier's (1958) estimate of survival with pointwise intervals, on the log(-log) scale unless told.
 * Any event above 0 counts.
 */
export function kaplanMeier(
  data: TimeToEvent,
  {
    level = 0.95,
    interval = 'log-log',
  }: { readonly level?: number; readonly interval?: SurvivalInterval } = {},
): SurvivalCurve {
  checkLevel(level);
  const table = eventTable(data);
  const n = table.times.length;
  const survival = new Float64Array(n);
  const standardError = new Float64Array(n);
  const lower = new Float64Array(n);
  const upper = new Float64Array(n);
  const z = normalCritical(level);
  let value = 1;
  let greenwood = 0;
  for (let i = 0; i < n; i++) {
    const events = table.events[i]!;
    const atRisk = table.atRisk[i]!;
    value *= (atRisk - events) / atRisk;
    if (events > 0) greenwood += events / (atRisk * (atRisk - events));
    survival[i] = value;
    standardError[i] = value === 0 ? NaN : value * Math.sqrt(greenwood);
    [lower[i], upper[i]] = intervalOf(value, greenwood, z, interval) as [number, number];
  }
  return { ...table, survival, standardError, lower, upper, level };
}

/** Survival at a time, with its interval. Beyond the last time observed it is that of the last, and says so. */
export function survivalAt(curve: SurvivalCurve, time: number): Estimate {
  const i = lastIndex(curve.times, time);
  if (i < 0) return { value: 1, lower: 1, upper: 1 };
  const value = { value: curve.survival[i]!, lower: curve.lower[i]!, upper: curve.upper[i]! };
  return time > curve.times[curve.times.length - 1]! ? { ...value, reason: 'Beyond the last time.' } : value;
}

function firstTimeBelow(times: Float64Array, values: Float64Array, level: number): number {
  // As R: where the curve stands exactly on the level, the middle of that stretch.
  const near = 1.5e-8;
  for (let i = 0; i < times.length; i++) {
    if (Math.abs(values[i]! - level) < near) {
      let j = i + 1;
      while (j < times.length && Math.abs(values[j]! - level) < near) j++;
      return j < times.length ? (times[i]! + times[j]!) / 2 : times[i]!;
    }
    if (values[i]! < level) return times[i]!;
  }
  return NaN;
}

/**
 * The time by which survival has fallen to 1 - `probability` (0.5: the median), with the interval where the curve's
 * bounds cross it (Brookmeyer and Crowley 1982). NaN where they do not.
 */
export function survivalQuantile(curve: SurvivalCurve, probability = 0.5): Estimate {
  const level = 1 - probability;
  const value = firstTimeBelow(curve.times, curve.survival, level);
  const estimate = {
    value,
    lower: firstTimeBelow(curve.times, curve.lower, level),
    upper: firstTimeBelow(curve.times, curve.upper, level),
  };
  return Number.isNaN(value) ? { ...estimate, reason: 'Survival does not fall that low.' } : estimate;
}

/** Nelson and Aalen's cumulative hazard: sum of events over numbers at risk, interval on the log scale. */
export function nelsonAalen(
  data: TimeToEvent,
  { level = 0.95 }: { readonly level?: number } = {},
): {
  times: Float64Array;
  hazard: Float64Array;
  standardError: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
} {
  checkLevel(level);
  const table = eventTable(data);
  const z = normalCritical(level);
  const n = table.times.length;
  const hazard = new Float64Array(n);
  const standardError = new Float64Array(n);
  const lower = new Float64Array(n);
  const upper = new Float64Array(n);
  let sum = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    sum += table.events[i]! / table.atRisk[i]!;
    spread += table.events[i]! / table.atRisk[i]! ** 2;
    hazard[i] = sum;
    standardError[i] = Math.sqrt(spread);
    const factor = sum === 0 ? 1 : Math.exp((z * Math.sqrt(spread)) / sum);
    lower[i] = sum / factor;
    upper[i] = sum * factor;
  }
  return { times: table.times, hazard, standardError, lower, upper };
}
