import { type Frame, type PipelineSummary, type Split, sharedTraining } from '@rachis/learning';
import { auc, clusteredAuc, compareClusteredAucs, mean, normalCritical } from '@rachis/statistics';
import { eventProbabilities, pooledOf } from './curves.ts';
import { htmlTable, pageNumber } from './page-parts.ts';

/** The AUC of a pipeline where subjects have several rows. */
export interface ClusteredAucFacts {
  readonly pipeline: string;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Standard error with rows of a subject as dependent, of one repeat. */
  readonly standardError: number;
  /** What DeLong's would be if rows were independent. */
  readonly independentError: number;
  /** Ratio of the variances: so many rows are worth one independent row. */
  readonly designEffect: number;
}

/** Two pipelines on the same rows of one repeat. */
export interface ClusteredComparison {
  readonly first: string;
  readonly second: string;
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
  readonly p: number;
  readonly reason?: string;
}

/** What `result.json` says of rows that cluster. */
export interface ClusteredFacts {
  readonly subjects: number;
  readonly rows: number;
  readonly aucs: readonly ClusteredAucFacts[];
  readonly comparisons: readonly ClusteredComparison[];
  /** The same of the external table, where its subjects have several rows. */
  readonly external?: Omit<ClusteredFacts, 'external'>;
}

/**
 * AUCs with Obuchowski's variance where subjects have several rows, of two classes; undefined where they have one each. The
 * variance is that of one repeat, times what folds share (`sharedTraining`).
 */
export function clusteredFacts(
  frame: Frame,
  pipelines: readonly PipelineSummary[],
  splits: readonly Split[],
  level: number,
): ClusteredFacts | undefined {
  const { outcome, groups } = frame;
  const subjects = new Set(groups).size;
  if (subjects === frame.rows || outcome?.kind !== 'classes' || outcome.classes.length !== 2)
    return undefined;
  const inflation = sharedTraining(splits);
  const z = normalCritical(level);
  const said = pipelines.flatMap((summary) => {
    const pooled = pooledOf(summary, splits).filter(({ probabilities }) => probabilities !== undefined);
    if (pooled.length === 0) return [];
    const repeats = eventProbabilities(frame, pooled).map((one, at) => ({ ...one, rows: pooled[at]!.rows }));
    return [{ name: summary.name, repeats }];
  });
  const aucs = said.map(({ name, repeats }): ClusteredAucFacts => {
    const found = repeats.map(({ events, probabilities, rows }) => ({
      clustered: clusteredAuc(
        events,
        probabilities,
        rows.map((row) => groups[row]!),
      ),
      alone: auc(events, probabilities),
    }));
    const value = mean(found.map(({ clustered }) => clustered.value));
    const variance = mean(found.map(({ clustered }) => clustered.variance));
    const independent = mean(found.map(({ alone }) => alone.variance));
    const half = z * Math.sqrt(inflation * variance);
    return {
      pipeline: name,
      value,
      lower: variance > 0 ? Math.max(0, value - half) : NaN,
      upper: variance > 0 ? Math.min(1, value + half) : NaN,
      standardError: Math.sqrt(variance),
      independentError: Math.sqrt(independent),
      designEffect: variance / independent,
    };
  });
  const comparisons = said.flatMap((a, at) =>
    said.slice(at + 1).flatMap((b): ClusteredComparison[] => {
      const [first, second] = [a.repeats[0]!, b.repeats[0]!];
      if (first.rows.length !== second.rows.length) return [];
      // Both stand in the order of the folds, which they share.
      const compared = compareClusteredAucs(
        first.events,
        first.probabilities,
        second.probabilities,
        first.rows.map((row) => groups[row]!),
        { level },
      );
      const { value, lower, upper, reason } = compared.difference;
      return [
        {
          first: a.name,
          second: b.name,
          difference: value,
          lower,
          upper,
          p: compared.p,
          ...(reason === undefined ? {} : { reason }),
        },
      ];
    }),
  );
  return { subjects, rows: frame.rows, aucs, comparisons };
}

const aucCells = (one: ClusteredAucFacts) => [
  one.pipeline,
  `${pageNumber(one.value)} (${pageNumber(one.lower)} to ${pageNumber(one.upper)})`,
  pageNumber(one.standardError),
  pageNumber(one.independentError),
  Number.isFinite(one.designEffect) ? one.designEffect.toFixed(2) : 'n/a',
];

/** The part of the report about rows of the same subject; '' where there are none. */
export function clusteredSection(facts: ClusteredFacts | undefined): string {
  if (facts === undefined) return '';
  const { subjects, rows, aucs, comparisons, external } = facts;
  return `<h2 id="clustered">Several rows of a subject</h2>
<p>${rows} rows of ${subjects} subjects. Rows of one subject are alike, so they tell less than as many subjects would; every interval here leaves subjects out with all their rows.
The table has the AUC with Obuchowski's variance for clustered rows. The design effect says how many times too small the variance would be if rows counted as subjects.</p>
${htmlTable(
  'AUC with rows of a subject as dependent',
  ['', 'AUC', 'standard error', 'if rows were independent', 'design effect'],
  aucs.map(aucCells),
)}
${
  comparisons.length === 0
    ? ''
    : htmlTable(
        'Differences of AUC in the first repeat, models as they are',
        ['', 'difference', 'p'],
        comparisons.map((one) => [
          `${one.first} - ${one.second}`,
          one.reason ??
            `${pageNumber(one.difference)} (${pageNumber(one.lower)} to ${pageNumber(one.upper)})`,
          pageNumber(one.p),
        ]),
      )
}${
  external === undefined
    ? ''
    : htmlTable(
        `On the external table, ${external.rows} rows of ${external.subjects} subjects`,
        ['', 'AUC', 'standard error', 'if rows were independent', 'design effect'],
        external.aucs.map(aucCells),
      )
}`;
}
