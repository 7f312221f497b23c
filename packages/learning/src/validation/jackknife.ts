import type { Random } from '@rachis/statistics';
import type { Frame } from '../frame/frame.ts';
import { outcomeOf, strataOf, subjectsOf } from '../resampling/split.ts';
import type { Looking } from './horizons.ts';
import { measuresOf } from './measures.ts';
import { judged, type Pooled } from './pooled.ts';

/** More subjects than this are left out some at a time. */
const mostGroups = 200;

/** The group of each row: its subject, or several subjects together, alike in outcome from group to group. */
function groupsOf(frame: Frame, rows: readonly number[], random: Random): { of: Int32Array; count: number } {
  const there = new Set(rows);
  const subjects = subjectsOf(frame)
    .map((subject) => subject.rows.filter((row) => there.has(row)))
    .filter((own) => own.length > 0);
  const of = new Int32Array(frame.rows).fill(-1);
  const count = Math.min(subjects.length, mostGroups);
  const { codes } = strataOf(outcomeOf(frame));
  const mixed =
    subjects.length > mostGroups
      ? random.shuffle([...subjects]).sort((a, b) => codes[a[0]!]! - codes[b[0]!]!)
      : subjects;
  mixed.forEach((own, at) => {
    for (const row of own) of[row] = at % count;
  });
  return { of, count };
}

/**
 * The variance that measures of one repeat's test rows have by the chance of its subjects: each subject with all its
 * rows (or one of 200 groups of them) is left out in turn. Mean over the repeats, not the variance of their mean: more
 * repeats are no more subjects. NaN where a measure is unknown in more than one in twenty. Of an AUC it is DeLong's
 * variance but for terms of the order 1/n. Source: Efron and Stein 1981; Shao and Tu 1995.
 */
export function jackknifeVariances(
  frame: Frame,
  pooled: readonly Pooled[],
  look: Looking,
  random: Random,
): Map<string, number> {
  const sums = new Map<string, number[]>();
  for (const one of pooled) {
    const groups = groupsOf(frame, one.rows, random.split(one.repeat));
    const found = new Map<string, number[]>();
    for (let group = 0; group < groups.count; group++) {
      const places = one.rows.flatMap((row, place) => (groups.of[row] === group ? [] : [place]));
      if (places.length === 0) continue;
      const values = measuresOf(judged(frame, one, places), look.horizons, look.censoring);
      for (const [id, value] of Object.entries(values)) {
        const own = found.get(id) ?? [];
        found.set(id, own);
        if (!Number.isNaN(value)) own.push(value);
      }
    }
    for (const [id, values] of found) {
      const own = sums.get(id) ?? [];
      sums.set(id, own);
      if (values.length < 2 || values.length < 0.95 * groups.count) own.push(NaN);
      else {
        const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
        own.push(((values.length - 1) / values.length) * squares);
      }
    }
  }
  return new Map(
    Array.from(sums, ([id, values]) => [id, values.reduce((sum, value) => sum + value, 0) / values.length]),
  );
}
