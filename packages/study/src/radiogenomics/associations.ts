import type { Frame, FrameColumn } from '@rachis/learning';
import { adjustPValues, kruskalWallis, mannWhitney, spearman } from '@rachis/statistics';

/** How a feature goes together with a gene. */
export interface Association {
  readonly feature: string;
  readonly gene: string;
  readonly test: 'Mann-Whitney' | 'Kruskal-Wallis' | 'Spearman';
  /** Of two groups: which one a positive effect is higher in, against which. */
  readonly contrast?: string;
  /** Rows where both are known. */
  readonly rows: number;
  /** Rank-biserial correlation (above 0: higher in the second group), epsilon squared, or Spearman's rho. */
  readonly effect: number;
  readonly p: number;
  /** p after Benjamini and Hochberg over all pairs that were tested. */
  readonly adjusted: number;
  /** Why there is no p. */
  readonly reason?: string;
}

/** Associations of all features with all genes. */
export interface Associations {
  readonly pairs: readonly Association[];
  readonly features: number;
  readonly genes: number;
  readonly tested: number;
}

/** Fewest rows of a group, or of both values, for a test. */
const leastRows = 3;
/** Pairs beyond this are not tested: a list of genes wants a choice first. */
export const mostPairs = 200_000;

type Untested = Omit<Association, 'adjusted'>;

/** Values of the feature for each value of the gene, where both are known; the gene's values ascend. */
function groupsOf(feature: Float64Array, gene: Float64Array): [code: number, values: number[]][] {
  const groups = new Map<number, number[]>();
  gene.forEach((code, row) => {
    if (Number.isNaN(code) || Number.isNaN(feature[row]!)) return;
    groups.set(code, [...(groups.get(code) ?? []), feature[row]!]);
  });
  return [...groups].sort(([a], [b]) => a - b);
}

/** A column of numbers with two values is a mutation, there or not. */
const isGrouped = ({ kind, values }: FrameColumn): boolean =>
  kind === 'category' || new Set(values.filter((value) => !Number.isNaN(value))).size <= 2;

function associate(feature: FrameColumn, gene: FrameColumn, grouped: boolean): Untested {
  const names = { feature: feature.name, gene: gene.name };
  if (!grouped) {
    const { value, p, pairs, reason } = spearman(feature.values, gene.values);
    return {
      ...names,
      test: 'Spearman',
      rows: pairs,
      effect: value,
      p,
      ...(reason === undefined ? {} : { reason }),
    };
  }
  const all = groupsOf(feature.values, gene.values);
  const kept = all.filter(([, group]) => group.length >= leastRows);
  const groups = kept.map(([, group]) => group);
  const rows = groups.reduce((sum, group) => sum + group.length, 0);
  const test = all.length > 2 ? ('Kruskal-Wallis' as const) : ('Mann-Whitney' as const);
  if (groups.length < 2) {
    const reason = `Fewer than two groups of at least ${leastRows} rows.`;
    return { ...names, test, rows, effect: NaN, p: NaN, reason };
  }
  if (groups.length === 2) {
    const { p, superiority, reason } = mannWhitney(groups[1]!, groups[0]!);
    const effect = 2 * superiority - 1;
    const [first, second] = kept.map(([code]) => gene.categories?.[code] ?? String(code));
    const contrast = `${second} against ${first}`;
    return {
      ...names,
      test: 'Mann-Whitney',
      contrast,
      rows,
      effect,
      p,
      ...(reason === undefined ? {} : { reason }),
    };
  }
  const { statistic, p, reason } = kruskalWallis(groups);
  return {
    ...names,
    test,
    rows,
    effect: statistic / (rows - 1),
    p,
    ...(reason === undefined ? {} : { reason }),
  };
}

/**
 * Every radiomic column against every genomic one: a mutation or a subtype by the tests of Mann and Whitney or of Kruskal
 * and Wallis (groups of at least three rows), an expression by Spearman's correlation, with the false discovery rate of
 * Benjamini and Hochberg (1995) over all pairs. `undefined` where the rows have no columns of one of the two kinds. It
 * looks at all rows, so that nothing of it may choose columns of a model. `pairs` is empty beyond `mostPairs`.
 */
export function radiogenomicAssociations({ columns }: Pick<Frame, 'columns'>): Associations | undefined {
  const features = columns.filter(({ domain, kind }) => domain === 'radiomic' && kind === 'numeric');
  const genes = columns.filter(({ domain }) => domain === 'genomic');
  if (features.length === 0 || genes.length === 0) return undefined;
  const counts = { features: features.length, genes: genes.length };
  if (features.length * genes.length > mostPairs) return { ...counts, pairs: [], tested: 0 };
  const made = genes.flatMap((gene) => {
    const grouped = isGrouped(gene);
    return features.map((feature) => associate(feature, gene, grouped));
  });
  const adjusted = adjustPValues(
    made.map(({ p }) => p),
    'benjamini-hochberg',
  );
  const pairs = made
    .map((one, at): Association => ({ ...one, adjusted: adjusted[at]! }))
    .sort((a, b) => (Number.isNaN(a.p) ? 2 : a.p) - (Number.isNaN(b.p) ? 2 : b.p));
  return { ...counts, pairs, tested: pairs.filter(({ p }) => !Number.isNaN(p)).length };
}
