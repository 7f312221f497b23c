import { eventTable, lastIndex, type TimeToEvent } from './event-table.ts';

/**
 * Adds to each subject's influence on a weighted sum what it has through the weights 1 / G. A part that is weighted by
 * 1 / G(t-) of its subject's own time, and parts weighted by 1 / G of one late time, change with G; log G changes with
 * subject k by minus the sum, over earlier times, of its own censoring less that expected while it is at risk, over the
 * number at risk. Source: the derivative of the Kaplan-Meier estimate with respect to the subjects' weights.
 */
export function censoringInfluence(
  data: TimeToEvent,
  parts: Float64Array,
  influence: Float64Array,
  late?: { readonly time: number; readonly weights: Float64Array },
): void {
  const { times, atRisk, events, censored } = eventTable(data);
  const m = times.length;
  // Weight of the parts that depend on the censoring at each time.
  const dependent = new Float64Array(m + 1);
  for (let i = 0; i < parts.length; i++) {
    const before = lastIndex(times, data.times[i]!, true);
    if (before >= 0) dependent[before]! += parts[i]!;
  }
  if (late !== undefined) {
    const at = lastIndex(times, late.time);
    if (at >= 0) dependent[at]! += late.weights.reduce((sum, value) => sum + value, 0);
  }
  for (let t = m - 1; t >= 0; t--) dependent[t]! += dependent[t + 1]!;
  // What one subject at risk takes off by each time, and what its own censoring adds.
  const own = new Float64Array(m);
  const expected = new Float64Array(m + 1);
  for (let t = 0; t < m; t++) {
    const risk = atRisk[t]! - events[t]!;
    const left = risk - censored[t]!;
    const happened = censored[t]! > 0 && left > 0;
    own[t] = happened ? dependent[t]! / left : 0;
    expected[t + 1] = expected[t]! + (happened ? (dependent[t]! * censored[t]!) / (risk * left) : 0);
  }
  for (let i = 0; i < influence.length; i++) {
    const t = lastIndex(times, data.times[i]!);
    const event = Number(data.events[i]) > 0;
    // At equal times events leave before censorings: a subject with the event is not at risk of censoring then.
    influence[i]! += event ? -expected[t]! : own[t]! - expected[t + 1]!;
  }
}
