import type { FittedModel, Matrix } from '../contract.ts';
import { linearParts } from './linear-parts.ts';
import { treeSum } from './tree-sum.ts';

/** 1 for each of a model's columns that can change its predictions: no zero coefficient, asked for by a tree. */
export function usedColumns(model: FittedModel, columns: number): Uint8Array {
  const used = new Uint8Array(columns);
  const linear = linearParts(model, columns);
  if (linear !== undefined) {
    linear.coefficients.forEach((coefficient, at) => {
      if (coefficient !== 0) used[at % columns] = 1;
    });
    return used;
  }
  const sum = treeSum(model);
  if (sum === undefined) return used.fill(1);
  for (const { feature } of sum.trees) for (const column of feature) if (column >= 0) used[column] = 1;
  return used;
}

/** Standard deviation (divisor n) of each column. */
function spreads({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: columns }, (_, j) => {
    let sum = 0;
    let squares = 0;
    for (let at = j; at < data.length; at += columns) sum += data[at] / rows;
    for (let at = j; at < data.length; at += columns) squares += (data[at] - sum) ** 2 / rows;
    return Math.sqrt(squares);
  });
}

/** How much the scores of rows change on the mean when a column is held at its mean. */
function changes(model: FittedModel, x: Matrix): Float64Array {
  const { rows, columns, data } = x;
  const { scores } = model.predict(x);
  return Float64Array.from({ length: columns }, (_, j) => {
    const held = data.slice();
    let mean = 0;
    for (let at = j; at < data.length; at += columns) mean += data[at] / rows;
    for (let at = j; at < data.length; at += columns) held[at] = mean;
    const other = model.predict({ ...x, data: held }).scores;
    return other.reduce((sum, score, row) => sum + Math.abs(score - scores[row]), 0) / rows;
  });
}

/**
 * A quick measure of how much each column of a model matters, to choose which are worth a closer look: |coefficient| by
 * standard deviation, training rows that trees ask about the column, or the change of scores when it is held at its
 * mean. Numbers compare within a model only.
 */
export function columnWeights(model: FittedModel, x: Matrix): Float64Array {
  const { columns } = x;
  const weights = new Float64Array(columns);
  const linear = linearParts(model, columns);
  if (linear !== undefined) {
    const spread = spreads(x);
    linear.coefficients.forEach((coefficient, at) => {
      weights[at % columns] += Math.abs(coefficient) * spread[at % columns];
    });
    return weights;
  }
  const sum = treeSum(model);
  if (sum === undefined) return changes(model, x);
  for (const { feature, cover } of sum.trees) {
    feature.forEach((column, node) => {
      if (column >= 0) weights[column] += cover[node];
    });
  }
  return weights;
}
