import type { Frame } from '../frame/frame.ts';
import { outcomeOf, type Split } from '../resampling/split.ts';
import type { FoldResult } from './fold.ts';
import { decisions } from './measures.ts';
import { decisionsAt, type Pooled } from './pooled.ts';

/**
 * The variance that measures of decisions have because the threshold is chosen from the training rows: each fold's
 * threshold, chosen without that fold, is applied to all test rows of its repeat, which is a jackknife over folds,
 * (K - 1)/K times the sum of squares (Shao and Tu 1995, section 2.3). Mean over repeats. Nothing where there is no
 * threshold of two classes or only one fold.
 */
export function thresholdVariances(
  frame: Frame,
  pooled: readonly Pooled[],
  results: readonly FoldResult[],
  splits: readonly Split[],
): Map<string, number> {
  const sums = new Map<string, number[]>();
  const outcome = outcomeOf(frame);
  for (const one of pooled) {
    if (one.probabilities === undefined || one.positive === undefined || !('codes' in outcome)) continue;
    const codes = Int32Array.from(one.rows, (row) => outcome.codes[row]!);
    const thresholds = results.flatMap(({ split, threshold, problem }) =>
      splits[split]!.repeat === one.repeat && problem === undefined && threshold !== undefined
        ? [threshold]
        : [],
    );
    if (thresholds.length < 2) continue;
    const measured = thresholds.map((threshold) => decisions(codes, decisionsAt(one, threshold)));
    for (const id of Object.keys(measured[0]!)) {
      const values = measured.map((found) => found[id]!).filter((value) => !Number.isNaN(value));
      if (values.length < 2) continue;
      const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
      const own = sums.get(id) ?? [];
      own.push(((values.length - 1) / values.length) * squares);
      sums.set(id, own);
    }
  }
  return new Map(
    Array.from(sums, ([id, values]) => [id, values.reduce((sum, value) => sum + value, 0) / values.length]),
  );
}
