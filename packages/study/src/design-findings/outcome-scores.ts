import type { Outcome } from '@rachis/learning';
import { rank } from '@rachis/statistics';

/** The outcome as numbers that a column is held against. */
export interface OutcomeScore {
  /** The class that it tells from the others; '' where there are none. */
  readonly about: string;
  readonly values: Float64Array;
  /** Rows on either side, as far as an area under the curve rests on them. */
  readonly sides: readonly [number, number];
  /** Whether the values are 0 and 1. */
  readonly binary: boolean;
}

/** Events less their expected number, where nothing tells survival (residuals of Nelson and Aalen's estimate). */
function survivalResiduals(times: Float64Array, events: Uint8Array): Float64Array {
  const order = Array.from(times.keys()).sort((a, b) => times[a]! - times[b]!);
  const residuals = new Float64Array(times.length);
  let hazard = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let dead = 0;
    while (end < order.length && times[order[end]!] === times[order[start]!]) {
      if (events[order[end]!] === 1) dead++;
      end++;
    }
    hazard += dead / (order.length - start);
    for (; start < end; start++) residuals[order[start]!] = (events[order[start]!] === 1 ? 1 : 0) - hazard;
  }
  return residuals;
}

/** Scores of an outcome: each class against the others (of two classes one), ranks of numbers, residuals of survival. */
export function outcomeScores(outcome: Outcome): OutcomeScore[] {
  if (outcome.kind === 'continuous') {
    const half = outcome.values.length / 2;
    return [{ about: '', values: rank(outcome.values).ranks, sides: [half, half], binary: false }];
  }
  if (outcome.kind === 'survival') {
    const events = outcome.events.filter((event) => event === 1).length;
    return [
      {
        about: '',
        values: survivalResiduals(outcome.times, outcome.events),
        sides: [events, outcome.events.length],
        binary: false,
      },
    ];
  }
  const classes = outcome.classes.map((about, code) => {
    const values = Float64Array.from(outcome.codes, (own) => (own === code ? 1 : 0));
    const ones = values.reduce((sum, value) => sum + value, 0);
    return { about, values, sides: [ones, values.length - ones] as const, binary: true };
  });
  return classes.length === 2 ? classes.slice(1) : classes;
}
