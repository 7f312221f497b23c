import type { FittedModel } from '../contract.ts';
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
