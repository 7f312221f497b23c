import { StatisticsError } from '@rachis/statistics';
import type { Json, Matrix, Outcome, Predictions, TrainingData } from '../contract.ts';

/** The columns of a matrix one after the other: column j is at `j * rows`. */
export function byColumn(x: Matrix): Float64Array {
  const { rows, columns, data } = x;
  const turned = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0, at = i * columns; j < columns; j++, at++) turned[j * rows + i] = data[at];
  }
  return turned;
}

/** Some rows of a matrix, in the order asked for. */
export function matrixRows(x: Matrix, rows: ArrayLike<number>): Matrix {
  const data = new Float64Array(rows.length * x.columns);
  for (let i = 0; i < rows.length; i++) {
    data.set(x.data.subarray(rows[i] * x.columns, (rows[i] + 1) * x.columns), i * x.columns);
  }
  return { rows: rows.length, columns: x.columns, data };
}

/** Some rows of an outcome. */
export function outcomeRows(outcome: Outcome, rows: ArrayLike<number>): Outcome {
  const at = Array.from(rows);
  if (outcome.kind === 'continuous') {
    return { kind: 'continuous', values: Float64Array.from(at, (row) => outcome.values[row]) };
  }
  if (outcome.kind === 'survival') {
    const times = Float64Array.from(at, (row) => outcome.times[row]);
    return { kind: 'survival', times, events: Uint8Array.from(at, (row) => outcome.events[row]) };
  }
  return { ...outcome, codes: Int32Array.from(at, (row) => outcome.codes[row]) };
}

/** Training data of some rows, with a random source of its own. */
export function trainingRows(
  data: TrainingData,
  rows: ArrayLike<number>,
  random = data.random,
): TrainingData {
  const at = Array.from(rows);
  const { weights, groups } = data;
  return {
    x: matrixRows(data.x, rows),
    names: data.names,
    outcome: outcomeRows(data.outcome, rows),
    random,
    ...(weights === undefined ? {} : { weights: Float64Array.from(at, (row) => weights[row]) }),
    ...(groups === undefined ? {} : { groups: Int32Array.from(at, (row) => groups[row]) }),
  };
}

/** Weights of the rows, ones unless given. */
export function rowWeights(data: TrainingData): Float64Array {
  const { weights, x } = data;
  if (weights === undefined) return new Float64Array(x.rows).fill(1);
  let total = 0;
  for (const weight of weights) {
    if (!(weight >= 0 && weight < Infinity)) {
      throw new StatisticsError('ARGUMENT_INVALID', `A weight of a row is ${weight}; weights are 0 or more.`);
    }
    total += weight;
  }
  if (!(total > 0)) throw new StatisticsError('ARGUMENT_INVALID', 'The weights of the rows are all 0.');
  return Float64Array.from(weights);
}

/** Refuses what no estimator can be fitted on, with the column that is to blame. */
export function requireUsable(estimator: string, data: TrainingData): void {
  const { x, names } = data;
  if (x.rows < 2 || x.columns < 1) {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      `${estimator} needs two rows and a column or more, not ${x.rows} by ${x.columns}.`,
    );
  }
  for (let at = 0; at < x.data.length; at++) {
    if (!Number.isFinite(x.data[at])) {
      const column = names[at % x.columns];
      throw new StatisticsError(
        'DATA_UNSUITABLE',
        `Column "${column}" has ${x.data[at]} in row ${Math.floor(at / x.columns) + 1}; ${estimator} needs finite numbers.`,
        { column, remedy: 'Fill missing values in a step before the model.' },
      );
    }
  }
}

/** The classes that occur in the training rows, with codes that skip the others. */
export interface ClassTask {
  readonly classes: readonly string[];
  /** Which of `classes` occur. */
  readonly present: Int32Array;
  /** Codes into `present`. */
  readonly codes: Int32Array;
}

/** Class outcome of training data; an error where fewer than two classes occur. */
export function classTask(estimator: string, data: TrainingData): ClassTask {
  const { outcome } = data;
  if (outcome.kind !== 'classes' && outcome.kind !== 'ordinal') {
    throw new StatisticsError(
      'ARGUMENT_INVALID',
      `${estimator} is fitted on classes, not on a ${outcome.kind} outcome.`,
    );
  }
  requireUsable(estimator, data);
  const counts = new Int32Array(outcome.classes.length);
  for (const code of outcome.codes) counts[code]++;
  const present = Int32Array.from(counts.keys()).filter((code) => counts[code] > 0);
  if (present.length < 2) {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      `All training rows are of class "${outcome.classes[present[0]]}"; ${estimator} needs two classes or more.`,
      { remedy: 'Stratify the resampling by class, or use fewer folds.' },
    );
  }
  const compact = new Int32Array(outcome.classes.length).fill(-1);
  present.forEach((code, k) => {
    compact[code] = k;
  });
  return { classes: outcome.classes, present, codes: outcome.codes.map((code) => compact[code]) };
}

/**
 * Predictions from probabilities of the present classes, row by row. Classes that training did not show get 0.
 * Scores: `linear` if given; of two classes the probability of the second; of more, the mean class position.
 */
export function classPredictions(
  classes: number,
  present: ArrayLike<number>,
  compact: Float64Array,
  linear?: Float64Array,
): Predictions {
  const count = present.length;
  const rows = compact.length / count;
  const data = new Float64Array(rows * classes);
  const scores = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let position = 0;
    for (let k = 0; k < count; k++) {
      const probability = compact[i * count + k];
      data[i * classes + present[k]] = probability;
      position += probability * present[k];
    }
    scores[i] = position;
  }
  return { scores: linear ?? scores, probabilities: { rows, columns: classes, data } };
}

/** Values of a continuous outcome. */
export function continuousValues(estimator: string, data: TrainingData): Float64Array {
  if (data.outcome.kind !== 'continuous') {
    throw new StatisticsError(
      'ARGUMENT_INVALID',
      `${estimator} is fitted on a continuous outcome, not on ${data.outcome.kind}.`,
    );
  }
  requireUsable(estimator, data);
  return data.outcome.values;
}

/** Times and events of a survival outcome; an error where there is no event. */
export function survivalTask(
  estimator: string,
  data: TrainingData,
): { readonly times: Float64Array; readonly events: Uint8Array } {
  const { outcome } = data;
  if (outcome.kind !== 'survival') {
    throw new StatisticsError(
      'ARGUMENT_INVALID',
      `${estimator} is fitted on times to an event, not on a ${outcome.kind} outcome.`,
    );
  }
  requireUsable(estimator, data);
  if (!outcome.events.includes(1)) {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      `No training row has an event; ${estimator} cannot be fitted.`,
    );
  }
  return outcome;
}

/** An object of numbers and lists as `state` holds it. */
export type StateRecord = { readonly [key: string]: Json };

/** A list of numbers from a state. */
export const floats = (value: Json | undefined): Float64Array =>
  Float64Array.from(value as readonly number[]);
/** A list of whole numbers from a state. */
export const integers = (value: Json | undefined): Int32Array => Int32Array.from(value as readonly number[]);
