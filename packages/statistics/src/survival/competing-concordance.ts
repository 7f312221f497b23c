import { normalCritical } from '../distributions/normal.ts';
import { checkLevel } from '../estimate.ts';
import { type CensoringDistribution, censoringDistribution } from './censoring.ts';
import type { ConcordanceIndex, ConcordanceOptions } from './concordance-index.ts';
import { checkRisks, checkTimes, type TimeToEvent } from './event-table.ts';

/**
 * Concordance with competing events: how often a subject with the event of interest (1) by `limit` has a higher risk than one who is free of it
 * then, or who had a competing event (2 and above) before and will never have it. Pairs are weighted by the inverse probability of being
 * uncensored: 1 / G(t-)^2 for one who is followed for longer, 1 / (G(t-) G(s-)) for one with a competing event at s.
 * `censoring: 'ignored'` counts pairs as they are. The interval, by the infinitesimal jackknife, takes the weights as known.
 * Sources: Wolbers et al. 2009 (unweighted), 2014 (weighted). Of t-year risks it is no proper measure (Blanche et al. 2019): the AUC at a time is.
 */
export function competingConcordance(
  data: TimeToEvent,
  risks: ArrayLike<number>,
  {
    level = 0.95,
    limit = Infinity,
    censoring,
  }: ConcordanceOptions & { readonly censoring?: CensoringDistribution | 'ignored' } = {},
): ConcordanceIndex {
  checkLevel(level);
  checkTimes(data);
  const n = data.times.length;
  checkRisks(risks, n);
  const { times } = data;
  const events = Uint8Array.from({ length: n }, (_, i) => Number(data.events[i]));
  const distribution = censoring ?? censoringDistribution(data);
  const worth = Float64Array.from({ length: n }, (_, i) =>
    distribution === 'ignored' ? 1 : 1 / distribution.before(times[i]!),
  );
  const better = new Float64Array(n);
  const all = new Float64Array(n);
  let [concordant, discordant, tiedRisk] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    if (events[i] !== 1 || times[i]! > limit) continue;
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      // At equal times a censored subject outlives one with the event.
      const later = times[j]! > times[i]! || (times[j] === times[i] && events[j] === 0);
      if (!later && events[j]! < 2) continue;
      const weight = worth[i]! * (later ? worth[i]! : worth[j]!);
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
