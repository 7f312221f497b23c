import {
  analysisOfVariance,
  kruskalWallis,
  mannWhitney,
  orderOf,
  pearson,
  spearman,
} from '@rachis/statistics';
import type { Outcome } from '../../contract.ts';
import type { FrameColumn } from '../../frame/frame.ts';
import { isConstantColumn } from '../columns.ts';
import { coxScore } from './cox-score.ts';

/** How a column goes with the outcome by itself. NaN where no test is possible. */
export interface UnivariateScore {
  readonly p: number;
  /** Larger is stronger among columns of one table: decides where p-values underflow or are equal. */
  readonly strength: number;
}

const none: UnivariateScore = { p: NaN, strength: NaN };

/** The values of the rows of each class. */
function byClass(values: Float64Array, codes: Int32Array, classes: number): Float64Array[] {
  return Array.from({ length: classes }, (_, code) => values.filter((_value, row) => codes[row] === code));
}

function classScore(
  values: Float64Array,
  outcome: Outcome & { kind: 'classes' },
  parametric: boolean,
): UnivariateScore {
  const groups = byClass(values, outcome.codes, outcome.classes.length);
  if (parametric) {
    const { p, statistic } = analysisOfVariance(groups);
    return { p, strength: statistic };
  }
  if (groups.length === 2) {
    const { p, superiority } = mannWhitney(groups[0]!, groups[1]!, { exact: false });
    return { p, strength: Math.abs(superiority - 0.5) };
  }
  const { p, statistic } = kruskalWallis(groups);
  return { p, strength: statistic };
}

/**
 * Tests every column by itself against the outcome: Mann-Whitney for two classes (normal approximation, corrected for
 * ties and continuity), Kruskal-Wallis for more, Spearman for ordered classes and numbers, Cox's score for survival.
 * `parametric` takes the analysis of variance for classes and Pearson's correlation for numbers. Missing values are left
 * out.
 */
export function univariateScores(
  columns: readonly FrameColumn[],
  outcome: Outcome,
  parametric = false,
): readonly UnivariateScore[] {
  const descending = outcome.kind === 'survival' ? orderOf(outcome.times.map((time) => -time)) : undefined;
  return columns.map(({ values }) => {
    if (isConstantColumn(values)) return none;
    switch (outcome.kind) {
      case 'classes':
        return classScore(values, outcome, parametric);
      case 'survival': {
        const { p, statistic } = coxScore(values, outcome, descending!);
        return { p, strength: statistic };
      }
      default: {
        const target = outcome.kind === 'ordinal' ? outcome.codes : outcome.values;
        const { p, value } =
          parametric && outcome.kind === 'continuous'
            ? pearson(values, target)
            : spearman(values, target, { exact: false });
        return { p, strength: Math.abs(value) };
      }
    }
  });
}

/** Places of the columns, the strongest first; then in the order of the table. Columns without a test come last. */
export function strongestFirst(scores: readonly UnivariateScore[]): number[] {
  const rankOf = ({ p }: UnivariateScore) => (Number.isNaN(p) ? Infinity : p);
  const strengthOf = ({ strength }: UnivariateScore) => (Number.isNaN(strength) ? -Infinity : strength);
  return scores
    .map((_, at) => at)
    .sort((a, b) => {
      const [first, second] = [scores[a]!, scores[b]!];
      const byP = rankOf(first) - rankOf(second);
      if (byP !== 0 && !Number.isNaN(byP)) return byP;
      const byStrength = strengthOf(second) - strengthOf(first);
      return byStrength !== 0 && !Number.isNaN(byStrength) ? byStrength : a - b;
    });
}
