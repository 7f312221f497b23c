import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate } from '../estimate.ts';
import { eventTable, lastIndex, type TimeToEvent } from './event-table.ts';

/** Chance of the event of one cause by each time, where other causes compete. */
export interface IncidenceCurve {
  readonly times: Float64Array;
  readonly incidence: Float64Array;
  readonly standardError: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly level: number;
}

/**
 * Aalen and Johansen's (1978) cumulative incidence of one cause (1 unless told); standard errors are the root of the
 * summed squared influences of the subjects (infinitesimal jackknife), intervals on the log(-log) scale.
 */
export function cumulativeIncidence(
  data: TimeToEvent,
  { cause = 1, level = 0.95 }: { readonly cause?: number; readonly level?: number } = {},
): IncidenceCurve {
  checkLevel(level);
  const { times, atRisk, events: any } = eventTable(data);
  const { events: ours } = eventTable(data, (event) => event === cause);
  const n = data.times.length;
  const m = times.length;
  const incidence = new Float64Array(m);
  const standardError = new Float64Array(m);
  const lower = new Float64Array(m);
  const upper = new Float64Array(m);
  const z = normalCritical(level);
  // Influence of each subject on log survival just before a time, and on the incidence.
  const onSurvival = new Float64Array(n);
  const onIncidence = new Float64Array(n);
  let survival = 1;
  let value = 0;
  for (let t = 0; t < m; t++) {
    const time = times[t]!;
    const risk = atRisk[t]!;
    const hazard = any[t]! / risk;
    const own = ours[t]! / risk;
    if (any[t]! > 0) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const present = data.times[i]! >= time ? 1 : 0;
        const event = data.times[i] === time ? Number(data.events[i]) : 0;
        const change = ((event === cause ? 1 : 0) - present * own) / risk;
        onIncidence[i]! += survival * (onSurvival[i]! * own + change);
        sum += onIncidence[i]! ** 2;
        if (hazard < 1) onSurvival[i]! -= ((event > 0 ? 1 : 0) - present * hazard) / risk / (1 - hazard);
      }
      value += survival * own;
      survival *= 1 - hazard;
      standardError[t] = Math.sqrt(sum);
    } else {
      standardError[t] = t === 0 ? 0 : standardError[t - 1]!;
    }
    incidence[t] = value;
    const log = Math.log(value);
    const factor = value > 0 && value < 1 ? Math.exp((z * standardError[t]!) / (value * log)) : 1;
    lower[t] = value === 0 ? 0 : value ** (1 / factor);
    upper[t] = value === 0 ? 0 : value ** factor;
  }
  return { times, incidence, standardError, lower, upper, level };
}

/** Cumulative incidence at a time, with its interval. */
export function incidenceAt(curve: IncidenceCurve, time: number): Estimate {
  const i = lastIndex(curve.times, time);
  if (i < 0) return { value: 0, lower: 0, upper: 0 };
  return { value: curve.incidence[i]!, lower: curve.lower[i]!, upper: curve.upper[i]! };
}
