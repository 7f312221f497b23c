import { checkLevel } from '../estimate.ts';
import { type CensoringDistribution, censoringDistribution } from './censoring.ts';
import { type ConcordanceIndex, type ConcordanceOptions, concordanceOver } from './concordance-index.ts';
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
  return concordanceOver(
    risks,
    {
      takes: (i) => events[i] === 1 && times[i]! <= limit,
      weight: (i, j) => {
        // At equal times a censored subject outlives one with the event.
        const later = times[j]! > times[i]! || (times[j] === times[i] && events[j] === 0);
        if (later) return worth[i]! * worth[i]!;
        return events[j]! < 2 ? 0 : worth[i]! * worth[j]!;
      },
    },
    level,
  );
}
