import { eventTable, lastIndex, type TimeToEvent } from './event-table.ts';

/**
 * How likely it is to be uncensored: Kaplan-Meier of censoring, where at equal times events come before censorings.
 * `at(t)` is G(t), `before(t)` is G(t-). Fitted on training data, it weights the measures of other data.
 */
export interface CensoringDistribution {
  readonly at: (time: number) => number;
  readonly before: (time: number) => number;
  /** The last time observed; beyond it nothing is known. */
  readonly last: number;
}

/** Estimates the distribution of censoring. */
export function censoringDistribution(data: TimeToEvent): CensoringDistribution {
  const { times, atRisk, events, censored } = eventTable(data);
  const values = new Float64Array(times.length);
  let value = 1;
  for (let i = 0; i < times.length; i++) {
    const left = atRisk[i]! - events[i]!;
    if (censored[i]! > 0) value *= (left - censored[i]!) / left;
    values[i] = value;
  }
  const read = (index: number) => (index < 0 ? 1 : values[index]!);
  return {
    at: (time) => read(lastIndex(times, time)),
    before: (time) => read(lastIndex(times, time, true)),
    last: times.length === 0 ? 0 : times[times.length - 1]!,
  };
}
