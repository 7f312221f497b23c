import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate } from '../estimate.ts';
import { type CensoringDistribution, censoringDistribution } from './censoring.ts';
import { checkRisks, checkTimes, type TimeToEvent } from './event-table.ts';

/** A concordance with what it was counted from. */
export interface ConcordanceIndex extends Estimate {
  readonly standardError: number;
  /** (Weighted) pairs in which the higher risk has the earlier event. */
  readonly concordant: number;
  readonly discordant: number;
  /** Pairs of equal risk; each counts half. */
  readonly tiedRisk: number;
}

/** How pairs are weighted and limited. */
export interface ConcordanceOptions {
  readonly level?: number;
  /** Pairs whose earlier event is after this are not looked at. Name it in the plan. */
  readonly limit?: number;
}

/** Which pairs are looked at, and what each weighs. */
export interface PairWeights {
  /** Whether a subject has the event that others are compared with. */
  readonly takes: (i: number) => boolean;
  /** Weight of the pair of a taken subject and another; 0 where they cannot be compared. */
  readonly weight: (i: number, j: number) => number;
}

/** Concordance over weighted pairs, with an interval by the infinitesimal jackknife that takes the weights as known. */
export function concordanceOver(
  risks: ArrayLike<number>,
  { takes, weight: weightOf }: PairWeights,
  level: number,
): ConcordanceIndex {
  const n = risks.length;
  const better = new Float64Array(n);
  const all = new Float64Array(n);
  let concordant = 0;
  let discordant = 0;
  let tiedRisk = 0;
  for (let i = 0; i < n; i++) {
    if (!takes(i)) continue;
    for (let j = 0; j < n; j++) {
      const weight = i === j ? 0 : weightOf(i, j);
      if (weight === 0) continue;
      let half = 0;
      if (risks[i]! > risks[j]!) {
        concordant += weight;
        half = weight;
      } else if (risks[i]! < risks[j]!) discordant += weight;
      else {
        tiedRisk += weight;
        half = weight / 2;
      }
      better[i]! += half;
      better[j]! += half;
      all[i]! += weight;
      all[j]! += weight;
    }
  }
  const total = concordant + discordant + tiedRisk;
  const counts = { concordant, discordant, tiedRisk };
  if (!(total > 0 && total < Infinity)) {
    const reason =
      total === 0
        ? 'No two subjects can be compared.'
        : 'Nobody is left uncensored at the last events: set a limit.';
    return { value: NaN, lower: NaN, upper: NaN, standardError: NaN, ...counts, reason };
  }
  const value = (concordant + tiedRisk / 2) / total;
  let spread = 0;
  for (let i = 0; i < n; i++) spread += ((better[i]! - value * all[i]!) / total) ** 2;
  const standardError = Math.sqrt(spread);
  const half = normalCritical(level) * standardError;
  return {
    value,
    lower: Math.max(0, value - half),
    upper: Math.min(1, value + half),
    standardError,
    ...counts,
  };
}

function pairwise(
  data: TimeToEvent,
  risks: ArrayLike<number>,
  weightAt: (time: number) => number,
  { level = 0.95, limit = Infinity }: ConcordanceOptions,
): ConcordanceIndex {
  checkLevel(level);
  checkTimes(data);
  const { times } = data;
  checkRisks(risks, times.length);
  const happened = Uint8Array.from(times, (_, i) => (Number(data.events[i]) === 1 ? 1 : 0));
  const worth = Float64Array.from(times, (time, i) =>
    happened[i] === 1 && time <= limit ? weightAt(time) : 0,
  );
  return concordanceOver(
    risks,
    {
      takes: (i) => happened[i] === 1 && times[i]! <= limit,
      // At equal times a censored subject outlives one with the event.
      weight: (i, j) =>
        times[j]! > times[i]! || (times[j] === times[i] && happened[j] === 0) ? worth[i]! : 0,
    },
    level,
  );
}

/**
 * Harrell's concordance index: how often the subject with the higher risk has the earlier event (event 1; competing ones
 * are taken for censoring). Interval by the infinitesimal jackknife. Sources: Harrell et al. 1982; Therneau and Watson 2015.
 */
export function harrellConcordance(
  data: TimeToEvent,
  risks: ArrayLike<number>,
  options: ConcordanceOptions = {},
): ConcordanceIndex {
  return pairwise(data, risks, () => 1, options);
}

/**
 * Uno's concordance index: pairs weighted by 1 / G(t-)^2, G the chance to be uncensored, of these data unless that of
 * the training data is given; does not depend on the censoring. The interval takes G as known.
 * Source: Uno et al. 2011.
 */
export function unoConcordance(
  data: TimeToEvent,
  risks: ArrayLike<number>,
  {
    censoring = censoringDistribution(data),
    ...options
  }: ConcordanceOptions & { readonly censoring?: CensoringDistribution } = {},
): ConcordanceIndex {
  return pairwise(data, risks, (time) => 1 / censoring.before(time) ** 2, options);
}

/**
 * Concordance of scores with an outcome of ordered classes: over pairs of different class, how often the higher
 * class has the higher score. For two classes it is the AUC.
 */
export function ordinalConcordance(
  outcome: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: ConcordanceOptions = {},
): ConcordanceIndex {
  const least = Array.from(outcome).reduce((a, b) => Math.min(a, b), Infinity);
  const data = {
    times: Array.from(outcome, (value) => value - least),
    events: Array.from(outcome, () => 1),
  };
  return pairwise(
    data,
    Array.from(scores, (score) => -score),
    () => 1,
    options,
  );
}
