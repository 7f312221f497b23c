import type { PipelineSummary, Split, Validation } from '@rachis/learning';
import { measureName } from '@rachis/learning';
import type { Description, TableOne } from '@rachis/statistics';
import type { Cell, Table } from '../tables/table.ts';
import { pooledOf } from './curves.ts';

/** Measures of every pipeline, a row each. */
export function measureTable(summaries: readonly PipelineSummary[]): Table {
  return {
    columns: [
      'pipeline',
      'measure',
      'name',
      'value',
      'lower',
      'upper',
      'fold_mean',
      'fold_deviation',
      'apparent',
      'optimism',
      'left_out',
      'reason',
    ],
    text: ['pipeline', 'measure', 'name', 'reason'],
    rows: summaries.flatMap(({ name, measures }) =>
      measures.map((one): Cell[] => [
        name,
        one.id,
        measureName(one.id),
        one.value,
        one.lower,
        one.upper,
        one.foldMean,
        one.foldDeviation,
        one.bootstrap?.apparent ?? null,
        one.bootstrap?.optimism ?? null,
        one.bootstrap?.leftOut ?? null,
        one.reason ?? '',
      ]),
    ),
  };
}

/** The fold that left a row out, by repeat and row; nothing where several did. */
function foldOfRow(splits: readonly Split[]): (repeat: number, row: number) => number | null {
  const folds = new Map<string, number | null>();
  for (const { repeat, fold, test } of splits) {
    for (const row of test) {
      const key = `${repeat} ${row}`;
      folds.set(key, folds.has(key) ? null : fold + 1);
    }
  }
  return (repeat, row) => folds.get(`${repeat} ${row}`) ?? null;
}

/** What was said of each row while it was left out: a row a pipeline, repeat and subject's row. */
export function predictionTable(
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
  label: (row: number) => string,
  truth: (row: number) => Cell,
  classes: readonly string[],
): Table {
  const foldOf = foldOfRow(splits);
  return {
    columns: [
      'pipeline',
      'repeat',
      'fold',
      'row',
      'outcome',
      'score',
      ...classes.map((name) => `probability_${name}`),
      'positive',
    ],
    text: ['pipeline', 'row'],
    rows: summaries.flatMap((summary) =>
      pooledOf(summary, splits).flatMap(({ repeat, rows, scores, probabilities, positive }) =>
        rows.map((row, place): Cell[] => [
          summary.name,
          repeat + 1,
          foldOf(repeat, row),
          label(row),
          truth(row),
          scores[place]!,
          ...classes.map((_, code) =>
            probabilities === undefined ? null : probabilities[place * classes.length + code]!,
          ),
          positive === undefined ? null : positive[place]!,
        ]),
      ),
    ),
  };
}

/** What each split chose and how it went. */
export function foldTable(summaries: readonly PipelineSummary[], splits: readonly Split[]): Table {
  return {
    columns: [
      'pipeline',
      'split',
      'training_rows',
      'test_rows',
      'inner_score',
      'score',
      'threshold',
      'columns',
      'chosen',
      'problem',
    ],
    text: ['pipeline', 'split', 'chosen', 'problem'],
    rows: summaries.flatMap(({ name, results }) =>
      results.map((result): Cell[] => {
        const split = splits[result.split]!;
        return [
          name,
          split.name,
          split.training.length,
          split.test.length,
          result.innerScore,
          result.score,
          result.threshold ?? null,
          result.columns.length,
          JSON.stringify(result.chosen),
          result.problem ?? '',
        ];
      }),
    ),
  };
}

/** How often each column reached the model. */
export const selectionTable = (summaries: readonly PipelineSummary[]): Table => ({
  columns: ['pipeline', 'column', 'share'],
  text: ['pipeline', 'column'],
  rows: summaries.flatMap(({ name, selection }) =>
    selection.map(({ column, share }): Cell[] => [name, column, share]),
  ),
});

/** Pairs of pipelines on the same folds. */
export const comparisonTable = ({ comparisons }: Validation): Table => ({
  columns: ['first', 'second', 'difference', 'lower', 'upper', 't', 'p', 'p_holm', 'reason'],
  text: ['first', 'second', 'reason'],
  rows: comparisons.map(({ first, second, difference, t, p, adjusted, reason }): Cell[] => [
    first,
    second,
    difference.value,
    difference.lower,
    difference.upper,
    t,
    p,
    adjusted,
    reason ?? '',
  ]),
});

const rounded = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'n/a');

function described(description: Description, category: string | undefined, summary: string): string {
  if (description.kind === 'numeric') {
    const { mean, standardDeviation, median, quartile1, quartile3 } = description;
    return summary === 'mean'
      ? `${rounded(mean)} (${rounded(standardDeviation)})`
      : `${rounded(median)} [${rounded(quartile1)}, ${rounded(quartile3)}]`;
  }
  if (description.kind === 'time-to-event') return `${description.events} events`;
  const found = description.counts.find((one) => one.category === category);
  return found === undefined ? '0' : `${found.count} (${(100 * found.share).toFixed(1)}%)`;
}

/** Table 1 as text: a row a number, a row a category. */
export function tableOneRows({ groups, sizes, rows }: TableOne): Table {
  return {
    columns: [
      'column',
      'category',
      'overall',
      ...groups.map((group, at) => `${group} (n = ${sizes[at]})`),
      'missing',
      'standardised_difference',
      'p',
      'test',
    ],
    text: [
      'column',
      'category',
      'overall',
      ...groups.map((group, at) => `${group} (n = ${sizes[at]})`),
      'test',
    ],
    rows: rows.flatMap(({ name, overall, groups: own, summary, standardisedDifference, test }) => {
      const categories =
        overall.kind === 'category' || overall.kind === 'ordinal'
          ? overall.counts.map(({ category }) => category)
          : [undefined];
      return categories.map((category, at): Cell[] => [
        name,
        category ?? (summary === 'mean' ? 'mean (sd)' : 'median [quartiles]'),
        described(overall, category, summary),
        ...own.map((one) => described(one, category, summary)),
        at === 0 ? overall.missing : null,
        at === 0 ? standardisedDifference : null,
        at === 0 ? test.p : null,
        at === 0 ? test.method : '',
      ]);
    }),
  };
}
