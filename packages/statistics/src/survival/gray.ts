import { chiSquareUpper } from '../distributions/chi-square.ts';
import { quadraticForm, zeros } from '../numbers/linear.ts';
import type { GroupTest } from '../tests/groups.ts';
import { noTest } from '../tests/result.ts';
import { checkTimes, type TimeToEvent } from './event-table.ts';
import { groupRows } from './log-rank.ts';

/**
 * Gray's test that the cumulative incidence of one cause (1 unless told) is the same in k groups, other causes
 * competing; weights 1 (rho = 0). Source: Gray 1988, sections 2 and 3.
 */
export function grayTest(
  data: TimeToEvent,
  labels: ArrayLike<string | number>,
  { cause = 1 }: { readonly cause?: number } = {},
): GroupTest {
  checkTimes(data);
  const method = "Gray's test";
  const rows = [...groupRows(labels).values()];
  const k = rows.length;
  if (k < 2) return { ...noTest(method, 'There is only one group.'), degrees: NaN };
  const times = [...new Set(Array.from(data.times))].sort((a, b) => a - b);
  const place = new Map(times.map((time, i) => [time, i]));
  const own = zeros(times.length, k);
  const other = zeros(times.length, k);
  const left = zeros(times.length, k);
  rows.forEach((list, g) => {
    for (const i of list) {
      const t = place.get(data.times[i]!)!;
      const event = Number(data.events[i]);
      left[t]![g]!++;
      if (event === cause) own[t]![g]!++;
      else if (event > 0) other[t]![g]!++;
    }
  });

  const atRisk = Float64Array.from(rows, (list) => list.length);
  const survival = new Float64Array(k).fill(1); // of any cause, just before the time, by group
  const incidence = new Float64Array(k); // just before the time, by group
  let pooled = 0; // incidence under the hypothesis, just before the time
  const score = new Float64Array(k);
  const a = zeros(k, k);
  const c = zeros(k, k);
  const v = zeros(k, k);
  const v2 = zeros(k, k);
  const v3 = new Float64Array(k);
  for (let t = 0; t < times.length; t++) {
    const d1 = own[t]!.reduce((sum, count) => sum + count, 0);
    const d2 = other[t]!.reduce((sum, count) => sum + count, 0);
    if (d1 + d2 > 0) {
      const after = survival.slice();
      let inverse = 0;
      let expected = 0;
      for (let g = 0; g < k; g++) {
        if (atRisk[g]! <= 0) continue;
        after[g] = (survival[g]! * (atRisk[g]! - own[t]![g]! - other[t]![g]!)) / atRisk[g]!;
        inverse += atRisk[g]! / survival[g]!;
        expected += (atRisk[g]! * (1 - incidence[g]!)) / survival[g]!;
      }
      const next = pooled + d1 / inverse;
      for (let g = 0; g < k; g++) {
        a[g]!.fill(0);
        if (atRisk[g]! <= 0) continue;
        const mine = atRisk[g]! / survival[g]!;
        for (let h = 0; h < k; h++) {
          const theirs = atRisk[h]! > 0 ? atRisk[h]! / survival[h]! : 0;
          a[g]![h] = (g === h ? mine : 0) - (mine * theirs) / inverse;
          c[g]![h]! += (a[g]![h]! * d1) / (inverse * (1 - pooled));
        }
        score[g]! += own[t]![g]! - (d1 * atRisk[g]! * (1 - incidence[g]!)) / (survival[g]! * expected);
      }
      if (d1 > 0) {
        for (let h = 0; h < k; h++) {
          if (atRisk[h]! <= 0) continue;
          const share = after[h]! > 0 ? 1 - (1 - next) / after[h]! : 1;
          const ties = d1 > 1 ? 1 - (d1 - 1) / (inverse * survival[h]! - 1) : 1;
          const weight = (ties * survival[h]! * d1) / (inverse * atRisk[h]!);
          v3[h]! += share * share * weight;
          for (let i = 0; i < k; i++) {
            const first = a[i]![h]! - share * c[i]![h]!;
            v2[i]![h]! += first * share * weight;
            for (let j = 0; j < k; j++) v[i]![j]! += first * (a[j]![h]! - share * c[j]![h]!) * weight;
          }
        }
      }
      if (d2 > 0) {
        for (let h = 0; h < k; h++) {
          const count = other[t]![h]!;
          if (!(after[h]! > 0 && count > 0)) continue;
          const share = (1 - next) / after[h]!;
          const ties = count > 1 ? 1 - (count - 1) / (atRisk[h]! - 1) : 1;
          const weight = (ties * survival[h]! ** 2 * count) / atRisk[h]! ** 2;
          v3[h]! += share * share * weight;
          for (let i = 0; i < k; i++) {
            const first = share * c[i]![h]!;
            v2[i]![h]! -= first * share * weight;
            for (let j = 0; j < k; j++) v[i]![j]! += first * share * c[j]![h]! * weight;
          }
        }
      }
      for (let g = 0; g < k; g++) {
        if (atRisk[g]! > 0) incidence[g]! += (survival[g]! * own[t]![g]!) / atRisk[g]!;
        survival[g] = after[g]!;
      }
      pooled = next;
    }
    for (let g = 0; g < k; g++) atRisk[g]! -= left[t]![g]!;
  }
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      for (let h = 0; h < k; h++) {
        v[i]![j]! += c[i]![h]! * c[j]![h]! * v3[h]! + c[i]![h]! * v2[j]![h]! + c[j]![h]! * v2[i]![h]!;
      }
    }
  }
  const degrees = k - 1;
  const statistic = quadraticForm(
    v.slice(0, degrees).map((row) => row.slice(0, degrees)),
    score.slice(0, degrees),
  );
  if (Number.isNaN(statistic))
    return { ...noTest(method, 'No group has events of this cause to compare.'), degrees };
  return { statistic, p: chiSquareUpper(statistic, degrees), degrees, method };
}
