import { adjustPValues, chiSquareTest, kruskalWallis, median } from '@rachis/statistics';

/** How an outcome goes along with clusters. */
export interface ClusterOutcome {
  readonly outcome: string;
  readonly test: 'Kruskal-Wallis' | 'chi-square';
  readonly statistic: number;
  readonly p: number;
  /** Benjamini and Hochberg, over all outcomes. */
  readonly adjusted: number;
  readonly subjects: number;
  /** Of each cluster: its median, or the share of each value. */
  readonly byCluster: readonly string[];
}

/** Numbers with so many values at least are compared as numbers. */
const leastValues = 6;

function compared(name: string, cells: readonly string[], labels: ArrayLike<number>, clusters: number) {
  const known = cells.flatMap((text, i) =>
    text.trim() === '' ? [] : [{ text: text.trim(), cluster: labels[i]! - 1 }],
  );
  const values = [...new Set(known.map(({ text }) => text))].sort();
  const numbers = known.map(({ text }) => Number(text.replace(',', '.')));
  const groups = Array.from({ length: clusters }, (_, c) =>
    numbers.filter((_number, i) => known[i]!.cluster === c),
  );
  if (numbers.every(Number.isFinite) && values.length >= leastValues) {
    const { statistic, p } = kruskalWallis(groups.filter((group) => group.length > 0));
    const byCluster = groups.map((group) =>
      group.length === 0 ? '' : `median ${median(group).toPrecision(4)}`,
    );
    return {
      outcome: name,
      test: 'Kruskal-Wallis' as const,
      statistic,
      p,
      subjects: known.length,
      byCluster,
    };
  }
  const counts = Array.from({ length: clusters }, (_, c) =>
    values.map((value) => known.filter((one) => one.cluster === c && one.text === value).length),
  );
  const byCluster = counts.map((row) => {
    const all = row.reduce((sum, n) => sum + n, 0);
    return all === 0
      ? ''
      : values.map((value, i) => `${value} ${((100 * row[i]!) / all).toFixed(0)}%`).join(', ');
  });
  const { statistic, p } =
    values.length < 2
      ? { statistic: Number.NaN, p: Number.NaN }
      : chiSquareTest(counts.filter((row) => row.some((n) => n > 0)));
  return { outcome: name, test: 'chi-square' as const, statistic, p, subjects: known.length, byCluster };
}

/** Outcomes by cluster: medians with Kruskal and Wallis's test, or shares with a chi-square test; p-values adjusted over all. */
export function clusterOutcomes(
  outcomes: readonly { readonly name: string; readonly cells: readonly string[] }[],
  labels: ArrayLike<number>,
  clusters: number,
): ClusterOutcome[] {
  const found = outcomes.map(({ name, cells }) => compared(name, cells, labels, clusters));
  const known = found.filter(({ p }) => Number.isFinite(p));
  const adjusted = adjustPValues(
    known.map(({ p }) => p),
    'benjamini-hochberg',
  );
  return found.map((one) => ({ ...one, adjusted: adjusted[known.indexOf(one)] ?? Number.NaN }));
}
