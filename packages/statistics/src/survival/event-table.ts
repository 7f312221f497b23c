import { orderOf } from '../numbers/ranks.ts';

/** Times with what happened: 0 censored, 1 (or true) the event, 2 and above other causes. */
export interface TimeToEvent {
  readonly times: ArrayLike<number>;
  readonly events: ArrayLike<number | boolean>;
}

/** What happened at each distinct time, in ascending order; at risk are those whose time is not before it. */
export interface EventTable {
  readonly times: Float64Array;
  readonly atRisk: Float64Array;
  /** Events of cause 1 (or of any cause asked). */
  readonly events: Float64Array;
  readonly censored: Float64Array;
}

/** Checks times and events: equal lengths, times from 0, no missing values. */
export function checkTimes({ times, events }: TimeToEvent): void {
  if (times.length !== events.length) {
    throw new RangeError(`Each of ${times.length} times needs an event or censoring, not ${events.length}.`);
  }
  for (let i = 0; i < times.length; i++) {
    if (!(times[i]! >= 0 && times[i]! < Infinity)) {
      throw new RangeError(`Time ${times[i]} in place ${i} is no time: leave the subject out.`);
    }
    const event = Number(events[i]);
    if (!(Number.isInteger(event) && event >= 0)) {
      throw new RangeError(`Event ${events[i]} in place ${i} is not 0 (censored), 1 or another cause.`);
    }
  }
}

/** Checks that every subject has a risk. */
export function checkRisks(risks: ArrayLike<number>, count: number): void {
  if (risks.length !== count)
    throw new RangeError(`${count} subjects need ${count} risks, not ${risks.length}.`);
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(risks[i])) throw new RangeError(`The risk in place ${i} is missing.`);
  }
}

/** Counts events (those `isEvent` accepts) and censorings (everything else) by time. */
export function eventTable(
  data: TimeToEvent,
  isEvent: (event: number) => boolean = (event) => event > 0,
): EventTable {
  checkTimes(data);
  const order = orderOf(data.times);
  const times: number[] = [];
  const atRisk: number[] = [];
  const events: number[] = [];
  const censored: number[] = [];
  for (let start = 0; start < order.length; ) {
    const time = data.times[order[start]!]!;
    let end = start;
    let happened = 0;
    while (end < order.length && data.times[order[end]!] === time) {
      if (isEvent(Number(data.events[order[end]!]))) happened++;
      end++;
    }
    times.push(time);
    atRisk.push(order.length - start);
    events.push(happened);
    censored.push(end - start - happened);
    start = end;
  }
  return {
    times: Float64Array.from(times),
    atRisk: Float64Array.from(atRisk),
    events: Float64Array.from(events),
    censored: Float64Array.from(censored),
  };
}

/** Index of the last of ascending times that is at most (or, `before`, below) a time; -1 for none. */
export function lastIndex(ascending: ArrayLike<number>, time: number, before = false): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before ? ascending[middle]! < time : ascending[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
