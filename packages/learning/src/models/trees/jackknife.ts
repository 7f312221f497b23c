import type { FittedModel, Matrix } from '../../contract.ts';
import type { TreeEnsembleModel } from './forest-model.ts';
import { leafOf } from './tree.ts';

/**
 * How often each row was drawn for each tree of a bootstrap forest, trees by rows; undefined for other models, and for
 * forests that were restored from their state, which does not hold it.
 */
export const drawsOf = (model: FittedModel): readonly Uint16Array[] | undefined =>
  (model as Partial<TreeEnsembleModel>).draws?.();

/** What each tree of a forest says of a row: trees by outputs (shares of the classes that occur, or a value). */
export function treeValues(
  model: FittedModel,
  x: Matrix,
  row: number,
): { readonly outputs: number; readonly values: Float64Array } | undefined {
  const { ensemble } = model as Partial<TreeEnsembleModel>;
  if (ensemble === undefined || ensemble.output !== undefined) return undefined;
  const { trees, outputs } = ensemble;
  const values = new Float64Array(trees.length * outputs);
  trees.forEach((tree, t) => {
    const leaf = leafOf(tree, x.data, row * x.columns);
    for (let k = 0; k < outputs; k++) values[t * outputs + k] = tree.value[leaf * outputs + k];
  });
  return { outputs, values };
}

/**
 * The sampling variance of the mean of trees that were grown on bootstrap draws, by the infinitesimal jackknife: the sum
 * over rows of the squared covariance between how often the row was drawn and what the trees say, less what the finite
 * number of trees adds to it. Below 0 where that noise is larger than all the rest. Source: Wager, Hastie and Efron 2014,
 * J Mach Learn Res 15: 1625-1651, equations 5 and 7, with the draws' own variance as in the authors' program.
 */
export function infinitesimalJackknife(
  draws: readonly ArrayLike<number>[],
  values: ArrayLike<number>,
): number {
  const trees = draws.length;
  const rows = draws[0]!.length;
  let mean = 0;
  for (let t = 0; t < trees; t++) mean += values[t]! / trees;
  let spread = 0;
  for (let t = 0; t < trees; t++) spread += (values[t]! - mean) ** 2 / trees;
  let total = 0;
  let drawSpread = 0;
  for (let i = 0; i < rows; i++) {
    let covariance = 0;
    let first = 0;
    let second = 0;
    for (let t = 0; t < trees; t++) {
      const count = draws[t]![i]!;
      covariance += (count * (values[t]! - mean)) / trees;
      first += count / trees;
      second += (count * count) / trees;
    }
    total += covariance * covariance;
    drawSpread += (second - first * first) / rows;
  }
  return total - (rows * drawSpread * spread) / trees;
}
