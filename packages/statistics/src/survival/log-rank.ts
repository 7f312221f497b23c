import { chiSquareUpper } from '../distributions/chi-square.ts';
import { quadraticForm, zeros } from '../numbers/linear.ts';
import type { GroupTest } from '../tests/groups.ts';
import { noTest } from '../tests/result.ts';
import { eventTable, type TimeToEvent } from './event-table.ts';

/** The log-rank test with each group's events and what would be expected of them. */
export interface LogRank extends GroupTest {
  readonly groups: readonly (string | number)[];
  readonly sizes: readonly number[];
  readonly observed: readonly number[];
  readonly expected: readonly number[];
}

/** Rows of each group, groups in ascending order. */
export function groupRows(labels: ArrayLike<string | number>): Map<string | number, number[]> {
  const rows = new Map<string | number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const list = rows.get(labels[i]!);
    if (list) list.push(i);
    else rows.set(labels[i]!, [i]);
  }
  const order = [...rows.keys()].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  return new Map(order.map((label) => [label, rows.get(label)!]));
}

/**
 * Log-rank test of k groups (Mantel 1966; Peto and Peto 1972), with the hypergeometric variance.
 * Any event above 0 counts.
 */
export function logRank(data: TimeToEvent, labels: ArrayLike<string | number>): LogRank {
  const rows = groupRows(labels);
  const groups = [...rows.keys()];
  const k = groups.length;
  const pooled = eventTable(data);
  const observed = new Array<number>(k).fill(0);
  const expected = new Array<number>(k).fill(0);
  const sizes = groups.map((group) => rows.get(group)!.length);
  const covariance = zeros(k, k);
  const index = new Map(groups.map((group, g) => [group, g]));
  // Events and numbers leaving, by time and group.
  const place = new Map(Array.from(pooled.times, (time, i) => [time, i]));
  const died = zeros(pooled.times.length, k);
  const left = zeros(pooled.times.length, k);
  for (let i = 0; i < labels.length; i++) {
    const at = place.get(data.times[i]!)!;
    const g = index.get(labels[i]!)!;
    left[at]![g]!++;
    if (Number(data.events[i]) > 0) died[at]![g]!++;
  }
  const atRisk = Float64Array.from(sizes);
  for (let t = 0; t < pooled.times.length; t++) {
    const n = pooled.atRisk[t]!;
    const d = pooled.events[t]!;
    if (d > 0) {
      const factor = n > 1 ? (d * (n - d)) / (n - 1) / n : 0;
      for (let g = 0; g < k; g++) {
        observed[g]! += died[t]![g]!;
        expected[g]! += (d * atRisk[g]!) / n;
        covariance[g]![g]! += factor * atRisk[g]!;
        for (let h = 0; h < k; h++) covariance[g]![h]! -= (factor * atRisk[g]! * atRisk[h]!) / n;
      }
    }
    for (let g = 0; g < k; g++) atRisk[g]! -= left[t]![g]!;
  }
  const common = { groups, sizes, observed, expected };
  if (k < 2) return { ...noTest('log-rank', 'There is only one group.'), degrees: NaN, ...common };
  // A group that is never at risk at an event says nothing.
  const used = groups.map((_, g) => g).filter((g) => expected[g]! > 0);
  const degrees = used.length - 1;
  if (degrees < 1) {
    return { ...noTest('log-rank', 'At most one group was at risk at an event.'), degrees: NaN, ...common };
  }
  const kept = used.slice(0, degrees);
  const statistic = quadraticForm(
    kept.map((g) => Float64Array.from(kept, (h) => covariance[g]![h]!)),
    kept.map((g) => observed[g]! - expected[g]!),
  );
  if (Number.isNaN(statistic)) {
    return { ...noTest('log-rank', 'The groups were never at risk together.'), degrees, ...common };
  }
  return { statistic, p: chiSquareUpper(statistic, degrees), degrees, method: 'log-rank', ...common };
}
