import { mean, standardDeviation } from '@rachis/statistics';
import type { FoldResult } from '../validation/fold.ts';
import type { ColumnGroup } from './column-groups.ts';
import type { FoldExplanation } from './fold-explanation.ts';

/** Importance of a set of columns over the outer splits. */
export interface ImportanceSummary {
  readonly columns: ColumnGroup;
  /** Mean over splits of the mean over repeats. */
  readonly mean: number;
  /** Standard deviation over splits of the mean over repeats; NaN of one split. */
  readonly overSplits: number;
  /** Standard deviation over repeats, root mean square over splits. */
  readonly overRepeats: number;
  /** Splits that count, and those whose model uses one of the columns. */
  readonly splits: number;
  readonly used: number;
}

/** A coefficient over the outer splits in which its column reached the model. */
export interface CoefficientSummary {
  readonly column: string;
  readonly classCode?: number;
  readonly splits: number;
  /** Of these, in how many it is not 0. */
  readonly nonzero: number;
  /** Of a standard deviation of the training rows. */
  readonly mean: number;
  readonly deviation: number;
}

/** Shapley values of rows while they were left out. */
export interface ShapSummary {
  readonly scale: string;
  readonly columns: readonly string[];
  readonly rows: readonly number[];
  /** Rows by columns, as they reach the model; NaN where the row's model does not have the column. */
  readonly x: Float64Array;
  readonly outputs: readonly {
    readonly classCode?: number;
    /** Rows by columns; 0 where the row's model does not use the column. */
    readonly values: Float64Array;
    /** Mean of |value| over rows, for each column. */
    readonly meanAbsolute: Float64Array;
  }[];
}

const explained = (results: readonly FoldResult[]): FoldExplanation[] =>
  results.flatMap(({ explanation }) => (explanation === undefined ? [] : [explanation]));

const deviation = (values: readonly number[]) => (values.length < 2 ? NaN : standardDeviation(values));

/**
 * Importance of the sets of a plan over the splits of one pipeline, in their order. Splits whose criterion has no value
 * (test rows of one class), or in which the set was not permuted, do not count.
 */
export function importanceOverFolds(
  results: readonly FoldResult[],
  sets: readonly ColumnGroup[],
): ImportanceSummary[] {
  const own = explained(results);
  return sets.map((columns, at) => {
    const lists = own.flatMap(({ drops }) => {
      const list = drops[at];
      return list === undefined || list.some(Number.isNaN) ? [] : [list];
    });
    const means = lists.map((list) => mean(list));
    const spread = lists.map((list) => (list.length < 2 ? NaN : standardDeviation(list) ** 2));
    return {
      columns,
      mean: means.length === 0 ? NaN : mean(means),
      overSplits: deviation(means),
      overRepeats: spread.length === 0 ? NaN : Math.sqrt(mean(spread)),
      splits: lists.length,
      used: own.filter(({ used }) => used[at] === 1).length,
    };
  });
}

/** Coefficients over the splits of one pipeline; none where the model is not linear. */
export function coefficientsOverFolds(results: readonly FoldResult[]): CoefficientSummary[] {
  const lists = new Map<string, { column: string; classCode?: number; values: number[] }>();
  for (const { coefficients } of explained(results)) {
    for (const { column, classCode, standardised } of coefficients ?? []) {
      const key = `${classCode ?? ''} ${column}`;
      const known = lists.get(key);
      if (known !== undefined) known.values.push(standardised);
      else {
        const code = classCode === undefined ? {} : { classCode };
        lists.set(key, { column, ...code, values: [standardised] });
      }
    }
  }
  return Array.from(lists.values(), ({ values, ...one }) => ({
    ...one,
    splits: values.length,
    nonzero: values.filter((value) => value !== 0).length,
    mean: mean(values),
    deviation: deviation(values),
  }));
}

/**
 * Shapley values of the rows of the first repeat, each by the model that it was left out of; undefined where there are
 * none. Columns by descending mean |value| over all outputs.
 */
export function shapOverFolds(results: readonly FoldResult[]): ShapSummary | undefined {
  const parts = explained(results).flatMap(({ shap }) => (shap === undefined ? [] : [shap]));
  const [first] = parts;
  if (first === undefined) return undefined;
  // Models that saw fewer classes have other outputs.
  const codes = first.outputs.map(({ classCode }) => classCode);
  const alike = parts.filter(
    ({ outputs }) =>
      outputs.length === codes.length && outputs.every(({ classCode }, k) => classCode === codes[k]),
  );
  const names = [...new Set(alike.flatMap(({ columns }) => columns))];
  const rows = alike.flatMap((part) => part.rows);
  const totals = new Map<string, number>();
  for (const { columns, outputs } of alike) {
    for (const { values } of outputs) {
      values.forEach((value, at) => {
        const name = columns[at % columns.length];
        totals.set(name, (totals.get(name) ?? 0) + Math.abs(value));
      });
    }
  }
  const total = (name: string) => totals.get(name) ?? 0;
  const columns = names.sort((a, b) => total(b) - total(a) || (a < b ? -1 : 1));
  const place = new Map(columns.map((name, at) => [name, at]));
  const joined = (start: number, of: (part: (typeof alike)[number]) => Float64Array) => {
    const made = new Float64Array(rows.length * columns.length).fill(start);
    let row = 0;
    for (const part of alike) {
      const values = of(part);
      values.forEach((value, at) => {
        const to = row + Math.floor(at / part.columns.length);
        made[to * columns.length + place.get(part.columns[at % part.columns.length])!] = value;
      });
      row += part.rows.length;
    }
    return made;
  };
  return {
    scale: first.scale,
    columns,
    rows,
    x: joined(NaN, ({ x }) => x),
    outputs: codes.map((classCode, k) => {
      const values = joined(0, ({ outputs }) => outputs[k].values);
      const meanAbsolute = new Float64Array(columns.length);
      values.forEach((value, at) => {
        meanAbsolute[at % columns.length] += Math.abs(value) / rows.length;
      });
      return { ...(classCode === undefined ? {} : { classCode }), values, meanAbsolute };
    }),
  };
}
