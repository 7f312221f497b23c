import { chiSquareUpper } from '../distributions/chi-square.ts';
import { quadraticForm, zeros } from '../numbers/linear.ts';
import type { GroupTest } from '../tests/groups.ts';
import { noTest } from '../tests/result.ts';
import { checkTimes, type TimeToEvent } from './event-table.ts';
import { groupRows } from './log-rank.ts';

/** What is known of each group at a time of events; arrays are by group. */
interface EventTime {
  readonly atRisk: Float64Array;
  /** Events of the cause that is tested, and of all others. */
  readonly events: Float64Array;
  readonly competing: Float64Array;
}

/** Numbers at risk and events of each group, at each time at which something happened to anybody. */
function eventTimes(
  data: TimeToEvent,
  groups: ReadonlyMap<string | number, readonly number[]>,
  cause: number,
): EventTime[] {
  const group = new Int32Array(data.times.length);
  [...groups.values()].forEach((rows, k) => {
    for (const row of rows) group[row] = k;
  });
  const count = groups.size;
  const remaining = Float64Array.from([...groups.values()], (rows) => rows.length);
  const order = Uint32Array.from(group.keys()).sort((a, b) => data.times[a]! - data.times[b]!);
  const found: EventTime[] = [];
  for (let from = 0, to = 0; from < order.length; from = to) {
    const time = data.times[order[from]!]!;
    const atRisk = remaining.slice();
    const events = new Float64Array(count);
    const competing = new Float64Array(count);
    let any = false;
    for (to = from; to < order.length && data.times[order[to]!] === time; to++) {
      const row = order[to]!;
      const event = Number(data.events[row]);
      remaining[group[row]!]!--;
      if (event === cause) events[group[row]!]!++;
      else if (event > 0) competing[group[row]!]!++;
      any ||= event > 0;
    }
    if (any) found.push({ atRisk, events, competing });
  }
  return found;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** What the variance adds up at a time; arrays are by group. */
interface Step extends EventTime {
  /** h: at risk over survival just before. */
  readonly weight: Float64Array;
  readonly weights: number;
  /** Survival just before and at the time. */
  readonly before: Float64Array;
  readonly survival: Float64Array;
  /** What the common cumulative incidence adds, and one less that incidence just before and at the time. */
  readonly increment: number;
  readonly freeBefore: number;
  readonly free: number;
}

/** Goes through the times: the scores of all groups, and what their variance needs. */
function walk(times: readonly EventTime[], count: number): { score: Float64Array; steps: Step[] } {
  const score = new Float64Array(count);
  const survival = new Float64Array(count).fill(1);
  const incidence = new Float64Array(count);
  let common = 0;
  const steps = times.map((now): Step => {
    const { atRisk, events, competing } = now;
    const before = survival.slice();
    const weight = atRisk.map((risk, k) => (risk > 0 ? risk / before[k]! : 0));
    // R: who is at risk of the cause, those with a competing event still counted.
    const exposed = weight.map((value, k) => value * (1 - incidence[k]!));
    const [weights, all, died] = [sum(weight), sum(exposed), sum(events)];
    for (let k = 0; k < count; k++) {
      if (died > 0) score[k]! += events[k]! - (died * exposed[k]!) / all;
      if (atRisk[k] === 0) continue;
      incidence[k]! += (before[k]! * events[k]!) / atRisk[k]!;
      survival[k]! *= 1 - (events[k]! + competing[k]!) / atRisk[k]!;
    }
    const increment = died / weights;
    const freeBefore = 1 - common;
    common += increment;
    const own = {
      weight,
      weights,
      before,
      survival: survival.slice(),
      increment,
      freeBefore,
      free: 1 - common,
    };
    return { ...now, ...own };
  });
  return { score, steps };
}

/** Tied events vary less: as in the hypergeometric variance, of `events` among so many at risk. */
const tied = (events: number, atRisk: number): number =>
  events <= 1 ? 1 : atRisk > events ? 1 - (events - 1) / (atRisk - 1) : 0;

/**
 * Covariance of the scores: for each group r the variance of the integral of d_kr over its estimated incidence, that of the
 * common incidence in place of all. An event of the cause moves it by a_kr, a competing one by b_kr:
 * c_kr(t) is the integral of d_kr over the subdistribution hazard up to t, d_kr = h_r (1{k = r} - h_k / sum h),
 * a_kr = d_kr + (1 - G / S_r) (c_kr(end) - c_kr(t)), b_kr = -(G / S_r) (c_kr(end) - c_kr(t)), G one less the incidence.
 */
function covarianceOf(steps: readonly Step[], count: number): Float64Array[] {
  const covariance = zeros(count, count);
  const a = new Float64Array(count);
  const b = new Float64Array(count);
  for (let r = 0; r < count; r++) {
    const difference = (step: Step, k: number): number =>
      step.weight[r]! * ((k === r ? 1 : 0) - step.weight[k]! / step.weights);
    const rest = new Float64Array(count);
    for (const step of steps) {
      for (let k = 0; k < count; k++) rest[k]! += (difference(step, k) * step.increment) / step.freeBefore;
    }
    for (const step of steps) {
      const h = step.weight[r]!;
      if (step.increment > 0) {
        for (let k = 0; k < count; k++) rest[k]! -= (difference(step, k) * step.increment) / step.freeBefore;
      }
      if (h === 0) continue;
      const ratio = step.survival[r]! > 0 ? step.free / step.survival[r]! : 0;
      for (let k = 0; k < count; k++) {
        a[k] = difference(step, k) + (1 - ratio) * rest[k]!;
        b[k] = -ratio * rest[k]!;
      }
      const died = sum(step.events);
      const [own, other] = [
        (tied(died, step.weights * step.before[r]!) * step.increment) / h,
        (tied(step.competing[r]!, step.atRisk[r]!) * step.before[r]! * step.competing[r]!) /
          step.atRisk[r]! /
          h,
      ];
      for (let k = 0; k < count; k++) {
        for (let l = 0; l < count; l++) covariance[k]![l]! += own * a[k]! * a[l]! + other * b[k]! * b[l]!;
      }
    }
  }
  return covariance;
}

/**
 * Gray's test that the cumulative incidence of one cause (1 unless told) is the same in k groups, other causes competing;
 * weights 1 (rho = 0). Scores are a group's events less its share of all events by those at risk of the cause; ties as in the
 * hypergeometric variance, numbers at risk by h. Source: Gray 1988. Written from a derivation of the scores' variance, without
 * another program's text; which side of a time each estimate is of, and ties, were settled by R's cmprsk's results.
 */
export function grayTest(
  data: TimeToEvent,
  labels: ArrayLike<string | number>,
  { cause = 1 }: { readonly cause?: number } = {},
): GroupTest {
  const method = 'Gray';
  checkTimes(data);
  const groups = groupRows(labels);
  const count = groups.size;
  const fail = (reason: string): GroupTest => ({ ...noTest(method, reason), degrees: NaN });
  if (count < 2) return fail('There are fewer than two groups.');
  const times = eventTimes(data, groups, cause);
  if (!times.some(({ events }) => sum(events) > 0)) return fail(`No event of cause ${cause}.`);
  const { score, steps } = walk(times, count);
  const covariance = covarianceOf(steps, count);
  // A group that nobody was at risk in says nothing; of the others one says nothing new, since scores add up to 0.
  const used = Array.from(score.keys()).filter((k) => covariance[k]![k]! > 0);
  const degrees = used.length - 1;
  if (degrees < 1) return fail('The groups were never at risk together.');
  const kept = used.slice(0, degrees);
  const statistic = quadraticForm(
    kept.map((k) => Float64Array.from(kept, (l) => covariance[k]![l]!)),
    kept.map((k) => score[k]!),
  );
  if (Number.isNaN(statistic)) return fail('The groups were never at risk together.');
  return { statistic, p: chiSquareUpper(statistic, degrees), degrees, method };
}
