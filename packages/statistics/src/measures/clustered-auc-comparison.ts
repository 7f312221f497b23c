import { normalCritical, normalTwoSided } from '../distributions/normal.ts';
import { type Auc, type AucComparison, type AucOptions, clusteredAuc, placements } from './auc.ts';
import { checkBinary, classProblem } from './binary.ts';

/** Placements of one score, less their mean, summed over the rows of each cluster. */
interface ClusterSums {
  readonly events: Float64Array;
  readonly nonEvents: Float64Array;
}

/**
 * Difference of the AUCs of two scores on the same rows, where subjects (clusters) have several rows: the variance takes rows of a
 * subject as dependent. Source: Obuchowski 1997, section 3; with clusters of one row it is DeLong's test.
 */
export function compareClusteredAucs(
  outcome: ArrayLike<number | boolean>,
  firstScores: ArrayLike<number>,
  secondScores: ArrayLike<number>,
  clusters: ArrayLike<string | number>,
  options: AucOptions = {},
): AucComparison {
  const first = clusteredAuc(outcome, firstScores, clusters, options);
  const second = clusteredAuc(outcome, secondScores, clusters, options);
  const event = checkBinary(outcome, firstScores);
  const difference = first.value - second.value;
  const fail = (reason: string): AucComparison => ({
    first,
    second,
    covariance: NaN,
    difference: { value: difference, lower: NaN, upper: NaN, reason },
    z: NaN,
    p: NaN,
  });
  const problem = classProblem(event);
  if (problem) return fail(problem);
  const numbers = new Map<string | number, number>();
  const place = Int32Array.from(event, (_, i) => {
    const known = numbers.get(clusters[i]!) ?? numbers.size;
    numbers.set(clusters[i]!, known);
    return known;
  });
  const count = numbers.size;
  const has = { events: new Set<number>(), nonEvents: new Set<number>() };
  event.forEach((value, i) => {
    has[value === 1 ? 'events' : 'nonEvents'].add(place[i]!);
  });
  if (has.events.size < 2 || has.nonEvents.size < 2)
    return fail('Fewer than two subjects have rows with, or without, the event: no variance.');
  const sumsOf = (scores: ArrayLike<number>, { value }: Auc): ClusterSums => {
    const placed = placements(event, scores);
    const sums = { events: new Float64Array(count), nonEvents: new Float64Array(count) };
    let [nextEvent, nextNonEvent] = [0, 0];
    event.forEach((one, i) => {
      if (one === 1) sums.events[place[i]!]! += placed.events[nextEvent++]! - value;
      else sums.nonEvents[place[i]!]! += placed.nonEvents[nextNonEvent++]! - value;
    });
    return sums;
  };
  const a = sumsOf(firstScores, first);
  const b = sumsOf(secondScores, second);
  const { events: m, nonEvents: n } = first;
  const product = (x: Float64Array, y: Float64Array) => x.reduce((sum, one, i) => sum + one * y[i]!, 0);
  const corrected = (clustersOf: number) => clustersOf / (clustersOf - 1);
  const shared = (x: ClusterSums, y: ClusterSums) =>
    (corrected(has.events.size) * product(x.events, y.events)) / m ** 2 +
    (corrected(has.nonEvents.size) * product(x.nonEvents, y.nonEvents)) / n ** 2 +
    (corrected(count) * (product(x.events, y.nonEvents) + product(x.nonEvents, y.events))) / (m * n);
  const covariance = shared(a, b);
  const spread = shared(a, a) + shared(b, b) - 2 * covariance;
  if (!(spread > 1e-15)) return fail('The difference does not vary between subjects.');
  const half = normalCritical(options.level ?? 0.95) * Math.sqrt(spread);
  const z = difference / Math.sqrt(spread);
  return {
    first,
    second,
    covariance,
    difference: { value: difference, lower: difference - half, upper: difference + half },
    z,
    p: normalTwoSided(z),
  };
}
