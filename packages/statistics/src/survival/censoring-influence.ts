import { eventTable, lastIndex, type TimeToEvent } from './event-table.ts';

/**
 * Adds to each subject's influence on a weighted sum what it has through the weights 1 / G. A part that is weighted by
 * 1 / G(t-) of its subject's own time, and parts weighted by 1 / G of one late time, change with G; log G changes with
 * subject k by minus the sum, over earlier times, of its own censoring less that expected while it is at risk, over the
 * number at risk. Source: the martingale form of the Kaplan-Meier estimate, as in Blanche et al. 2013, web appendix.
 */
export function censoringInfluence(
  data: TimeToEvent,
  parts: Float64Array,
  influence: Float64Array,
  late?: { readonly time: number; readonly weights: Float64Array },
): void {
  const { times, atRisk, censored } = eventTable(data);
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
    const risk = atRisk[t]!;
    own[t] = censored[t]! > 0 ? dependent[t]! / risk : 0;
    expected[t + 1] = expected[t]! + (censored[t]! > 0 ? (dependent[t]! * censored[t]!) / risk ** 2 : 0);
  }
  for (let i = 0; i < influence.length; i++) {
    const t = lastIndex(times, data.times[i]!);
    // At risk is everybody whose time is not before, those with the event then among them, as riskRegression has it.
    influence[i]! += (Number(data.events[i]) > 0 ? 0 : own[t]!) - expected[t + 1]!;
  }
}
