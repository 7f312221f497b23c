import type { TrainingData } from '../../../contract.ts';
import { type Standardised, standardise } from '../../../models/linear/standardise.ts';
import { coxSmooth } from '../../../models/survival/cox-newton.ts';
import { byColumn, rowWeights } from '../../../models/training.ts';
import { cholesky } from '../../../optimise/cholesky.ts';
import { finiteMinimum } from './finite-minimum.ts';
import { logisticSmooth } from './logistic-smooth.ts';

/** A model of some columns, fitted by maximum likelihood. */
export interface NestedFit {
  readonly columns: readonly number[];
  /** Minus twice the log-likelihood but for a constant of the rows; n log(RSS / n) for numbers. */
  readonly deviance: number;
  /** Of the standardised columns, the intercept first where there is one. */
  readonly coefficients: Float64Array;
}

/** Models of one outcome on the same rows, by the columns in them. */
export interface NestedModels {
  readonly columns: number;
  /** What BIC takes the logarithm of: rows, or events of a survival outcome (Volinsky and Raftery 2000). */
  readonly size: number;
  /**
   * Nothing where the likelihood has no finite maximum (a combination of columns tells the outcomes apart), or where
   * one column follows from the others. `near` is a fit to begin from.
   */
  fit(columns: readonly number[], near?: NestedFit): NestedFit | undefined;
  /** Columns without those that do not vary or follow from columns before them. */
  independent(columns: readonly number[]): number[];
}

/** Of their own size, what is left of a column after those before it when it follows from them. */
const aliasTolerance = 1e-11;

/** Inner products of standardised columns, weighted, lower half, row by row. */
function gramOf(
  { rows, data }: Standardised,
  weights: Float64Array,
  columns: readonly number[],
): Float64Array {
  const k = columns.length;
  const gram = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0, p = columns[a] * rows, q = columns[b] * rows; i < rows; i++) {
        sum += weights[i] * data[p + i] * data[q + i];
      }
      gram[a * k + b] = sum;
    }
  }
  return gram;
}

const some = ({ rows, data }: Standardised, columns: readonly number[]) => {
  const chosen = new Float64Array(rows * columns.length);
  columns.forEach((j, at) => {
    chosen.set(data.subarray(j * rows, (j + 1) * rows), at * rows);
  });
  return { rows, columns: columns.length, data: chosen };
};

/** Where to begin: coefficients of the columns that two models share. */
function startFrom(columns: readonly number[], near: NestedFit | undefined, first: number): Float64Array {
  const start = new Float64Array(columns.length + first);
  if (near === undefined) return start;
  if (first === 1) start[0] = near.coefficients[0];
  columns.forEach((j, at) => {
    const there = near.columns.indexOf(j);
    if (there >= 0) start[at + first] = near.coefficients[there + first];
  });
  return start;
}

/** Least squares: all models from one table of inner products. */
function leastSquares(x: Standardised, weights: Float64Array, values: Float64Array): NestedModels['fit'] {
  const { rows, columns } = x;
  const mean = values.reduce((sum, value, i) => sum + weights[i] * value, 0);
  const target = values.map((value) => value - mean);
  const all = Array.from({ length: columns }, (_, j) => j);
  const gram = gramOf(x, weights, all);
  const products = Float64Array.from(all, (j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += weights[i] * x.data[j * rows + i] * target[i];
    return sum;
  });
  const whole = target.reduce((sum, value, i) => sum + weights[i] * value * value, 0);
  return (chosen) => {
    const k = chosen.length;
    // The outcome as the last column: its pivot is what the others leave of it.
    const n = k + 1;
    const table = new Float64Array(n * n);
    chosen.forEach((own, a) => {
      for (let b = 0; b <= a; b++) {
        const other = chosen[b];
        table[a * n + b] = own >= other ? gram[own * columns + other] : gram[other * columns + own];
      }
      table[k * n + a] = products[own];
    });
    table[k * n + k] = whole;
    const { aliased } = cholesky(table, n, aliasTolerance);
    if (aliased.length > 0 || rows < k + 2) return undefined;
    const left = table[k * n + k] ** 2;
    return { columns: chosen, deviance: rows * Math.log(left), coefficients: new Float64Array(0) };
  };
}

/** All models of the columns of training data: logistic of two classes, least squares, or Cox's (ties after Efron). */
export function nestedModels(data: TrainingData): NestedModels {
  const { rows } = data.x;
  const given = rowWeights(data);
  const total = given.reduce((sum, weight) => sum + weight, 0);
  const weights = given.map((weight) => weight / total);
  const x = standardise(byColumn(data.x), rows, weights, true);
  const { outcome } = data;
  const independent = (columns: readonly number[]): number[] => {
    const varying = columns.filter((j) => x.scales[j] > 0);
    const { aliased } = cholesky(gramOf(x, weights, varying), varying.length, aliasTolerance);
    return varying.filter((_, at) => !aliased.includes(at));
  };
  const shared = { columns: x.columns, independent };
  if (outcome.kind === 'continuous') {
    return { ...shared, size: rows, fit: leastSquares(x, weights, outcome.values) };
  }
  if (outcome.kind === 'survival') {
    const events = outcome.events.map((event) => (event === 1 ? 1 : 0));
    const fit: NestedModels['fit'] = (columns, near) => {
      const smooth = coxSmooth(some(x, columns), outcome.times, events, weights, 'efron', 0);
      const found = finiteMinimum(smooth, startFrom(columns, near, 0), aliasTolerance);
      return found && { columns, deviance: 2 * rows * found.value, coefficients: found.at };
    };
    return { ...shared, size: events.reduce((sum, event) => sum + event, 0), fit };
  }
  const { codes } = outcome;
  const fit: NestedModels['fit'] = (columns, near) => {
    const smooth = logisticSmooth(x, columns, codes, weights);
    const found = finiteMinimum(smooth, startFrom(columns, near, 1), aliasTolerance);
    return found && { columns, deviance: 2 * rows * found.value, coefficients: found.at };
  };
  return { ...shared, size: rows, fit };
}
