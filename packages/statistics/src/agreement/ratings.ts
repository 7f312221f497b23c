/** A row a subject, a column a measure (reader, scan, perturbation); NaN where a measure is missing. */
export type Ratings = readonly ArrayLike<number>[];

/** Rows without missing or infinite measures, and how many were left out. */
export interface CompleteRatings {
  readonly rows: readonly ArrayLike<number>[];
  readonly measures: number;
  readonly dropped: number;
}

const isComplete = (row: ArrayLike<number>) => Array.from(row).every(Number.isFinite);

/** Leaves out subjects with a missing or infinite measure. Rows of unequal length are a programming mistake. */
export function completeRatings(ratings: Ratings): CompleteRatings {
  const measures = ratings[0]?.length ?? 0;
  if (ratings.some((row) => row.length !== measures)) {
    throw new RangeError('Every subject needs the same number of measures; use NaN for a missing one.');
  }
  const rows = ratings.filter(isComplete);
  return { rows, measures, dropped: ratings.length - rows.length };
}

/** Pairs in which neither value is missing or infinite. */
export function completePairs(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): { x: Float64Array; y: Float64Array; dropped: number } {
  if (x.length !== y.length)
    throw new RangeError(`Pairs need equal lengths, not ${x.length} and ${y.length}.`);
  const keptX: number[] = [];
  const keptY: number[] = [];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
    keptX.push(x[i]!);
    keptY.push(y[i]!);
  }
  return { x: Float64Array.from(keptX), y: Float64Array.from(keptY), dropped: x.length - keptX.length };
}

/** A sentence about subjects left out; undefined where none were. */
export function droppedNote(dropped: number, total: number): string | undefined {
  if (dropped === 0) return undefined;
  return `${dropped} of ${total} subjects left out: a measure is missing or infinite.`;
}
