import type { TrainingData } from '../../contract.ts';
import type { LinearPath } from '../../models/linear/linear-task.ts';
import { rowWeights } from '../../models/training.ts';

/** Weighted standard deviation of each column, divisor n. */
export function columnSpreads(data: TrainingData): Float64Array {
  const { rows, columns, data: values } = data.x;
  const weights = rowWeights(data);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const means = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) means[j] += (weights[i] / total) * values[at];
  }
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) squares[j] += (weights[i] / total) * (values[at] - means[j]) ** 2;
  }
  return squares.map(Math.sqrt);
}

/**
 * For a place on a path: the size of each column's coefficient times the column's spread, so that units do not matter;
 * the largest over the classes where there are several. 0 exactly where the coefficient is.
 */
export function standardisedSizes(data: TrainingData, path: LinearPath): (at: number) => Float64Array {
  const { columns } = data.x;
  const spreads = columnSpreads(data);
  return (at) => {
    const sizes = new Float64Array(columns);
    const coefficients = path.coefficients[at];
    for (let k = 0; k < coefficients.length; k++) {
      const j = k % columns;
      const size = Math.abs(coefficients[k]) * spreads[j];
      if (size > sizes[j]) sizes[j] = size;
    }
    return sizes;
  };
}
