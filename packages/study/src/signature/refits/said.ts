import type { FittedPipeline, Frame, Outcome } from '@rachis/learning';

/**
 * On which scale the refits of a linear model are sums: logarithms of each class against the first, log odds of a later
 * class, the value itself, the logarithm of the cumulative hazard.
 */
export type Link = 'log-ratio' | 'cumulative' | 'identity' | 'log-log';

const links: Readonly<Record<Outcome['kind'], Link>> = {
  classes: 'log-ratio',
  ordinal: 'cumulative',
  continuous: 'identity',
  survival: 'log-log',
};
export const linkOf = (kind: Outcome['kind']): Link => links[kind];

/** Quantities that an interval is given of: a probability a class, the value, or event-free probabilities at times. */
export interface Quantities {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** What a pipeline says of rows, as the quantities of its kind of outcome; undefined where it says no such thing. */
export function quantitiesOf(
  pipeline: FittedPipeline,
  frame: Frame,
  kind: Outcome['kind'],
  horizons: readonly number[],
): Quantities | undefined {
  const { scores, probabilities, survivalAt } = pipeline.predict(frame);
  if (kind === 'continuous') return { rows: scores.length, columns: 1, data: scores };
  if (kind === 'survival') return survivalAt?.(Float64Array.from(horizons));
  return probabilities;
}

/** Probabilities of exactly 0 and 1 have no logarithm; e to this is 0 for all purposes. */
const far = 700;
const within = (value: number) => Math.max(-far, Math.min(far, value));

/** Quantities of one row on the scale of the link; a class less than there are classes. */
export function toLink(link: Link, own: Float64Array): Float64Array {
  if (link === 'identity') return own;
  if (link === 'log-log') return own.map((free) => within(Math.log(-Math.log(free))));
  if (link === 'cumulative') {
    let below = 0;
    return own.subarray(0, -1).map((probability) => {
      below += probability;
      return within(Math.log((1 - below) / below));
    });
  }
  return own.subarray(1).map((probability) => within(Math.log(probability / own[0]!)));
}

/** The quantities that values on the scale of the link are. */
export function fromLink(link: Link, own: Float64Array): Float64Array {
  if (link === 'identity') return own;
  if (link === 'log-log') return own.map((value) => Math.exp(-Math.exp(value)));
  if (link === 'cumulative') {
    const above = [1, ...own.map((value) => 1 / (1 + Math.exp(-value))), 0];
    return Float64Array.from({ length: own.length + 1 }, (_, k) => above[k]! - above[k + 1]!);
  }
  const top = Math.max(0, ...own);
  const shares = [Math.exp(-top), ...own.map((value) => Math.exp(value - top))];
  const total = shares.reduce((sum, share) => sum + share, 0);
  return Float64Array.from(shares, (share) => share / total);
}
