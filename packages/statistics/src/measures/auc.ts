import { normalCritical, normalTwoSided } from '../distributions/normal.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';
import { covariance, mean, variance } from '../numbers/moments.ts';
import { rank } from '../numbers/ranks.ts';
import { checkBinary, classProblem } from './binary.ts';

/** Area under the ROC curve with its variance. */
export interface Auc extends Estimate {
  readonly variance: number;
  readonly events: number;
  readonly nonEvents: number;
}

/** On which scale the interval is symmetric. */
export type AucInterval = 'plain' | 'logit';

/** Options of intervals of an AUC. */
export interface AucOptions {
  readonly level?: number;
  readonly interval?: AucInterval;
}

/** Placements: for each event the share of non-events below it, for each non-event the share of events above it. */
export interface Placements {
  readonly events: Float64Array;
  readonly nonEvents: Float64Array;
}

/** Placements from ranks among all and among one's own, in n log n (Sun and Xu 2014). */
export function placements(event: Uint8Array, scores: ArrayLike<number>): Placements {
  const of = (kind: number) => Array.from(event.keys()).filter((i) => event[i] === kind);
  const [nonEventRows, eventRows] = [of(0), of(1)];
  const m = eventRows.length;
  const n = nonEventRows.length;
  const all = rank(scores).ranks;
  const own = (rows: number[]) => rank(rows.map((i) => scores[i]!)).ranks;
  const ownEvents = own(eventRows);
  const ownNonEvents = own(nonEventRows);
  return {
    events: Float64Array.from(eventRows, (i, k) => (all[i]! - ownEvents[k]!) / n),
    nonEvents: Float64Array.from(nonEventRows, (i, k) => 1 - (all[i]! - ownNonEvents[k]!) / m),
  };
}

function intervalOf(value: number, spread: number, level: number, kind: AucInterval): [number, number] {
  const half = normalCritical(level) * Math.sqrt(spread);
  if (kind === 'plain') return [Math.max(0, value - half), Math.min(1, value + half)];
  const centre = Math.log(value / (1 - value));
  const width = half / (value * (1 - value));
  const back = (x: number) => 1 / (1 + Math.exp(-x));
  return [back(centre - width), back(centre + width)];
}

/**
 * AUC (ties half) with DeLong's interval, on the AUC scale (as pROC) or the logit scale. At an AUC of 0 or 1 DeLong's
 * variance is 0 and would claim certainty; the interval is then Clopper and Pearson's for as many independent pairs as
 * the smaller class has subjects, and says so. Sources: DeLong et al. 1988; Clopper and Pearson 1934.
 */
export function auc(
  outcome: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  { level = 0.95, interval = 'plain' }: AucOptions = {},
): Auc {
  checkLevel(level);
  const event = checkBinary(outcome, scores);
  const problem = classProblem(event);
  const events = event.reduce((sum, value) => sum + value, 0);
  const counts = { events, nonEvents: event.length - events };
  if (problem) return { ...unavailable(problem), variance: NaN, ...counts };
  const placed = placements(event, scores);
  const value = mean(placed.events);
  if (value === 0 || value === 1) {
    const bound = ((1 - level) / 2) ** (1 / Math.min(counts.events, counts.nonEvents));
    const reason =
      'The classes are separated: DeLong has no width here; the interval is Clopper-Pearson over disjoint pairs.';
    const [lower, upper] = value === 1 ? [bound, 1] : [0, 1 - bound];
    return { value, lower, upper, variance: 0, ...counts, reason };
  }
  if (counts.events < 2 || counts.nonEvents < 2) {
    const reason = 'A class has one subject: no variance.';
    return { value, lower: NaN, upper: NaN, variance: NaN, ...counts, reason };
  }
  const spread = variance(placed.events) / counts.events + variance(placed.nonEvents) / counts.nonEvents;
  const [lower, upper] = intervalOf(value, spread, level, interval);
  return { value, lower, upper, variance: spread, ...counts };
}

/** Two AUCs of the same subjects, compared. */
export interface AucComparison {
  readonly first: Auc;
  readonly second: Auc;
  readonly covariance: number;
  /** First minus second. */
  readonly difference: Estimate;
  readonly z: number;
  readonly p: number;
}

/** DeLong's test of two scores on the same subjects (DeLong et al. 1988). */
export function compareAucs(
  outcome: ArrayLike<number | boolean>,
  firstScores: ArrayLike<number>,
  secondScores: ArrayLike<number>,
  options: AucOptions = {},
): AucComparison {
  const first = auc(outcome, firstScores, options);
  const second = auc(outcome, secondScores, options);
  const event = checkBinary(outcome, firstScores);
  const fail = (reason: string): AucComparison => ({
    first,
    second,
    covariance: NaN,
    difference: { value: first.value - second.value, lower: NaN, upper: NaN, reason },
    z: NaN,
    p: NaN,
  });
  const problem = classProblem(event);
  if (problem) return fail(problem);
  if (first.events < 2 || first.nonEvents < 2) return fail('A class has one subject: no variance.');
  const a = placements(event, firstScores);
  const b = placements(event, secondScores);
  const shared =
    covariance(a.events, b.events) / first.events + covariance(a.nonEvents, b.nonEvents) / first.nonEvents;
  const spread = first.variance + second.variance - 2 * shared;
  const value = first.value - second.value;
  if (!(spread > 1e-15)) return fail('The difference does not vary between subjects.');
  const half = normalCritical(options.level ?? 0.95) * Math.sqrt(spread);
  const z = value / Math.sqrt(spread);
  return {
    first,
    second,
    covariance: shared,
    difference: { value, lower: value - half, upper: value + half },
    z,
    p: normalTwoSided(z),
  };
}

/**
 * AUC where subjects (clusters) have several rows, lesions or vertebrae: the estimate of all rows, with a variance
 * that takes rows of a subject as dependent. Source: Obuchowski 1997.
 */
export function clusteredAuc(
  outcome: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  clusters: ArrayLike<string | number>,
  { level = 0.95, interval = 'plain' }: AucOptions = {},
): Auc {
  checkLevel(level);
  const event = checkBinary(outcome, scores);
  const simple = auc(outcome, scores, { level, interval });
  if (Number.isNaN(simple.value) || simple.value === 0 || simple.value === 1) return simple;
  const placed = placements(event, scores);
  const sums = new Map<string | number, { events: number; nonEvents: number; x: number; y: number }>();
  let nextEvent = 0;
  let nextNonEvent = 0;
  for (let i = 0; i < event.length; i++) {
    const sum = sums.get(clusters[i]!) ?? { events: 0, nonEvents: 0, x: 0, y: 0 };
    sums.set(clusters[i]!, sum);
    if (event[i] === 1) {
      sum.events++;
      sum.x += placed.events[nextEvent++]!;
    } else {
      sum.nonEvents++;
      sum.y += placed.nonEvents[nextNonEvent++]!;
    }
  }
  const { value, events: m, nonEvents: n } = simple;
  const all = [...sums.values()];
  const withEvents = all.filter(({ events }) => events > 0).length;
  const withNonEvents = all.filter(({ nonEvents }) => nonEvents > 0).length;
  if (withEvents < 2 || withNonEvents < 2) {
    const reason = 'Fewer than two subjects have rows of a class: no variance.';
    return { ...simple, lower: NaN, upper: NaN, variance: NaN, reason };
  }
  let s10 = 0;
  let s01 = 0;
  let s11 = 0;
  for (const { events, nonEvents, x, y } of all) {
    s10 += (x - events * value) ** 2;
    s01 += (y - nonEvents * value) ** 2;
    s11 += (x - events * value) * (y - nonEvents * value);
  }
  s10 *= withEvents / ((withEvents - 1) * m);
  s01 *= withNonEvents / ((withNonEvents - 1) * n);
  s11 *= all.length / (all.length - 1);
  const spread = s10 / m + s01 / n + (2 * s11) / (m * n);
  const [lower, upper] = intervalOf(value, Math.max(0, spread), level, interval);
  return { ...simple, lower, upper, variance: spread };
}

/** A point of the ROC curve: a score of at least `threshold` counts as positive. */
export interface RocPoint {
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
}

/** The ROC curve, from nobody positive to everybody; thresholds lie halfway between scores (as pROC). */
export function rocCurve(outcome: ArrayLike<number | boolean>, scores: ArrayLike<number>): RocPoint[] {
  const event = checkBinary(outcome, scores);
  const events = event.reduce((sum, value) => sum + value, 0);
  const nonEvents = event.length - events;
  const order = Array.from(event.keys()).sort((a, b) => scores[b]! - scores[a]!);
  const points: RocPoint[] = [{ threshold: Infinity, sensitivity: 0, specificity: 1 }];
  let truePositives = 0;
  let falsePositives = 0;
  for (let i = 0; i < order.length; i++) {
    if (event[order[i]!] === 1) truePositives++;
    else falsePositives++;
    const here = scores[order[i]!]!;
    const below = i + 1 < order.length ? scores[order[i + 1]!]! : -Infinity;
    if (below === here) continue;
    points.push({
      threshold: below === -Infinity ? -Infinity : (here + below) / 2,
      sensitivity: truePositives / events,
      specificity: 1 - falsePositives / nonEvents,
    });
  }
  return points;
}
