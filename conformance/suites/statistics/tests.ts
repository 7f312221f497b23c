import {
  adjustPValues,
  analysisOfVariance,
  chiSquareTest,
  fisherExact,
  kendall,
  kolmogorovSmirnov,
  kruskalWallis,
  mannWhitney,
  mcNemar,
  pairedTTest,
  pearson,
  proportion,
  signedRank,
  spearman,
  type TTest,
  tTest,
} from '@rachis/statistics';
import type { Computations } from './fixture.ts';

const tColumns = ({ statistic, degrees, p, difference: { lower, upper } }: TTest) => ({
  statistic,
  degrees,
  p,
  lower,
  upper,
});

const numbers = ({ statistic, p }: { statistic: number; p: number }) => ({ statistic, p });

/** Values of each group, groups in ascending order. */
function split(values: readonly number[], groups: readonly number[]): number[][] {
  const labels = [...new Set(groups)].sort((a, b) => a - b);
  return labels.map((label) => values.filter((_, i) => groups[i] === label));
}

export const tests: Computations = {
  two: ({ x, y }: { x: number[]; y: number[] }) => {
    const k = Math.min(x.length, y.length);
    const [a, b] = [x.slice(0, k), y.slice(0, k)];
    return {
      R: {
        mann_whitney: numbers(mannWhitney(x, y)),
        mann_whitney_plain: numbers(mannWhitney(x, y, { exact: false, correct: false })),
        signed_rank: numbers(signedRank(a, b)),
        welch: tColumns(tTest(x, y)),
        student: tColumns(tTest(x, y, { equalVariances: true, level: 0.9 })),
        paired: tColumns(pairedTTest(a, b)),
        ks: numbers(kolmogorovSmirnov(x, y, { exact: true })),
      },
    };
  },
  groups: ({ v, g }: { v: number[]; g: number[] }) => {
    const groups = split(v, g);
    const welch = analysisOfVariance(groups, { equalVariances: false });
    return {
      R: {
        kruskal: numbers(kruskalWallis(groups)),
        anova: numbers(analysisOfVariance(groups)),
        welch: { ...numbers(welch), degrees2: welch.degrees2 },
      },
    };
  },
  table: ({ table }: { table: number[][] }) => {
    const { p, oddsRatio } = fisherExact(table);
    return {
      R: {
        chi: numbers(chiSquareTest(table)),
        plain: numbers(chiSquareTest(table, { correct: false })),
        fisher: { p },
        mcnemar: numbers(mcNemar(table[0]![1]!, table[1]![0]!)),
      },
      scipy: { odds: oddsRatio.value, lower: oddsRatio.lower, upper: oddsRatio.upper },
    };
  },
  correlation: ({ x, y }: { x: number[]; y: number[] }) => {
    const { value, p, lower, upper } = pearson(x, y);
    const rho = spearman(x, y, x.length === 8 ? {} : { exact: false });
    const tau = kendall(x, y);
    return {
      R: {
        pearson: { value, p, lower, upper },
        spearman: { value: rho.value, p: rho.p },
        kendall: { value: tau.value, p: tau.p },
      },
    };
  },
  'p-values': ({ p }: { p: number[] }) => ({
    R: {
      bonferroni: adjustPValues(p, 'bonferroni'),
      holm: adjustPValues(p, 'holm'),
      bh: adjustPValues(p, 'benjamini-hochberg'),
      by: adjustPValues(p, 'benjamini-yekutieli'),
    },
  }),
  proportion: ({ n, N }: { n: number; N: number }) => {
    const exact = proportion(n, N, { interval: 'clopper-pearson' });
    const wilson = proportion(n, N);
    return { R: { exact: [exact.lower, exact.upper], wilson: [wilson.lower, wilson.upper] } };
  },
};
