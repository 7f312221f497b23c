import type { Cell, Table } from '../tables/table.ts';
import type { PipelineExplanation } from './explain.ts';

const classOf = (classes: readonly string[], code: number | undefined) =>
  code === undefined ? '' : (classes[code] ?? String(code));

/** Importance of groups of correlated columns, and of their members by themselves. */
export const importanceTable = (explanations: readonly PipelineExplanation[]): Table => ({
  columns: [
    'pipeline',
    'kind',
    'columns',
    'members',
    'criterion',
    'mean_loss',
    'deviation_over_splits',
    'deviation_over_repeats',
    'splits',
    'splits_used',
  ],
  text: ['pipeline', 'kind', 'members', 'criterion'],
  rows: explanations.flatMap(({ name, criterion, groups, members }) =>
    [...groups.map((one) => ['group', one] as const), ...members.map((one) => ['member', one] as const)]
      .filter(([, { used }]) => used > 0)
      .map(([kind, { columns, mean, overSplits, overRepeats, splits, used }]): Cell[] => [
        name,
        kind,
        columns.length,
        columns.join('; '),
        criterion,
        mean,
        overSplits,
        overRepeats,
        splits,
        used,
      ]),
  ),
});

/** A coefficient of a final model with how it went over the splits. */
export interface CoefficientRow {
  readonly column: string;
  readonly classCode?: number;
  readonly coefficient: number;
  readonly standardised: number;
  readonly standardisedRatio: number;
  readonly given: number;
  readonly givenRatio: number;
  /** Share of fits in which the column reached the model, and in which its coefficient was not 0. */
  readonly selected: number;
  readonly nonzero: number;
  readonly mean: number;
  readonly deviation: number;
}

const absent = { coefficient: NaN, standardised: NaN, standardisedRatio: NaN, mean: NaN, deviation: NaN };

/** Coefficients of the final model by the size of the standardised ones; then columns of the table that it sums up. */
export function coefficientRows({
  coefficients,
  overSplits,
  selection,
}: PipelineExplanation): CoefficientRow[] {
  if (coefficients === undefined) return [];
  const key = ({ column, classCode }: { readonly column: string; readonly classCode?: number }) =>
    `${classCode ?? ''} ${column}`;
  const given = new Map(coefficients.given.map((one) => [key(one), one]));
  const over = new Map(overSplits.map((one) => [key(one), one]));
  const code = (classCode: number | undefined) => (classCode === undefined ? {} : { classCode });
  const own = coefficients.columns.map(
    ({ column, classCode, coefficient, standardised, standardisedRatio }): CoefficientRow => {
      const name = key({ column, ...code(classCode) });
      const [raw, fits] = [given.get(name), over.get(name)];
      given.delete(name);
      over.delete(name);
      const selected = selection.get(column) ?? 0;
      return {
        column,
        ...code(classCode),
        coefficient,
        standardised,
        standardisedRatio: standardisedRatio ?? NaN,
        given: raw?.coefficient ?? NaN,
        givenRatio: raw?.ratio ?? NaN,
        selected,
        nonzero: fits === undefined ? 0 : (selected * fits.nonzero) / fits.splits,
        mean: fits?.mean ?? NaN,
        deviation: fits?.deviation ?? NaN,
      };
    },
  );
  own.sort((a, b) => Math.abs(b.standardised) - Math.abs(a.standardised) || b.nonzero - a.nonzero);
  // Columns that only the models of some splits have.
  const others = Array.from(over.values(), ({ column, classCode, nonzero, splits, mean, deviation }) => {
    const selected = selection.get(column) ?? 0;
    return {
      ...absent,
      column,
      ...code(classCode),
      given: NaN,
      givenRatio: NaN,
      selected,
      nonzero: (selected * nonzero) / splits,
      mean,
      deviation,
    };
  }).sort((a, b) => b.nonzero - a.nonzero);
  const sums = Array.from(given.values(), ({ column, classCode, coefficient, ratio }) => ({
    ...absent,
    column,
    ...code(classCode),
    given: coefficient,
    givenRatio: ratio ?? NaN,
    selected: NaN,
    nonzero: NaN,
  }));
  return [...own, ...others, ...sums];
}

/** Coefficients and ratios of linear pipelines. */
export const coefficientTable = (
  explanations: readonly PipelineExplanation[],
  classes: readonly string[],
): Table => ({
  columns: [
    'pipeline',
    'class',
    'column',
    'scale',
    'ratio_kind',
    'coefficient_in_model',
    'coefficient_standardised',
    'ratio_standardised',
    'coefficient_of_table',
    'ratio_of_table',
    'selected_share',
    'nonzero_share',
    'standardised_split_mean',
    'standardised_split_deviation',
  ],
  text: ['pipeline', 'class', 'column', 'scale', 'ratio_kind'],
  rows: explanations.flatMap((one) =>
    coefficientRows(one).map((row): Cell[] => [
      one.name,
      classOf(classes, row.classCode),
      row.column,
      one.coefficients!.scale,
      one.coefficients!.ratio ?? '',
      row.coefficient,
      row.standardised,
      row.standardisedRatio,
      row.given,
      row.givenRatio,
      row.selected,
      row.nonzero,
      row.mean,
      row.deviation,
    ]),
  ),
});

/** Mean |SHAP| of each column over rows that were left out. */
export const shapTable = (
  explanations: readonly PipelineExplanation[],
  classes: readonly string[],
): Table => ({
  columns: ['pipeline', 'class', 'column', 'scale', 'mean_absolute_shap'],
  text: ['pipeline', 'class', 'column', 'scale'],
  rows: explanations.flatMap(({ name, shap }) =>
    (shap?.outputs ?? []).flatMap(({ classCode, meanAbsolute }) =>
      shap!.columns.map((column, at): Cell[] => [
        name,
        classOf(classes, classCode),
        column,
        shap!.scale,
        meanAbsolute[at]!,
      ]),
    ),
  ),
});

/** Partial dependence and accumulated effects, a row a point. */
export const effectTable = (explanations: readonly PipelineExplanation[]): Table => ({
  columns: ['pipeline', 'column', 'kind', 'response', 'value', 'category', 'effect', 'rows'],
  text: ['pipeline', 'column', 'kind', 'response', 'category'],
  rows: explanations.flatMap(({ name, effects }) =>
    effects.flatMap(({ column, response, dependence, accumulated }) => [
      ...Array.from(dependence.grid, (value, at): Cell[] => [
        name,
        column,
        'partial dependence',
        response,
        value,
        dependence.categories?.[value] ?? '',
        dependence.mean[at]!,
        null,
      ]),
      ...Array.from(accumulated?.edges ?? [], (value, at): Cell[] => [
        name,
        column,
        'accumulated local effect',
        response,
        value,
        '',
        accumulated!.effects[at]!,
        at === 0 ? null : accumulated!.counts[at - 1]!,
      ]),
    ]),
  ),
});
