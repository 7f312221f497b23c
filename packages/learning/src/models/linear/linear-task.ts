import type { TrainingData } from '../../contract.ts';
import { byColumn, classTask, continuousValues, rowWeights, survivalTask } from '../training.ts';
import { coxFamily, type Ties } from './cox-family.ts';
import { binomialFamily, type Family, gaussianFamily } from './families.ts';
import { multinomialPath, softmaxLoss } from './multinomial-path.ts';
import { elasticNetPath, type PathOptions } from './path.ts';
import { type Standardised, standardise } from './standardise.ts';

/** Fits for a row of penalties; each of `outputs` predictors, one after the other. */
export interface LinearPath {
  readonly lambdas: Float64Array;
  readonly outputs: number;
  readonly intercepts: readonly Float64Array[];
  readonly coefficients: readonly Float64Array[];
  /** Part of the null deviance that is explained. */
  readonly explained: Float64Array;
}

/** An outcome with its likelihood, to be fitted on all rows or some. */
export interface LinearTask {
  readonly rows: number;
  readonly columns: number;
  readonly outputs: number;
  /** Standardised columns of some rows. */
  prepare(rows: readonly number[], scale: boolean): Standardised;
  path(x: Standardised, rows: readonly number[], options: PathOptions): LinearPath;
  /** The likelihood of some rows, where there is one predictor. */
  family?(rows: readonly number[]): Family;
  /** Predictors of all rows, output after output; 0 for rows that are not among `wanted`, where some are. */
  predictors(intercepts: Float64Array, coefficients: Float64Array, wanted?: readonly number[]): Float64Array;
  /** Whether the deviance of a fold needs the predictors of all rows, and not only of its own. */
  readonly needsEveryRow?: boolean;
  /** Deviance that the rows of a fold add, and the weight to divide it by. */
  heldOut(predictors: Float64Array, inside: readonly number[], outside: readonly number[]): number;
  heldWeight(inside: readonly number[]): number;
}

const normalised = (weights: Float64Array, rows: readonly number[]): Float64Array => {
  const chosen = Float64Array.from(rows, (row) => weights[row]);
  const total = chosen.reduce((sum, weight) => sum + weight, 0);
  return chosen.map((weight) => weight / total);
};

const floatsAt = (values: Float64Array, rows: readonly number[]) =>
  Float64Array.from(rows, (row) => values[row]);
const codesAt = (values: ArrayLike<number>, rows: readonly number[]) =>
  Int32Array.from(rows, (row) => values[row]);

function shared(data: TrainingData, outputs: number) {
  const n = data.x.rows;
  const columns = data.x.columns;
  const columnsData = byColumn(data.x);
  const weights = rowWeights(data);
  const everyone = Array.from({ length: n }, (_, i) => i);
  return {
    rows: n,
    columns,
    outputs,
    weights,
    prepare(rows: readonly number[], scale: boolean): Standardised {
      let chosen = columnsData;
      if (rows.length < n) {
        chosen = new Float64Array(rows.length * columns);
        for (let j = 0, at = 0; j < columns; j++) {
          for (let i = 0; i < rows.length; i++, at++) chosen[at] = columnsData[j * n + rows[i]];
        }
      }
      return standardise(chosen, rows.length, normalised(weights, rows), scale);
    },
    predictors(
      intercepts: Float64Array,
      coefficients: Float64Array,
      wanted: readonly number[] = everyone,
    ): Float64Array {
      const out = new Float64Array(n * outputs);
      for (let k = 0; k < outputs; k++) {
        for (const i of wanted) out[k * n + i] = intercepts[k] ?? 0;
        for (let j = 0; j < columns; j++) {
          const b = coefficients[k * columns + j];
          if (b !== 0) for (const i of wanted) out[k * n + i] += b * columnsData[j * n + i];
        }
      }
      return out;
    },
    heldWeight: (inside: readonly number[]) => inside.reduce((sum, row) => sum + weights[row], 0),
  };
}

function singlePath(x: Standardised, family: Family, options: PathOptions): LinearPath {
  const path = elasticNetPath(x, family, options);
  const intercepts = Array.from(path.intercepts, (value) => Float64Array.of(value));
  return { ...path, outputs: 1, intercepts };
}

/** Squared error. Deviance is the weighted sum of squares. */
export function gaussianTask(id: string, data: TrainingData): LinearTask {
  const y = continuousValues(id, data);
  const base = shared(data, 1);
  const family = (rows: readonly number[]) =>
    gaussianFamily(floatsAt(y, rows), normalised(base.weights, rows));
  return {
    ...base,
    family,
    path(x, rows, options) {
      // On the scale of a standardised outcome, as glmnet's convergence is; penalties keep their meaning.
      return singlePath(x, family(rows), options);
    },
    heldOut: (predictors, inside) =>
      inside.reduce((sum, row) => sum + base.weights[row] * (y[row] - predictors[row]) ** 2, 0),
  };
}

/** Two classes or more. Deviance is minus twice the likelihood, probabilities kept 1e-5 off 0 and 1 as in glmnet. */
export function classesTask(id: string, data: TrainingData): LinearTask & { readonly present: Int32Array } {
  const { codes, present } = classTask(id, data);
  const classes = present.length;
  const least = 1e-5;
  const clip = (p: number): number => Math.min(Math.max(p, least), 1 - least);
  if (classes === 2) {
    const base = shared(data, 1);
    const family = (rows: readonly number[]) =>
      binomialFamily(codesAt(codes, rows), normalised(base.weights, rows));
    return {
      ...base,
      present,
      family,
      path: (x, rows, options) => singlePath(x, family(rows), options),
      heldOut: (predictors, inside) =>
        inside.reduce((sum, row) => {
          const p = clip(1 / (1 + Math.exp(-predictors[row])));
          return sum - 2 * base.weights[row] * Math.log(codes[row] === 1 ? p : 1 - p);
        }, 0),
    };
  }
  const base = shared(data, classes);
  return {
    ...base,
    present,
    path: (x, rows, options) => ({
      ...multinomialPath(x, codesAt(codes, rows), classes, normalised(base.weights, rows), options),
      outputs: classes,
    }),
    heldOut(predictors, inside) {
      const n = base.rows;
      const probabilities = new Float64Array(n * classes);
      softmaxLoss(predictors, codes, classes, base.weights, probabilities);
      return inside.reduce(
        (sum, row) => sum - 2 * base.weights[row] * Math.log(clip(probabilities[codes[row] * n + row])),
        0,
      );
    },
  };
}

/** Cox's partial likelihood. A fold's deviance is that of all rows less that of the others (Verweij and van Houwelingen 1993). */
export function coxTask(id: string, data: TrainingData, ties: Ties): LinearTask {
  const { times, events } = survivalTask(id, data);
  const base = shared(data, 1);
  const make = (rows: readonly number[], weights: Float64Array) =>
    coxFamily(
      floatsAt(times, rows),
      Uint8Array.from(rows, (row) => (events[row] === 1 ? 1 : 0)),
      weights,
      ties,
    );
  const family = (rows: readonly number[]) => make(rows, normalised(base.weights, rows));
  const deviance = (predictors: Float64Array, rows: readonly number[]): number => {
    const likelihood = make(rows, floatsAt(base.weights, rows));
    return 2 * (likelihood.loss(floatsAt(predictors, rows)) - likelihood.saturated);
  };
  const everyone = Array.from({ length: data.x.rows }, (_, i) => i);
  return {
    ...base,
    family,
    needsEveryRow: true,
    path: (x, rows, options) => singlePath(x, family(rows), options),
    heldOut: (predictors, _, outside) => deviance(predictors, everyone) - deviance(predictors, outside),
    heldWeight: (inside) => inside.reduce((sum, row) => sum + (events[row] === 1 ? base.weights[row] : 0), 0),
  };
}
