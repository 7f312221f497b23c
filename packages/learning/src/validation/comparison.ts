import { adjustPValues, correctedComparison, type ResampledComparison } from '@rachis/statistics';
import type { Split } from '../resampling/split.ts';
import type { PipelineSummary } from './summary.ts';

/** Two pipelines on the same folds. */
export interface PipelineComparison extends ResampledComparison {
  readonly first: string;
  readonly second: string;
  /** p after Holm over all pairs. */
  readonly adjusted: number;
}

const foldScores = ({ results }: PipelineSummary): Map<number, number> =>
  new Map(results.map(({ split, score }) => [split, score]));

/**
 * Every pair of pipelines by their criterion on the same folds, by the corrected resampled t test: folds share training
 * rows, so that a plain t test would find differences too often. Source: Nadeau and Bengio 2003.
 */
export function comparePipelines(
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
): PipelineComparison[] {
  const scores = summaries.map(foldScores);
  const pairs = summaries.flatMap((_, a) =>
    summaries.slice(a + 1).map((_other, k) => [a, a + 1 + k] as const),
  );
  const made = pairs.map(([a, b]) => {
    const differences = [...scores[a]!].flatMap(([split, value]) => {
      const difference = value - (scores[b]!.get(split) ?? NaN);
      return Number.isNaN(difference) ? [] : [difference];
    });
    const shares = splits.map(({ test, training }) => test.length / training.length);
    const share = shares.reduce((sum, one) => sum + one, 0) / shares.length;
    const compared = correctedComparison(differences, share);
    return { first: summaries[a]!.name, second: summaries[b]!.name, ...compared };
  });
  const adjusted = adjustPValues(
    made.map(({ p }) => p),
    'holm',
  );
  return made.map((one, at) => ({ ...one, adjusted: adjusted[at]! }));
}
