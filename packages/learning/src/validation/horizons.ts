import { type CensoringDistribution, censoringDistribution, quantile } from '@rachis/statistics';
import type { Outcome } from '../contract.ts';
import type { Frame } from '../frame/frame.ts';
import { outcomeOf } from '../resampling/split.ts';

/**
 * Times at which survival predictions are judged: quarters of the event times of all rows. They say when to look, and
 * no model sees them.
 */
export function eventTimes({ times, events }: Extract<Outcome, { kind: 'survival' }>): Float64Array {
  const own = times.filter((_, row) => events[row] === 1);
  const quarters = [0.25, 0.5, 0.75].map((share) => quantile(own, share));
  return Float64Array.from(new Set(quarters));
}

/** What measures of survival look at, the same in every resample. */
export interface Looking {
  readonly horizons: Float64Array;
  readonly censoring?: CensoringDistribution;
}

/** Horizons and censoring of all rows. */
export function lookingAt(frame: Frame): Looking {
  const outcome = outcomeOf(frame);
  if (outcome.kind !== 'survival') return { horizons: new Float64Array(0) };
  return {
    horizons: eventTimes(outcome),
    censoring: censoringDistribution(outcome),
  };
}
