import { StatisticsError } from '@rachis/statistics';
import type { TrainingData } from '../contract.ts';

/**
 * A fold number for each row, for validation inside a fit: rows of one group stay together, classes (or events) are
 * spread evenly. Groups are taken by size in random order; each goes to the fold that has least of its strata.
 */
export function innerFolds(data: TrainingData, folds: number): Int32Array {
  const { outcome, groups, x } = data;
  const random = data.random.split('inner-folds');
  const strata =
    outcome.kind === 'continuous'
      ? new Int32Array(x.rows)
      : outcome.kind === 'survival'
        ? Int32Array.from(outcome.events)
        : outcome.codes;
  const members = new Map<number, number[]>();
  for (let i = 0; i < x.rows; i++) {
    const key = groups === undefined ? i : groups[i];
    const list = members.get(key);
    if (list === undefined) members.set(key, [i]);
    else list.push(i);
  }
  const units = random.shuffle([...members.values()]);
  if (units.length < folds) {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      `${folds} inner folds need ${folds} subjects or more; the training data have ${units.length}.`,
      { remedy: 'Use fewer inner folds or fix the setting that they choose.' },
    );
  }
  units.sort((a, b) => b.length - a.length);
  const kinds = strata.reduce((top, value) => Math.max(top, value), 0) + 1;
  const held = new Float64Array(folds * kinds);
  const sizes = new Float64Array(folds);
  const fold = new Int32Array(x.rows);
  for (const unit of units) {
    let best = 0;
    let least = Infinity;
    for (let f = 0; f < folds; f++) {
      let load = 0;
      for (const row of unit) load += held[f * kinds + strata[row]];
      const cost = load + 1e-6 * sizes[f];
      if (cost < least) {
        least = cost;
        best = f;
      }
    }
    for (const row of unit) {
      fold[row] = best;
      held[best * kinds + strata[row]]++;
    }
    sizes[best] += unit.length;
  }
  return fold;
}

/** The rows inside and outside each fold. */
export function foldRows(fold: Int32Array): { readonly inside: number[]; readonly outside: number[] }[] {
  const folds = fold.reduce((top, value) => Math.max(top, value), 0) + 1;
  return Array.from({ length: folds }, (_, f) => {
    const inside: number[] = [];
    const outside: number[] = [];
    fold.forEach((value, row) => {
      (value === f ? inside : outside).push(row);
    });
    return { inside, outside };
  });
}
