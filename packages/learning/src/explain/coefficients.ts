import { standardDeviation } from '@rachis/statistics';
import type { Frame } from '../frame/frame.ts';
import type { FittedPipeline } from '../pipeline/fitted-pipeline.ts';
import { linearParts } from './linear-parts.ts';
import { columnSources } from './sources.ts';

/** What a column does to the linear predictor of a fitted pipeline. */
export interface Coefficient {
  readonly column: string;
  /** Of several classes, the code of the class whose predictor it is. */
  readonly classCode?: number;
  /** Change of the predictor by a unit of the column. */
  readonly coefficient: number;
  /** exp(coefficient), where that is an odds or hazard ratio. */
  readonly ratio?: number;
}

/** The same by the standard deviation of the column in the rows given, too. */
export interface ModelCoefficient extends Coefficient {
  readonly standardised: number;
  readonly standardisedRatio?: number;
}

/** Coefficients of a fitted linear pipeline. */
export interface Coefficients {
  /** What a unit of the predictor is: log odds, log hazard, ... */
  readonly scale: string;
  /** What exp(coefficient) is: odds ratio, hazard ratio, subdistribution hazard ratio. */
  readonly ratio?: string;
  /** Predictors at columns of 0, one an output. */
  readonly intercepts: readonly number[];
  /** Of the columns that reach the model, as they reach it. */
  readonly columns: readonly ModelCoefficient[];
  /**
   * Of the columns of the table, in their units. A column of categories has one for each of its columns of 0 and 1
   * under their names.
   */
  readonly given: readonly Coefficient[];
  /** Columns that reach the model and are no sum of columns of the table (harmonised by site): not in `given`. */
  readonly withoutGiven: readonly string[];
}

/**
 * Coefficients of a linear pipeline, or undefined where the model is not linear: on the scale of the columns that reach
 * the model, by a standard deviation (divisor n - 1) of these in `rows`, and on the scale of the table's columns, which
 * follows from the steps (scaling, principal components). `rows` are best those that the pipeline was fitted on.
 * Errors: those of `prepare`, for rows that lack the pipeline's columns.
 */
export function coefficientsOf(pipeline: FittedPipeline, rows: Frame): Coefficients | undefined {
  const { columns } = pipeline;
  const parts = linearParts(pipeline.model, columns.length);
  if (parts === undefined) return undefined;
  const { intercepts, coefficients, classes, scale, ratio } = parts;
  const spreads = pipeline.prepare(rows).columns.map(({ values }) => standardDeviation(values));
  const sources = columnSources(pipeline);
  const withRatio = (value: number) => (ratio === undefined ? {} : { ratio: Math.exp(value) });
  const given: Coefficient[] = [];
  const own: ModelCoefficient[] = [];
  intercepts.forEach((_, output) => {
    const code = classes === undefined ? {} : { classCode: classes[output] };
    const totals = new Map<string, number>();
    const add = (name: string, value: number) => totals.set(name, (totals.get(name) ?? 0) + value);
    columns.forEach((column, at) => {
      const coefficient = coefficients[output * columns.length + at];
      const standardised = coefficient * spreads[at];
      own.push({
        column,
        ...code,
        coefficient,
        ...withRatio(coefficient),
        standardised,
        ...(ratio === undefined ? {} : { standardisedRatio: Math.exp(standardised) }),
      });
      for (const [name, weight] of sources[at].sum?.weights ?? []) add(name, coefficient * weight);
    });
    for (const [column, coefficient] of totals) {
      given.push({ column, ...code, coefficient, ...withRatio(coefficient) });
    }
  });
  return {
    scale,
    ...(ratio === undefined ? {} : { ratio }),
    intercepts: [...intercepts],
    columns: own,
    given,
    withoutGiven: columns.filter((_, at) => sources[at].sum === undefined),
  };
}
