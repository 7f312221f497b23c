import type { Json, Matrix } from '../../contract.ts';
import { floats, integers, type StateRecord } from '../training.ts';

/** A binary tree: a row goes left where its value of the node's column is at most the threshold. */
export interface Tree {
  /** Column of each node's question; -1 for leaves. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Weight of the training rows that passed each node. */
  readonly cover: Float64Array;
  /** `outputs` numbers a node. */
  readonly value: Float64Array;
}

/** The leaf that a row (at `from` in `data`) falls into. */
export function leafOf(tree: Tree, data: Float64Array, from: number): number {
  const { feature, threshold, left, right } = tree;
  let node = 0;
  while (feature[node] >= 0) node = data[from + feature[node]] <= threshold[node] ? left[node] : right[node];
  return node;
}

/** Adds `scale` times the leaf values of each row to `sums`, rows by outputs. */
export function addTree(tree: Tree, x: Matrix, outputs: number, scale: number, sums: Float64Array): void {
  for (let i = 0; i < x.rows; i++) {
    const leaf = leafOf(tree, x.data, i * x.columns);
    for (let k = 0; k < outputs; k++) sums[i * outputs + k] += scale * tree.value[leaf * outputs + k];
  }
}

/** A tree as JSON. */
export const treeState = (tree: Tree): Json => ({
  feature: [...tree.feature],
  threshold: [...tree.threshold],
  left: [...tree.left],
  right: [...tree.right],
  cover: [...tree.cover],
  value: [...tree.value],
});

/** A tree from its JSON. */
export function treeFrom(state: Json): Tree {
  const { feature, threshold, left, right, cover, value } = state as StateRecord;
  return {
    feature: integers(feature),
    threshold: floats(threshold),
    left: integers(left),
    right: integers(right),
    cover: floats(cover),
    value: floats(value),
  };
}
